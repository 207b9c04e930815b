//! A resource in a few lines of Markdown: where it is, what it goes down with, what goes down with it, what else is known.

use resilint_project::ResourceAt;
use serde_json::Value;

/// At most so many of a list are named.
const NAMED: usize = 6;
/// Facts that the first lines tell already, or that say something only to policies.
const TOLD: [&str; 9] = [
    "dependents",
    "failover",
    "locations",
    "nodes",
    "on_path",
    "region",
    "replicas",
    "zone_names",
    "zones",
];

pub(crate) fn overview(resource: &ResourceAt) -> String {
    let parts = [resource.role.as_deref(), resource.placement.as_deref()];
    let head: String = parts.into_iter().flatten().map(|part| format!(" · {part}")).collect();
    let mut text = format!("**{}**{head}\n", resource.explanation.address);
    let mut line = |name: &str, said: String| text.push_str(&format!("\n- **{name}**: {said}"));
    for name in ["region", "zones"] {
        if let Some(reason) = unknown(resource, name) {
            line(name, format!("not known: {reason}"));
        }
    }
    if let Some(said) = redundancy(resource) {
        line("redundancy", said);
    }
    if !resource.falls_with.is_empty() {
        line("goes down with", names(resource.falls_with.iter().map(|domain| domain.as_str())));
    }
    if !resource.takes_down.is_empty() {
        let entries = names(resource.takes_down.iter().map(String::as_str));
        line("single point of failure for", entries);
    }
    if let Some(count) = known(resource, "dependents").and_then(Value::as_u64)
        && count > 0
    {
        line("cannot work without it", plural(count, "resource"));
    }
    if !resource.referrers.is_empty() {
        line("referred to by", referrers(resource));
    }
    text.push_str(&others(resource));
    text
}

fn known<'r>(resource: &'r ResourceAt, name: &str) -> Option<&'r Value> {
    resource.explanation.facts.get(name)?.get("value").filter(|value| !value.is_null())
}

fn unknown<'r>(resource: &'r ResourceAt, name: &str) -> Option<&'r str> {
    resource.explanation.facts.get(name)?.get("unknown")?.as_str()
}

/// `2 nodes, another takes over by itself, replicas ...`
fn redundancy(resource: &ResourceAt) -> Option<String> {
    let mut said = Vec::new();
    if let Some(count) = known(resource, "nodes").and_then(Value::as_u64) {
        said.push(plural(count, "node"));
    }
    match known(resource, "failover").and_then(Value::as_bool) {
        Some(true) => said.push("another takes over by itself".to_owned()),
        Some(false) => said.push("nothing takes over by itself".to_owned()),
        None => {}
    }
    let replicas: Vec<String> = known(resource, "replicas")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(plain)
        .collect();
    if !replicas.is_empty() {
        said.push(format!("replicas {}", replicas.join(", ")));
    }
    (!said.is_empty()).then(|| said.join(", "))
}

fn referrers(resource: &ResourceAt) -> String {
    let mut named: Vec<String> = resource
        .referrers
        .iter()
        .take(NAMED)
        .map(|(address, kind)| format!("`{address}` ({})", kind.replace('_', " ")))
        .collect();
    let more = resource.referrers.len().saturating_sub(NAMED);
    if more > 0 {
        named.push(format!("and {more} more"));
    }
    named.join(", ")
}

/// The other facts on one line, then what is not known of them.
fn others(resource: &ResourceAt) -> String {
    let mut facts = Vec::new();
    let mut open = Vec::new();
    for name in resource.explanation.facts.keys().filter(|name| !TOLD.contains(&name.as_str())) {
        let title = name.replace('_', " ");
        if let Some(value) = known(resource, name) {
            facts.push(format!("{title}: {}", plain(value)));
        } else if let Some(reason) = unknown(resource, name) {
            open.push(format!("{title} ({reason})"));
        }
    }
    let mut text = String::new();
    if !facts.is_empty() {
        text.push_str(&format!("\n\n{}", facts.join(" · ")));
    }
    if !open.is_empty() {
        text.push_str(&format!("\n\nnot known: {}", open.join(" · ")));
    }
    text
}

/// A value for people: `yes`, a name, the address of an object with its region.
fn plain(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let shown: Vec<String> = items.iter().take(NAMED).map(plain).collect();
            let more = items.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            format!("{}{more}", shown.join(", "))
        }
        Value::Object(entries) => {
            let of = |key: &str| entries.get(key).and_then(Value::as_str);
            match (of("address"), of("region")) {
                (Some(address), Some(region)) => format!("`{address}` ({region})"),
                (Some(address), None) => format!("`{address}`"),
                (None, Some(region)) => region.to_owned(),
                (None, None) => {
                    let each = entries
                        .iter()
                        .map(|(key, value)| format!("{} {}", key.replace('_', " "), plain(value)));
                    each.collect::<Vec<_>>().join(", ")
                }
            }
        }
        other => other.to_string(),
    }
}

fn names<'n>(all: impl ExactSizeIterator<Item = &'n str>) -> String {
    let more = all.len().saturating_sub(NAMED);
    let mut shown: Vec<String> = all
        .take(NAMED)
        .map(|name| format!("`{}`", name.strip_prefix("node:").unwrap_or(name)))
        .collect();
    if more > 0 {
        shown.push(format!("and {more} more"));
    }
    shown.join(", ")
}

fn plural(count: u64, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}
