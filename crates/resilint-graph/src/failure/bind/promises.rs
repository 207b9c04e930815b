//! What is promised about failures: the objectives of each workload, and resiliency policies that stand in the configuration.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::attribute::{as_number, known_json, look};
use crate::failure::{Level, Model, NodeId, Promise};
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
    of_workloads.chain(policies(survey)).collect()
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
