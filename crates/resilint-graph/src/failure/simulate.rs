//! The simulation: every scenario, every entry.

use std::cmp::Reverse;

use super::availability::availability;
use super::domain::{DomainKind, Loss};
use super::model::Model;
use super::objective::{Promise, judge};
use super::outcome::{aftermath, verdict};
use super::partition::partition;
use super::prepared::Prepared;
use super::report::{EntryOutcome, ScenarioOutcome, Simulation, Verdict};
use super::scenario::{Lost, Scenario, level, losses, name, used};

/// Simulates failures and judges promises by them.
#[must_use]
pub fn simulate(model: &Model, scenarios: &[Scenario], promises: &[Promise]) -> Simulation {
    let prepared = Prepared::new(model);
    let domains =
        used(model, |kind| !matches!(kind, DomainKind::HiddenZone | DomainKind::Instance));
    let outcomes: Vec<ScenarioOutcome> =
        scenarios.iter().map(|scenario| run(&prepared, scenario)).collect();
    let availability = availability(&prepared);
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
    let meanings = losses(prepared.model, lost);
    together(Reading::Worst, meanings.iter().map(|same| common(prepared, same)))
}

/// What all meanings of one loss have in common.
fn common(prepared: &Prepared<'_>, losses: &[Loss]) -> Vec<EntryOutcome> {
    let each = losses.iter().map(|loss| {
        let aftermath = aftermath(prepared, loss);
        prepared.model.entries.iter().map(|entry| aftermath.outcome(*entry)).collect()
    });
    together(Reading::Common, each)
}

/// How several outcomes of one entry become one.
#[derive(Debug, Clone, Copy)]
enum Reading {
    /// The worst of them comes true.
    Worst,
    /// Nobody knows which of them comes true.
    Common,
}

impl Reading {
    fn best(self, one: Verdict, other: Verdict) -> Verdict {
        match self {
            Self::Worst => one.min(other),
            Self::Common => one.max(other),
        }
    }

    /// What is shown is the least of this.
    fn order(self, outcome: &EntryOutcome) -> (Verdict, Verdict, Reverse<Option<u64>>) {
        let slowest = Reverse(outcome.rto_seconds.runbook);
        match self {
            Self::Worst => (outcome.at_best, outcome.at_worst, slowest),
            Self::Common => (outcome.at_worst, outcome.at_best, slowest),
        }
    }
}

/// What is shown of an entry, and the bounds of all that was seen of it.
#[derive(Debug)]
struct Seen {
    shown: EntryOutcome,
    worst: Verdict,
    best: Verdict,
}

impl Seen {
    fn first(outcome: EntryOutcome) -> Self {
        Self { worst: outcome.at_worst, best: outcome.at_best, shown: outcome }
    }

    fn add(&mut self, reading: Reading, outcome: EntryOutcome) {
        self.worst = self.worst.min(outcome.at_worst);
        self.best = reading.best(self.best, outcome.at_best);
        if reading.order(&outcome) < reading.order(&self.shown) {
            self.shown = outcome;
        }
    }

    fn conclude(mut self) -> EntryOutcome {
        (self.shown.at_worst, self.shown.at_best) = (self.worst, self.best);
        self.shown.verdict = verdict(self.worst, self.best);
        self.shown
    }
}

/// Puts together the outcomes of each entry over several losses, one loss at a time: of all of them at once there is no room.
fn together(
    reading: Reading,
    mut each: impl Iterator<Item = Vec<EntryOutcome>>,
) -> Vec<EntryOutcome> {
    let mut seen: Vec<Seen> =
        each.next().unwrap_or_default().into_iter().map(Seen::first).collect();
    for row in each {
        for (seen, outcome) in seen.iter_mut().zip(row) {
            seen.add(reading, outcome);
        }
    }
    seen.into_iter().map(Seen::conclude).collect()
}
