//! What dies with each failure domain, node by node: the facts for policies.

use std::collections::{BTreeMap, BTreeSet};

use super::domain::{DomainKind, Loss, Tokens};
use super::model::{Model, NodeId};
use super::prepared::{Prepared, numbered};
use super::report::Casualties;
use super::scenario::{Scenario, losses, shared_nodes, used};
use super::survive::{Fate, State, View, lose_from};

/// For every zone, region and account in use, and every node that two or more others need (as `node:ADDRESS`): what dies with it.
#[must_use]
pub fn casualties(model: &Model) -> BTreeMap<String, Casualties> {
    let prepared = Prepared::new(model);
    let mut state = prepared.base(View::AT_ONCE).clone();
    let mut all = BTreeMap::new();
    for token in used(model, |kind| {
        !matches!(kind, DomainKind::Instance | DomainKind::HiddenZone | DomainKind::Provider)
    }) {
        all.insert(
            model.tokens.name(token).to_owned(),
            of(&prepared, &Loss::of(&model.tokens, &[token]), &mut state),
        );
    }
    for node in shared_nodes(model) {
        all.insert(
            format!("node:{}", prepared.node(node).address),
            of(&prepared, &instance(&model.tokens, model, node), &mut state),
        );
    }
    all
}

/// What dies with each of the wanted nodes alone, by address.
#[must_use]
pub fn casualties_of_nodes(
    model: &Model,
    wanted: impl Fn(&str) -> bool,
) -> BTreeMap<String, Casualties> {
    let prepared = Prepared::new(model);
    let mut state = prepared.base(View::AT_ONCE).clone();
    let nodes = numbered(model).filter(|(_, node)| wanted(&node.address));
    nodes
        .map(|(id, node)| {
            let loss = instance(&model.tokens, model, id);
            (node.address.clone(), of(&prepared, &loss, &mut state))
        })
        .collect()
}

/// What dies when all of a scenario is lost, the resource instances that a node stands for included. What only some of its meanings take is unknown.
#[must_use]
pub fn casualties_of(model: &Model, scenario: &Scenario) -> Casualties {
    let Scenario::Lose(lost) = scenario else { return Casualties::default() };
    let prepared = Prepared::new(model);
    let mut state = prepared.base(View::AT_ONCE).clone();
    let meanings: Vec<Casualties> = losses(model, lost)
        .iter()
        .flatten()
        .map(|loss| with_members(&prepared, of(&prepared, loss, &mut state)))
        .collect();
    let named = |list: fn(&Casualties) -> &Vec<String>| -> BTreeSet<&String> {
        meanings.iter().flat_map(list).collect()
    };
    let (touched, unknown) = (named(|one| &one.fails), named(|one| &one.unknown));
    let surely =
        |address: &&String| meanings.iter().all(|one| one.fails.binary_search(address).is_ok());
    let fails: BTreeSet<&String> = touched.iter().copied().filter(surely).collect();
    let unknown: BTreeSet<&String> =
        touched.union(&unknown).copied().filter(|address| !fails.contains(address)).collect();
    let degraded = named(|one| &one.degraded);
    let degraded =
        degraded.iter().copied().filter(|one| !fails.contains(one) && !unknown.contains(one));
    Casualties {
        degraded: degraded.cloned().collect(),
        fails: fails.into_iter().cloned().collect(),
        unknown: unknown.into_iter().cloned().collect(),
    }
}

/// Names the members of each node beside the node.
fn with_members(prepared: &Prepared<'_>, casualties: Casualties) -> Casualties {
    let members: BTreeMap<&str, &[String]> = numbered(prepared.model)
        .map(|(_, node)| (node.address.as_str(), node.members.as_slice()))
        .collect();
    let all = |addresses: Vec<String>| {
        let more =
            addresses.iter().flat_map(|one| members.get(one.as_str()).copied().unwrap_or_default());
        let mut all: Vec<String> = more.chain(&addresses).cloned().collect();
        all.sort();
        all.dedup();
        all
    };
    Casualties {
        fails: all(casualties.fails),
        degraded: all(casualties.degraded),
        unknown: all(casualties.unknown),
    }
}

/// For each node, how many others are out of service without it.
#[must_use]
pub fn dependents(model: &Model) -> Vec<usize> {
    let prepared = Prepared::new(model);
    let mut state = prepared.base(View::AT_ONCE).clone();
    let mut count = |id: NodeId| {
        lose_from(&prepared, &Loss::of_node(&model.tokens, id), View::AT_ONCE, &mut state);
        state
            .changed
            .iter()
            .filter(|other| **other != id && state.of(**other).write == Fate::Dead)
            .count()
    };
    numbered(model).map(|(id, _)| count(id)).collect()
}

fn instance(tokens: &Tokens, model: &Model, node: NodeId) -> Loss {
    let known = &model.nodes[node.index()];
    let token = tokens
        .find(&known.address)
        .filter(|token| known.replicas.iter().any(|replica| replica.domains.contains(token)));
    token.map_or_else(|| Loss::of_node(tokens, node), |token| Loss::of(tokens, &[token]))
}

fn of(prepared: &Prepared<'_>, loss: &Loss, state: &mut State) -> Casualties {
    lose_from(prepared, loss, View::AT_ONCE, state);
    let mut casualties = Casualties::default();
    for id in &state.changed {
        let standing = state.of(*id);
        let address = || prepared.node(*id).address.clone();
        match standing.write {
            Fate::Dead => casualties.fails.push(address()),
            Fate::Unknown => casualties.unknown.push(address()),
            Fate::Alive if standing.degraded => casualties.degraded.push(address()),
            Fate::Alive => {}
        }
    }
    casualties.fails.sort();
    casualties.unknown.sort();
    casualties.degraded.sort();
    casualties
}
