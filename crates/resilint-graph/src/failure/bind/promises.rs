//! What is promised about failures: the objectives of each workload, and resiliency policies that stand in the configuration.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::attribute::{as_number, known_json, look, text_at};
use crate::failure::{Level, Model, NodeId, Promise, Role};
use crate::graph::Node;
use crate::objective::{EffectiveObjectives, Survive, parse_duration};
use crate::survey::Survey;

/// The kinds of disruption that a policy of AWS Resilience Hub names, as far as they are failures of places.
const DISRUPTIONS: [(&str, Level); 3] =
    [("hardware", Level::Instance), ("az", Level::Az), ("region", Level::Region)];

/// What a workload promises, and its entries.
type Promised = (Arc<EffectiveObjectives>, Vec<NodeId>);

/// Every promise, those of workloads first, in the order of their entries.
pub(crate) fn promises(survey: &Survey<'_>, model: &Model) -> Vec<Promise> {
    let mut by_workload: BTreeMap<Option<Arc<str>>, Promised> = BTreeMap::new();
    for entry in &model.entries {
        let at = model
            .nodes
            .get(entry.index())
            .and_then(|node| survey.graph.by_address.get(node.address.as_str()));
        let Some((workload, objectives)) = at.and_then(|at| survey.objectives.get(*at)) else {
            continue;
        };
        by_workload
            .entry(workload.clone())
            .or_insert_with(|| (Arc::clone(objectives), Vec::new()))
            .1
            .push(*entry);
    }
    let of_workloads = by_workload
        .into_iter()
        .map(|(workload, (objectives, entries))| of_objectives(workload, &objectives, entries));
    let mut promises: Vec<Promise> = of_workloads.chain(policies(survey)).collect();
    let twins = twins(survey, model);
    promises.iter_mut().for_each(|promise| promise.twins.clone_from(&twins));
    promises
}

fn of_objectives(
    workload: Option<Arc<str>>,
    objectives: &EffectiveObjectives,
    entries: Vec<NodeId>,
) -> Promise {
    Promise {
        workload: workload.map(|workload| workload.to_string()),
        entries,
        survive: match objectives.survive {
            Survive::None => None,
            Survive::Instance => Some(Level::Instance),
            Survive::Az => Some(Level::Az),
            Survive::Region => Some(Level::Region),
        },
        availability: objectives.availability,
        rto_seconds: objectives.rto_seconds,
        rpo_seconds: objectives.rpo_seconds,
        twins: Vec::new(),
    }
}

/// A policy speaks of everything in the configuration, one promise for each kind of disruption that it names.
fn policies(survey: &Survey<'_>) -> Vec<Promise> {
    let policies = survey
        .graph
        .nodes
        .iter()
        .filter(|node| node.type_name() == "aws_resiliencehub_resiliency_policy");
    let mut promises = Vec::new();
    for policy in policies {
        for (kind, level) in DISRUPTIONS {
            let seconds = |name: &str| {
                let paths =
                    [format!("policy.{kind}.{name}"), format!("policy.{kind}.{name}_in_secs")];
                paths.iter().find_map(|path| {
                    let hits = look(&policy.instance.attributes, path);
                    in_seconds(&known_json(hits.first()?.value?)?)
                })
            };
            let (rto_seconds, rpo_seconds) = (seconds("rto"), seconds("rpo"));
            if rto_seconds.is_some() || rpo_seconds.is_some() {
                promises.push(Promise {
                    workload: Some(format!("{}, {kind}", policy.address)),
                    survive: Some(level),
                    rto_seconds,
                    rpo_seconds,
                    ..Promise::default()
                });
            }
        }
    }
    promises
}

/// Code that nothing leads to, such as workers on queues, that runs under the same name in two regions: the name of its address, or, of one block in a module that is called twice, its own.
fn twins(survey: &Survey<'_>, model: &Model) -> Vec<(NodeId, NodeId)> {
    let mut by_name: BTreeMap<(&str, String), Vec<(NodeId, &str)>> = BTreeMap::new();
    let mut by_block: BTreeMap<_, Vec<(NodeId, &str)>> = BTreeMap::new();
    for entry in &model.entries {
        let Some(node) = model.nodes.get(entry.index()).filter(|node| node.role == Role::Compute)
        else {
            continue;
        };
        let Some(at) = survey.graph.by_address.get(node.address.as_str()) else { continue };
        let (Some(home), Some(own)) =
            (survey.placements.home(*at).name(), survey.graph.nodes.get(*at))
        else {
            continue;
        };
        let address = &own.instance.address;
        let modules = address.module.steps().iter().map(|step| without_place(&step.name));
        let key = address.key.as_ref().map(ToString::to_string);
        if let Some(called) = own_name(own) {
            let block = (own.instance.span, key.clone(), without_place(called));
            by_block.entry(block).or_default().push((*entry, home));
        }
        let names = modules.chain([without_place(&address.resource.name)]).chain(key);
        let name = names.collect::<Vec<_>>().join(".");
        by_name.entry((own.type_name(), name)).or_default().push((*entry, home));
    }
    let mut twins = Vec::new();
    for alike in by_name.values().chain(by_block.values()) {
        for (place, (one, home)) in alike.iter().enumerate() {
            let others = alike.iter().skip(place + 1).filter(|(_, other)| other != home);
            twins.extend(others.map(|(other, _)| (*one, *other)));
        }
    }
    twins
}

/// The name that its own attributes give it.
fn own_name(node: &Node) -> Option<&str> {
    let attributes = node.entry.iter().flat_map(|entry| &entry.names).map(String::as_str);
    let mut attributes = attributes.chain(["name"]);
    attributes.find_map(|name| text_at(&node.instance.attributes, name)).map(|name| &**name)
}

/// A name without the words that say where it is, or whose copy.
fn without_place(name: &str) -> String {
    const PLACES: [&str; 20] = [
        "us",
        "eu",
        "ap",
        "ca",
        "sa",
        "east",
        "west",
        "north",
        "south",
        "central",
        "primary",
        "secondary",
        "main",
        "standby",
        "dr",
        "failover",
        "active",
        "passive",
        "region",
        "replica",
    ];
    let words: Vec<&str> = name
        .split(['_', '-'])
        .filter(|word| !PLACES.contains(word) && word.parse::<u32>().is_err())
        .collect();
    if words.is_empty() { "main".to_owned() } else { words.join("_") }
}

/// `86400`, or `24h0m0s` as newer versions of the provider write it.
fn in_seconds(value: &Json) -> Option<u64> {
    let text = value.as_str().and_then(parse_duration);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked just before"
    )]
    let number =
        as_number(value).filter(|number| (0.0..1e15).contains(number)).map(|number| number as u64);
    text.or(number)
}
