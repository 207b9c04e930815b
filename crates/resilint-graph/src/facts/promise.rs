//! What becomes of promises about failures, as facts.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::model::{Facts, PromiseFacts, RelatedFact};
use super::path_from_string;
use crate::failure::{
    Because, Level, Met, Model, ObjectiveName, ObjectiveOutcome, Promise, ScenarioOutcome,
    Simulation, duration, percent, place_scenarios, simulate,
};
use crate::graph::ResourceGraph;

/// So many related places are told.
const MOST_RELATED: usize = 5;

/// Simulates the loss of every place in use, and adds what becomes of the promises.
pub(crate) fn add_promises(
    graph: &ResourceGraph,
    model: &Model,
    promises: &[Promise],
    facts: &mut Facts,
) {
    let timed = |promise: &Promise| {
        promise.availability.is_some()
            || promise.rto_seconds.is_some()
            || promise.rpo_seconds.is_some()
            || (!model.automations.is_empty() && promise.survive >= Some(Level::Region))
    };
    // Simulating costs time, and where only survival is promised, what fails is told already.
    if !promises.iter().any(timed) {
        return;
    }
    let found = simulate(model, &place_scenarios(model), promises);
    add_automations(&found, facts);
    let outcomes = found.objectives.iter();
    facts.promises = outcomes.filter_map(|outcome| promise_facts(graph, outcome)).collect();
}

/// Automation that is lost with what it should recover, by failure domain.
fn add_automations(found: &Simulation, facts: &mut Facts) {
    for scenario in &found.scenarios {
        let ScenarioOutcome::Loss { lose, entries, .. } = scenario else { continue };
        let lost: BTreeSet<&String> =
            entries.iter().flat_map(|entry| &entry.automation_lost).collect();
        let [domain] = lose.as_slice() else { continue };
        if let Some(failure) = facts.failures.get_mut(domain) {
            failure.automation_lost = lost.into_iter().map(|one| Arc::from(one.as_str())).collect();
        }
    }
}

fn promise_facts(graph: &ResourceGraph, outcome: &ObjectiveOutcome) -> Option<PromiseFacts> {
    let known =
        |address: &str| graph.by_address.get_key_value(address).map(|(own, _)| Arc::clone(own));
    let entry = outcome.entry.as_deref().and_then(known)?;
    let mut places = outcome.because.iter().filter_map(|because| {
        let place = because.place.as_ref();
        let named = place.and_then(|place| known(&place.address));
        let at = place.filter(|_| named.is_some()).map(|place| path_from_string(&place.attribute));
        let of = named.or_else(|| known(&because.address))?;
        let told = outcome.message.contains(because.message.as_str());
        Some((of, at.unwrap_or_default(), (!told).then(|| in_words(because))))
    });
    let (of, at, because) = places.next().unwrap_or_else(|| (Arc::clone(&entry), Vec::new(), None));
    let related = places.take(MOST_RELATED);
    let related = related.map(|(address, at, message)| RelatedFact {
        message: message.unwrap_or_else(|| "has a part in it".to_owned()),
        address,
        at,
    });
    let waits = outcome.met == Met::Unknown;
    Some(PromiseFacts {
        name: outcome.name,
        workload: outcome.workload.as_deref().map(Arc::from),
        target: outcome.target,
        promised: promised(outcome),
        estimate: outcome.estimate,
        met: outcome.met,
        message: outcome.message.clone(),
        entry,
        lose: outcome.lose.clone(),
        of,
        at,
        because: because.or_else(|| waits.then(|| outcome.message.clone())),
        related: related.collect(),
    })
}

fn in_words(because: &Because) -> String {
    format!("`{}` {}", because.address, because.message)
}

fn promised(outcome: &ObjectiveOutcome) -> String {
    match outcome.name {
        ObjectiveName::Availability => percent(outcome.target),
        ObjectiveName::Survive => Level::of_rank(outcome.target).words().to_owned(),
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "objectives are seconds of at most some years"
        )]
        _ => duration(outcome.target.max(0.0) as u64),
    }
}
