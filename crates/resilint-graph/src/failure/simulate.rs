//! The simulation: every scenario, every entry.

use super::availability::availability;
use super::domain::{DomainKind, Loss};
use super::model::Model;
use super::objective::{Promise, judge};
use super::outcome::{aftermath, verdict};
use super::partition::partition;
use super::prepared::Prepared;
use super::report::{EntryOutcome, ScenarioOutcome, Simulation};
use super::scenario::{Lost, Scenario, level, losses, name, used};

/// Simulates failures and judges promises by them.
#[must_use]
pub fn simulate(model: &Model, scenarios: &[Scenario], promises: &[Promise]) -> Simulation {
    let prepared = Prepared::new(model);
    let domains =
        used(model, |kind| !matches!(kind, DomainKind::HiddenZone | DomainKind::Instance));
    let outcomes: Vec<ScenarioOutcome> =
        scenarios.iter().map(|scenario| run(&prepared, scenario)).collect();
    let availability: Vec<_> =
        model.entries.iter().map(|entry| availability(&prepared, *entry)).collect();
    let objectives = judge(model, promises, &outcomes, &availability);
    Simulation {
        domains: domains.into_iter().map(|token| model.tokens.name(token).to_owned()).collect(),
        scenarios: outcomes,
        availability,
        objectives,
    }
}

fn run(prepared: &Prepared<'_>, scenario: &Scenario) -> ScenarioOutcome {
    match scenario {
        Scenario::Lose(lost) => ScenarioOutcome::Loss {
            lose: lost.iter().map(|lost| name(prepared.model, lost)).collect(),
            level: level(prepared, lost),
            entries: entries(prepared, lost),
        },
        Scenario::Partition(sides) => partition(prepared, sides),
    }
}

/// What becomes of each entry when all of this is lost.
fn entries(prepared: &Prepared<'_>, lost: &[Lost]) -> Vec<EntryOutcome> {
    let worst_of: Vec<Vec<EntryOutcome>> =
        losses(prepared.model, lost).iter().map(|same| common(prepared, same)).collect();
    across(worst_of, |outcomes| {
        let best = outcomes.iter().map(|outcome| outcome.at_best).min();
        let worst = outcomes.iter().map(|outcome| outcome.at_worst).min();
        let shown = outcomes.into_iter().min_by_key(|outcome| {
            (outcome.at_best, outcome.at_worst, std::cmp::Reverse(outcome.rto_seconds.runbook))
        });
        bounded(shown, worst, best)
    })
}

/// What all meanings of one loss have in common.
fn common(prepared: &Prepared<'_>, losses: &[Loss]) -> Vec<EntryOutcome> {
    let each = losses.iter().map(|loss| {
        let aftermath = aftermath(prepared, loss);
        prepared.model.entries.iter().map(|entry| aftermath.outcome(*entry)).collect()
    });
    across(each.collect(), |outcomes| {
        let best = outcomes.iter().map(|outcome| outcome.at_best).max();
        let worst = outcomes.iter().map(|outcome| outcome.at_worst).min();
        let shown = outcomes.into_iter().min_by_key(|outcome| {
            (outcome.at_worst, outcome.at_best, std::cmp::Reverse(outcome.rto_seconds.runbook))
        });
        bounded(shown, worst, best)
    })
}

/// Puts together the outcomes of each entry over several losses.
fn across(
    mut all: Vec<Vec<EntryOutcome>>,
    together: impl Fn(Vec<EntryOutcome>) -> Option<EntryOutcome>,
) -> Vec<EntryOutcome> {
    if all.len() == 1 {
        return all.pop().unwrap_or_default();
    }
    let entries = all.first().map_or(0, Vec::len);
    let mut columns: Vec<Vec<EntryOutcome>> =
        (0..entries).map(|_| Vec::with_capacity(all.len())).collect();
    for row in all {
        for (column, outcome) in columns.iter_mut().zip(row) {
            column.push(outcome);
        }
    }
    columns.into_iter().filter_map(together).collect()
}

fn bounded(
    shown: Option<EntryOutcome>,
    worst: Option<super::report::Verdict>,
    best: Option<super::report::Verdict>,
) -> Option<EntryOutcome> {
    let (mut shown, worst, best) = (shown?, worst?, best?);
    (shown.at_worst, shown.at_best, shown.verdict) = (worst, best, verdict(worst, best));
    Some(shown)
}
