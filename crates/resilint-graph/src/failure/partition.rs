//! Network partitions: every side by itself, without anybody promoting a copy while the writer is alive on the other.

use super::domain::{Loss, Token};
use super::explain::explain;
use super::model::{Node, NodeId, Strength, Writers};
use super::outcome::{blank, bounds};
use super::prepared::Prepared;
use super::report::{EntryOutcome, RtoBounds, ScenarioOutcome, SideOutcome, Verdict};
use super::survive::{Fate, State, View, hard, lose, standby_fate};

/// What each side sees while the regions of the others cannot be reached.
pub(super) fn partition(prepared: &Prepared<'_>, sides: &[Vec<Token>]) -> ScenarioOutcome {
    let names = |side: &[Token]| {
        side.iter()
            .map(|region| {
                prepared.model.tokens.name(*region).trim_start_matches("region:").to_owned()
            })
            .collect::<Vec<_>>()
    };
    let outcomes = sides.iter().enumerate().map(|(place, side)| {
        let others: Vec<Token> = sides
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != place)
            .flat_map(|(_, regions)| regions)
            .copied()
            .collect();
        SideOutcome { regions: names(side), entries: see(prepared, &others) }
    });
    ScenarioOutcome::Partition {
        partition: sides.iter().map(|side| names(side)).collect(),
        sides: outcomes.collect(),
    }
}

fn see(prepared: &Prepared<'_>, others: &[Token]) -> Vec<EntryOutcome> {
    let loss = Loss::of(&prepared.model.tokens, others);
    let now = lose(prepared, &loss, View::APART);
    let promoted = lose(prepared, &loss, View::RECOVERED);
    let here = prepared.model.entries.iter().filter(|entry| present(prepared.node(**entry), &loss));
    here.map(|entry| outcome(prepared, &loss, &now, &promoted, *entry)).collect()
}

/// An entry is on a side unless all of it is on another.
fn present(node: &Node, loss: &Loss) -> bool {
    node.replicas.is_empty()
        || node
            .replicas
            .iter()
            .any(|replica| !replica.domains.iter().any(|domain| loss.loses(*domain)))
}

fn outcome(
    prepared: &Prepared<'_>,
    loss: &Loss,
    now: &State,
    promoted: &State,
    entry: NodeId,
) -> EntryOutcome {
    let standing = now.of(entry);
    let mut outcome = blank(prepared, entry, bounds(standing, standing));
    outcome.split_brain = standing.write != Fate::Alive && promoted.of(entry).write == Fate::Alive;
    if outcome.verdict == Verdict::Survives {
        outcome.rto_seconds = RtoBounds { automatic: Some(0), runbook: Some(0) };
        outcome.rpo_seconds = Some(Some(0));
        (outcome.diverges, outcome.rpo_grows) = drifting(prepared, loss, now, entry);
    } else {
        let explanation = explain(prepared, loss, now, View::APART, entry);
        (outcome.path, outcome.because) = (explanation.path, explanation.because);
    }
    outcome
}

/// The stores below an entry that both sides write, and those whose copies on the other side fall behind.
fn drifting(
    prepared: &Prepared<'_>,
    loss: &Loss,
    now: &State,
    entry: NodeId,
) -> (Vec<String>, Vec<String>) {
    let mut seen = std::collections::BTreeSet::from([entry]);
    let mut stack = vec![entry];
    while let Some(id) = stack.pop() {
        let members = prepared
            .node(id)
            .requires
            .iter()
            .flat_map(|group| hard(group, Strength::Assumed))
            .map(|member| member.node);
        stack.extend(
            members.filter(|member| now.of(*member).write == Fate::Alive && seen.insert(*member)),
        );
    }
    let (mut diverges, mut grows) = (Vec::new(), Vec::new());
    for node in seen.into_iter().map(|id| prepared.node(id)) {
        let beyond = node
            .replicas
            .iter()
            .any(|replica| replica.domains.iter().any(|domain| loss.loses(*domain)));
        let behind = node.standbys.iter().any(|standby| {
            standby_fate(&standby.replica, loss, now) == Fate::Dead
                && standby.rpo_seconds != Some(0)
        });
        if node.writers == Writers::Every && beyond {
            diverges.push(node.address.clone());
        } else if node.role.keeps_data() && behind {
            grows.push(node.address.clone());
        }
    }
    (diverges, grows)
}
