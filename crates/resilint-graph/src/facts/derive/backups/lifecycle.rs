//! Policies of the Amazon Data Lifecycle Manager, which take snapshots of volumes and images of instances.

use std::sync::Arc;

use resilint_eval::{PathStep, Value};
use serde_json::{Value as Json, json};

use super::super::super::combine::larger;
use super::super::super::table::{Context, FactTable};
use super::super::replicas::add;
use super::plan::{Doubt, may_take, retention, takes};
use crate::attribute::{
    Reading, as_number, blocks, first, first_place, known_json, leaves_at, look, number_json,
    reading, steps, text, text_at, values,
};
use crate::facts::Fact;
use crate::graph::{Node, Tag};
use crate::placement::named_region;

/// What one policy takes, in its region: volumes or instances by their tags, or all of them by default.
pub(super) fn derive(context: &Context<'_>, table: &mut FactTable, at: usize, node: &Node) {
    if let Some(keeps) = keeps(&node.instance.attributes) {
        table.set(at, "retention_days", keeps);
    }
    let keeps = retention(context, table, at);
    let takes_in = TakesIn::read(&node.instance.attributes);
    let regions = regions_of_copies(&node.instance.attributes);
    let of = context.address(at);
    for (to, store) in context.judged().filter(|(_, store)| kind_of(store).is_some()) {
        if context.same_region(at, to) == Some(false) {
            continue;
        }
        match takes_in.holds(store) {
            Ok(true) => {}
            Ok(false) => continue,
            Err(doubt) => {
                may_take(table, to, &of, doubt);
                continue;
            }
        }
        let by = Fact::known(true, takes_in.at.clone()).decided_by(Arc::clone(&of));
        takes(table, to, by, keeps.as_ref());
        for region in &regions {
            let copy = json!({ "region": &**region, "address": null });
            let path = steps("policy_details.schedule");
            add(table, to, "backup_copies", copy, &path, Some(Arc::clone(&of)));
        }
    }
}

/// What the policies call a resource that they can take.
fn kind_of(store: &Node) -> Option<&'static str> {
    match store.type_name() {
        "aws_ebs_volume" => Some("VOLUME"),
        "aws_instance" | "terraform-aws-modules/ec2-instance/aws" => Some("INSTANCE"),
        _ => None,
    }
}

/// Which resources a policy takes.
struct TakesIn {
    /// `VOLUME` or `INSTANCE`.
    kinds: Vec<String>,
    /// Tags of which one is enough; `None` for a default policy, which takes all that are not excluded.
    tags: Option<Vec<(String, Json)>>,
    /// Tags of what a default policy leaves out.
    excluded: Vec<(String, Json)>,
    /// Types of volumes that a default policy leaves out.
    excluded_types: Vec<String>,
    /// Why more kinds, or more tags, may be taken than are known.
    unknown: [Option<Doubt>; 2],
    /// The attribute that decides.
    at: Vec<PathStep>,
}

impl TakesIn {
    fn read(attributes: &Value) -> Self {
        if let Some(kind) = text_at(attributes, "default_policy") {
            return Self {
                kinds: vec![kind.to_string()],
                tags: None,
                excluded: tags(attributes, "policy_details.exclusions.exclude_tags"),
                excluded_types: words(attributes, "policy_details.exclusions.exclude_volume_types"),
                unknown: [None, None],
                at: steps("default_policy"),
            };
        }
        let at = steps("policy_details.target_tags");
        Self {
            kinds: words(attributes, "policy_details.resource_types"),
            tags: Some(tags(attributes, "policy_details.target_tags")),
            excluded: Vec::new(),
            excluded_types: Vec::new(),
            unknown: ["policy_details.resource_types", "policy_details.target_tags"].map(|path| {
                let reason = values(attributes, path).into_iter().find_map(Value::reason);
                reason.map(|reason| Doubt::of_keeper(reason.to_string(), at.clone()))
            }),
            at,
        }
    }

    /// Whether the policy takes a store; why that is not known otherwise.
    fn holds(&self, store: &Node) -> Result<bool, Doubt> {
        let [kinds, tags] = &self.unknown;
        if !self.kinds.iter().any(|taken| kind_of(store) == Some(taken)) {
            return or_unknown(false, kinds.as_ref());
        }
        let volume_type = text_at(&store.instance.attributes, "type");
        let is_left_out =
            volume_type.is_some_and(|type_| self.excluded_types.iter().any(|out| **out == **type_));
        if is_left_out || has_any(store, &self.excluded)? {
            return Ok(false);
        }
        match &self.tags {
            Some(wanted) => or_unknown(has_any(store, wanted)?, tags.as_ref()),
            None => Ok(true),
        }
    }
}

