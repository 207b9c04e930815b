//! What stands on a card.

use resilint_graph::ResourceFacts;

/// Names that say nothing: the module's own says more.
const EMPTY_NAMES: [&str; 6] = ["this", "main", "default", "self", "it", "module"];

/// The name of a resource: its local name, or its module's when that says more, with the instance key.
pub(super) fn title(resource: &ResourceFacts) -> String {
    let module = last_module(&resource.module);
    let name = match module {
        Some(module) if EMPTY_NAMES.contains(&&*resource.name) => module,
        _ => (*resource.name).to_owned(),
    };
    match instance_key(&resource.address) {
        Some(key) => format!("{name} · {key}"),
        None => name,
    }
}

/// The type, for people: `aws_db_instance` is `db instance`.
pub(super) fn kind(resource: &ResourceFacts) -> String {
    if resource.outside {
        let source = resource.type_name.rsplit(['/', ':']).next().unwrap_or(&resource.type_name);
        return format!("module {source}");
    }
    let words = resource.type_name.split_once('_').map_or(&*resource.type_name, |(_, rest)| rest);
    words.replace('_', " ")
}

/// Where it stands: its zones, as far as they are known.
pub(super) fn zones(resource: &ResourceFacts) -> Option<String> {
    let fact = resource.facts.get("zones")?;
    let count = match fact.get() {
        Some(count) => count.as_u64()?,
        None => return Some("zones not known".to_owned()),
    };
    match (count, zone_names(resource).as_slice()) {
        (1, [only]) if only.contains('/') => Some(format!("zone {}", short_zone(only))),
        (1, [only]) => Some(only.clone()),
        (1, _) => Some("1 zone".to_owned()),
        (0, _) => None,
        (count, _) => Some(format!("{count} zones")),
    }
}

/// The names of its zones, when they are known.
pub(super) fn zone_names(resource: &ResourceFacts) -> Vec<String> {
    let names = resource.facts.get("zone_names").and_then(|fact| fact.get());
    let names = names.and_then(|names| names.as_array()).into_iter().flatten();
    names.filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

/// A zone, for people: `eu-west-1/#0` is the first of a list that is not known.
pub(super) fn short_zone(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, number)| number)
}

/// The address without the instance key of the resource itself.
pub(super) fn without_key(address: &str) -> &str {
    match (address.ends_with(']'), address.rfind('[')) {
        (true, Some(at)) => address.get(..at).unwrap_or(address),
        _ => address,
    }
}

/// The instance key of the resource itself, without quotes.
pub(super) fn instance_key(address: &str) -> Option<String> {
    let key = address.get(without_key(address).len()..)?;
    let key = key.strip_prefix('[')?.strip_suffix(']')?;
    (key != "*").then(|| key.trim_matches('"').to_owned())
}

/// The name of the innermost module of a path, with its key.
fn last_module(path: &str) -> Option<String> {
    let last = path.rsplit("module.").next().filter(|last| !last.is_empty())?;
    let name = without_key(last);
    Some(match instance_key(last) {
        Some(key) => format!("{name} {key}"),
        None => name.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_names() {
        for (address, bare, key) in [
            ("aws_lb.a", "aws_lb.a", None),
            ("aws_lb.a[0]", "aws_lb.a", Some("0")),
            ("module.m[\"x\"].aws_lb.a", "module.m[\"x\"].aws_lb.a", None),
            ("aws_lb.a[\"x.y\"]", "aws_lb.a", Some("x.y")),
            ("aws_lb.a[*]", "aws_lb.a", None),
        ] {
            assert_eq!(without_key(address), bare);
            assert_eq!(instance_key(address).as_deref(), key, "{address}");
        }
    }

    #[test]
    fn the_innermost_module_is_named() {
        for (path, name) in [
            ("", None),
            ("module.a", Some("a")),
            ("module.a.module.b", Some("b")),
            ("module.a[\"k\"]", Some("a k")),
        ] {
            assert_eq!(last_module(path).as_deref(), name, "{path}");
        }
    }
}
