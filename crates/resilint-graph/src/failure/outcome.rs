//! From a loss to what becomes of an entry.

use super::capacity::{loads, too_small};
use super::domain::Loss;
use super::explain::{degraded, explain, possible_losses};
use super::model::{NodeId, Strength};
use super::prepared::Prepared;
use super::recover::{Course, costs, data_lost, failovers, recover, rto};
use super::report::{Action, ActionKind, EntryOutcome, RtoBounds, Verdict};
use super::survive::{Fate, Standing, State, View, lose};

/// The states that follow a loss.
#[derive(Debug)]
pub(super) struct Aftermath<'a> {
    prepared: &'a Prepared<'a>,
    loss: &'a Loss,
    pub(super) now: State,
    pub(super) after: State,
    costs: Option<Vec<u64>>,
    loads: Vec<Option<super::capacity::Load>>,
    certain: Option<State>,
    possible: Option<State>,
}

/// Computes what follows a loss, once for all entries.
pub(super) fn aftermath<'a>(prepared: &'a Prepared<'a>, loss: &'a Loss) -> Aftermath<'a> {
    let now = lose(prepared, loss, View::AT_ONCE);
    let after = lose(prepared, loss, View::RECOVERED);
    let loads = loads(prepared, loss, &now, false);
    let harmed = prepared.model.entries.iter().any(|entry| now.of(*entry).write != Fate::Alive);
    let costs = harmed.then(|| costs(Course { prepared, loss, now: &now, after: &after }));
    let certain =
        (harmed && prepared.has(Strength::Assumed)).then(|| lose(prepared, loss, View::CERTAIN));
    let possible = prepared.has(Strength::Possible).then(|| lose(prepared, loss, View::POSSIBLE));
    Aftermath { prepared, loss, now, after, costs, loads, certain, possible }
}

/// The worst and the best that can become of a node.
pub(super) fn bounds(now: Standing, after: Standing) -> (Verdict, Verdict) {
    let settled = |recovered: bool, read: bool| {
        if recovered {
            Verdict::Recovers
        } else if read {
            Verdict::ReadOnly
        } else {
            Verdict::Fails
        }
    };
    if now.write == Fate::Alive {
        return (Verdict::Survives, Verdict::Survives);
    }
    let worst = settled(after.write == Fate::Alive, after.read == Fate::Alive);
    let best = if now.write == Fate::Unknown {
        Verdict::Survives
    } else {
        settled(after.write != Fate::Dead, after.read != Fate::Dead)
    };
    (worst, best)
}

/// The verdict between two bounds.
pub(super) fn verdict(worst: Verdict, best: Verdict) -> Verdict {
    if worst == best { worst } else { Verdict::Unknown }
}

/// An outcome of which nothing is known yet but the verdict.
pub(super) fn blank(
    prepared: &Prepared<'_>,
    entry: NodeId,
    (worst, best): (Verdict, Verdict),
) -> EntryOutcome {
    let node = prepared.node(entry);
    EntryOutcome {
        address: node.address.clone(),
        members: node.members.clone(),
        verdict: verdict(worst, best),
        at_worst: worst,
        at_best: best,
        degraded: Vec::new(),
        maybe_degraded: Vec::new(),
        split_brain: false,
        path: Vec::new(),
        because: Vec::new(),
        rto_seconds: RtoBounds::default(),
        rpo_seconds: None,
        manual: false,
        capacity: None,
        detect_seconds: None,
        actions: Vec::new(),
        assumed: false,
        unless: Vec::new(),
        automation_lost: Vec::new(),
        shortfall: Vec::new(),
        diverges: Vec::new(),
        rpo_grows: Vec::new(),
    }
}

