//! From what the model finds, in addresses, to a report with places in the text.

use resilint_graph::failure::{
    Action, ActionKind, AvailabilityEstimate, Because, EntryOutcome, Grade, Grading, Level, Met,
    ObjectiveName, ObjectiveOutcome, ScenarioOutcome, SinglePoint, Verdict,
};
use resilint_graph::{ResourceGraph, path_from_string};
use resilint_syntax::Span;

use super::report::{
    ActionReport, AvailabilityReport, BecauseReport, EntryReport, ObjectiveReport, Quantity,
    RtoReport, ScenarioReport, SideReport, SinglePointReport, Word,
};
use crate::judge::{Blamer, Places};

/// Finds the places.
#[derive(Debug)]
pub(super) struct Converter<'a> {
    pub(super) graph: &'a ResourceGraph,
    pub(super) blamer: Blamer<'a>,
    pub(super) places: Places<'a>,
}

impl Converter<'_> {
    pub(super) fn scenario(&self, outcome: &ScenarioOutcome) -> ScenarioReport {
        match outcome {
            ScenarioOutcome::Loss { lose, level, entries } => ScenarioReport::Loss {
                lose: lose.clone(),
                level: level.name(),
                entries: self.entries(entries),
            },
            ScenarioOutcome::Partition { partition, sides } => ScenarioReport::Partition {
                partition: partition.clone(),
                sides: sides
                    .iter()
                    .map(|side| SideReport {
                        regions: side.regions.clone(),
                        entries: self.entries(&side.entries),
                    })
                    .collect(),
            },
        }
    }

    pub(super) fn single_point(&self, point: &SinglePoint) -> SinglePointReport {
        SinglePointReport {
            domain: point.domain.clone(),
            level: point.level.name(),
            entry: point.entry.clone(),
            grade: match point.grade {
                Grading::Hard => "hard",
                Grading::Recoverable => "recoverable",
                Grading::Possible => "possible",
            },
            path: point.path.clone(),
            choke_points: point.choke_points.clone(),
            because: self.reasons(&point.because, point.grade == Grading::Possible),
            assumed: point.assumed,
        }
    }

    fn entries(&self, entries: &[EntryOutcome]) -> Vec<EntryReport> {
        entries.iter().map(|entry| self.entry(entry)).collect()
    }

    fn entry(&self, outcome: &EntryOutcome) -> EntryReport {
        let rto = outcome.rto_seconds;
        EntryReport {
            address: outcome.address.clone(),
            members: outcome.members.clone(),
            verdict: verdict(outcome.verdict),
            at_worst: verdict(outcome.at_worst),
            at_best: verdict(outcome.at_best),
            degraded: outcome.degraded.clone(),
            maybe_degraded: outcome.maybe_degraded.clone(),
            split_brain: outcome.split_brain,
            path: outcome.path.clone(),
            because: self.reasons(&outcome.because, outcome.verdict == Verdict::Unknown),
            rto_seconds: RtoReport { automatic: rto.automatic, runbook: rto.runbook },
            rpo_seconds: outcome.rpo_seconds,
            manual: outcome.manual,
            capacity: outcome.capacity,
            detect_seconds: outcome.detect_seconds,
            actions: outcome.actions.iter().map(action).collect(),
            assumed: outcome.assumed,
            unless: outcome.unless.clone(),
            automation_lost: outcome.automation_lost.clone(),
            shortfall: outcome.shortfall.clone(),
            diverges: outcome.diverges.clone(),
            rpo_grows: outcome.rpo_grows.clone(),
        }
    }

    fn reasons(&self, because: &[Because], unknown: bool) -> Vec<BecauseReport> {
        because.iter().filter_map(|because| self.because(because, unknown)).collect()
    }

    fn because(&self, because: &Because, unknown: bool) -> Option<BecauseReport> {
        let place = because.place.as_ref();
        let decider = place.map_or(because.address.as_str(), |place| place.address.as_str());
        let span = self.span(because, unknown)?;
        Some(BecauseReport {
            address: because.address.clone(),
            file: self.places.file(span),
            range: self.places.range(span),
            message: because.message.clone(),
            attribute: place
                .map(|place| place.attribute.clone())
                .filter(|attribute| !attribute.is_empty()),
            of: (decider != because.address).then(|| decider.to_owned()),
            default: place.is_some_and(|place| place.default),
        })
    }

    /// The place that decides; for what is unknown, the place where it is used.
    fn span(&self, because: &Because, unknown: bool) -> Option<Span> {
        let Some(place) = &because.place else {
            return Some(self.blamer.header(self.graph.instance(&because.address)?));
        };
        let instance = self
            .graph
            .instance(&place.address)
            .or_else(|| self.graph.instance(&because.address))?;
        let path = path_from_string(&place.attribute);
        let blame = if unknown {
            self.blamer.place(instance, &path)
        } else {
            self.blamer.blame(instance, &path)
        };
        Some(blame.span)
    }
}

fn action(action: &Action) -> ActionReport {
    ActionReport {
        address: action.address.clone(),
        using: action.using.clone(),
        kind: match action.kind {
            ActionKind::FailOver => "fail-over",
            ActionKind::Reroute => "reroute",
            ActionKind::Scale => "scale",
            ActionKind::Replace => "replace",
            ActionKind::Promote => "promote",
            ActionKind::Restore => "restore",
        },
        from_seconds: action.from_seconds,
        to_seconds: action.to_seconds,
        rpo_seconds: action.rpo_seconds,
        automatic: action.automatic,
        evidence: match action.evidence.grade {
            Grade::Documented => "documented",
            Grade::Configured => "configured",
            Grade::Assumed => "assumed",
        },
        source: action.evidence.source.clone(),
    }
}

fn verdict(verdict: Verdict) -> Word {
    match verdict {
        Verdict::Fails => "fails",
        Verdict::ReadOnly => "read-only",
        Verdict::Recovers => "recovers",
        Verdict::Survives => "survives",
        Verdict::Unknown => "unknown",
    }
}

impl From<&AvailabilityEstimate> for AvailabilityReport {
    fn from(estimate: &AvailabilityEstimate) -> Self {
        Self {
            address: estimate.address.clone(),
            floor: estimate.floor,
            independent: estimate.independent,
            ceiling: estimate.ceiling,
            limited_by: estimate.limited_by.clone(),
            unknown: estimate.unknown.clone(),
        }
    }
}

impl From<&ObjectiveOutcome> for ObjectiveReport {
    fn from(outcome: &ObjectiveOutcome) -> Self {
        let quantity = |number: f64| match outcome.name {
            ObjectiveName::Survive => Quantity::Level(Level::of_rank(number).name()),
            _ => Quantity::Number(number),
        };
        let shown = outcome.name != ObjectiveName::Survive || outcome.met == Met::Yes;
        Self {
            name: match outcome.name {
                ObjectiveName::Availability => "availability",
                ObjectiveName::Rto => "rto",
                ObjectiveName::Rpo => "rpo",
                ObjectiveName::Survive => "survive",
                ObjectiveName::Consistency => "consistency",
                ObjectiveName::Detection => "detection",
            },
            workload: outcome.workload.clone(),
            target: quantity(outcome.target),
            estimate: outcome.estimate.filter(|_| shown).map(quantity),
            met: match outcome.met {
                Met::Yes => "yes",
                Met::No => "no",
                Met::Unknown => "unknown",
            },
            message: outcome.message.clone(),
            entry: outcome.entry.clone(),
            lose: outcome.lose.clone(),
        }
    }
}