/// Whether a store has one of these tags; why that is not known otherwise.
fn has_any(store: &Node, tags: &[(String, Json)]) -> Result<bool, Doubt> {
    let mut unknown = None;
    for (key, wanted) in tags {
        match store.tags.get(key) {
            Tag::Is(value) if wanted.as_str() == Some(value) => return Ok(true),
            Tag::Unknown(reason) => unknown = Some(Doubt::of_tag(key, reason)),
            Tag::Is(_) | Tag::Absent => {}
        }
    }
    or_unknown(false, unknown.as_ref())
}

/// What is known to hold holds; what is not may do so for a reason.
fn or_unknown(holds: bool, unknown: Option<&Doubt>) -> Result<bool, Doubt> {
    match unknown {
        Some(doubt) if !holds => Err(doubt.clone()),
        _ => Ok(holds),
    }
}

fn words(attributes: &Value, path: &str) -> Vec<String> {
    let written = leaves_at(attributes, path).into_iter();
    written.filter_map(|(_, word)| Some(text(word)?.to_string())).collect()
}

fn tags(attributes: &Value, path: &str) -> Vec<(String, Json)> {
    let known = values(attributes, path).into_iter().filter_map(known_json);
    let objects = known.filter_map(|json| match json {
        Json::Object(tags) => Some(tags),
        _ => None,
    });
    objects.flatten().collect()
}

fn regions_of_copies(attributes: &Value) -> Vec<Arc<str>> {
    let paths = [
        "policy_details.schedule.cross_region_copy_rule.target",
        "policy_details.schedule.cross_region_copy_rule.target_region",
    ];
    let hits = paths.into_iter().flat_map(|path| look(attributes, path));
    hits.filter_map(|hit| named_region("aws", hit.value?)).collect()
}

/// How many days the policy keeps what it takes: by its schedules, of which the longest counts, or by the interval of a default policy.
fn keeps(attributes: &Value) -> Option<Fact> {
    if text_at(attributes, "default_policy").is_some() {
        let interval = "policy_details.retain_interval";
        let at = first_place(attributes, interval);
        return Some(match number(attributes, interval) {
            Ok(Some(days)) => Fact::known(number_json(days), at),
            Ok(None) => Fact::known(DEFAULT_RETAIN_INTERVAL, at).by_default(),
            Err(reason) => Fact::unknown(reason, at),
        });
    }
    let schedules = blocks(attributes, "policy_details.schedule");
    schedules.iter().filter_map(|(path, schedule)| kept_by(schedule, path)).reduce(larger)
}

/// Days that a default policy keeps what it takes, unless it says otherwise.
const DEFAULT_RETAIN_INTERVAL: u32 = 7;

/// How many days one schedule keeps what it takes: for so long, or so many of them.
fn kept_by(schedule: &Value, path: &[PathStep]) -> Option<Fact> {
    let is_by_age = first(schedule, "retain_rule.interval").is_some();
    let rule = if is_by_age { "retain_rule.interval" } else { "retain_rule.count" };
    let at = path.iter().cloned().chain(first_place(schedule, rule)).collect();
    let days = || {
        let Some(kept) = number(schedule, rule)? else { return Ok(None) };
        if is_by_age {
            return Ok(text_at(schedule, "retain_rule.interval_unit")
                .and_then(|unit| days_of(unit))
                .map(|days| kept * days));
        }
        match number(schedule, "create_rule.interval")? {
            Some(hours) => Ok(Some(kept * hours / 24.0)),
            None => Err(Arc::from("how often snapshots are taken is told as a cron expression")),
        }
    };
    match days() {
        Ok(days) => Some(Fact::known(number_json(days?), at)),
        Err(reason) => Some(Fact::unknown(reason, at)),
    }
}

fn days_of(unit: &str) -> Option<f64> {
    Some(match unit {
        "DAYS" => 1.0,
        "WEEKS" => 7.0,
        "MONTHS" => 30.0,
        "YEARS" => 365.0,
        _ => return None,
    })
}

/// A number, if it is written; the reason when it is unknown.
fn number(root: &Value, path: &str) -> Result<Option<f64>, Arc<str>> {
    match first(root, path).map(reading) {
        Some(Reading::Known(json)) => Ok(as_number(&json)),
        Some(Reading::Unknown(reason, _)) => Err(reason),
        None => Ok(None),
    }
}