impl Aftermath<'_> {
    /// What becomes of one entry.
    pub(super) fn outcome(&self, entry: NodeId) -> EntryOutcome {
        let now = self.now.of(entry);
        let mut outcome = blank(self.prepared, entry, bounds(now, self.after.of(entry)));
        if now.write == Fate::Alive {
            self.survive(entry, &mut outcome);
        } else {
            self.suffer(entry, &mut outcome);
        }
        outcome
    }

    fn course(&self) -> Course<'_> {
        Course { prepared: self.prepared, loss: self.loss, now: &self.now, after: &self.after }
    }

    fn survive(&self, entry: NodeId, outcome: &mut EntryOutcome) {
        let standing = self.now.of(entry);
        outcome.rto_seconds = RtoBounds {
            automatic: Some(standing.disruption.into()),
            runbook: Some(standing.disruption.into()),
        };
        if standing.disruption > 0 {
            outcome.actions = failovers(self.course(), entry);
        }
        outcome.rpo_seconds = Some(data_loss(&outcome.actions));
        if standing.degraded {
            (outcome.degraded, outcome.maybe_degraded) = degraded(self.prepared, &self.now, entry);
        }
        if let Some(load) = self.loads[entry.index()] {
            outcome.capacity = load.share();
            if load.share().is_some_and(|share| share < 1.0) && !load.can_grow() {
                outcome.shortfall = too_small(self.prepared, &self.now, entry);
            }
        }
        if let Some(possible) = &self.possible
            && possible.of(entry).write != Fate::Alive
        {
            outcome.unless = possible_losses(self.prepared, possible, entry);
        }
    }

    fn suffer(&self, entry: NodeId, outcome: &mut EntryOutcome) {
        let certain = self.certain.as_ref();
        outcome.assumed =
            certain.is_some_and(|certain| certain.of(entry).write > self.now.of(entry).write);
        // What is certain explains it, unless only what is assumed does.
        let (state, view) = match certain {
            Some(certain) if !outcome.assumed => (certain, View::CERTAIN),
            _ => (&self.now, View::AT_ONCE),
        };
        let explanation = explain(self.prepared, self.loss, state, view, entry);
        (outcome.path, outcome.because) = (explanation.path, explanation.because);
        if self.after.of(entry).write == Fate::Alive {
            self.recover(entry, outcome);
        } else if outcome.verdict == Verdict::ReadOnly || outcome.verdict == Verdict::Fails {
            outcome.rpo_seconds =
                Some(if data_lost(self.course(), entry) { None } else { Some(0) });
        }
    }

    /// An entry that comes back, whatever is unknown; so its times are bounds even when the verdict is not known.
    fn recover(&self, entry: NodeId, outcome: &mut EntryOutcome) {
        let course = self.course();
        let Some(costs) = &self.costs else { return };
        let mut recovery = recover(course, costs, entry);
        if self.after.of(entry).degraded {
            (outcome.degraded, outcome.maybe_degraded) =
                degraded(self.prepared, &self.after, entry);
        }
        let loads = loads(self.prepared, self.loss, &self.after, true);
        if let Some(load) = loads[entry.index()]
            && let Some(share) = load.share()
        {
            outcome.capacity = Some(share);
            if share < 1.0 && load.can_grow() {
                recovery.actions.push(scale(self.prepared, entry));
            } else if share < 1.0 {
                outcome.shortfall = too_small(self.prepared, &self.after, entry);
            }
        }
        outcome.rto_seconds = rto(course, &recovery);
        outcome.rpo_seconds = Some(data_loss(&recovery.actions));
        outcome.manual = recovery.manual;
        outcome.detect_seconds = Some(recovery.detect);
        outcome.actions = recovery.actions;
        outcome.automation_lost = recovery.automation_lost;
    }
}

fn scale(prepared: &Prepared<'_>, entry: NodeId) -> Action {
    let seconds = Some(prepared.model.times.scale);
    Action {
        address: prepared.node(entry).address.clone(),
        using: "more instances".to_owned(),
        kind: ActionKind::Scale,
        from_seconds: seconds,
        to_seconds: seconds,
        rpo_seconds: Some(0),
        automatic: true,
        evidence: super::model::Evidence::default(),
    }
}

/// Seconds of data that the actions lose together; `None` when that is unbounded.
fn data_loss(actions: &[Action]) -> Option<u64> {
    actions
        .iter()
        .map(|action| action.rpo_seconds)
        .try_fold(0, |most, rpo| rpo.map(|rpo| most.max(rpo)))
}
