//! How often an entry is in service, by published figures: a floor, the value for independent parts, and a ceiling.
//!
//! Outages of one region are correlated, and a service level agreement is a credit threshold, not a measurement; so one number would pretend.

use std::collections::BTreeSet;

use super::decision::{Diagram, Diagrams};
use super::model::{
    Availability, Group, GroupKind, Node, NodeId, Replica, Requirement, Strength, Trigger,
};
use super::prepared::Prepared;
use super::report::AvailabilityEstimate;
use super::survive::hard;

/// Beyond this many decision nodes the parts are too entangled, and only the bounds are reported.
const MOST_DECISIONS: usize = 200_000;

/// Estimates how often an entry is in service.
pub(super) fn availability(prepared: &Prepared<'_>, entry: NodeId) -> AvailabilityEstimate {
    let below = below(prepared, entry);
    let unknown: Vec<NodeId> =
        below.iter().copied().filter(|id| !decided(prepared.node(*id))).collect();
    let (ceiling, limited_by) = ceiling(prepared, entry, &below);
    let known = unknown
        .iter()
        .all(|id| matches!(prepared.node(*id).availability, Availability::Between { .. }));
    AvailabilityEstimate {
        address: prepared.node(entry).address.clone(),
        floor: known.then(|| floor(prepared, entry)),
        independent: if known { independent(prepared, entry, &below) } else { None },
        ceiling,
        limited_by: limited_by.map(|id| prepared.node(id).address.clone()),
        unknown: unknown.into_iter().map(|id| prepared.node(id).address.clone()).collect(),
    }
}

/// Whether everything about the node's own availability is known.
fn decided(node: &Node) -> bool {
    let routes = node
        .requires
        .iter()
        .filter(|group| group.kind == GroupKind::Routes)
        .flat_map(|group| hard(group, Strength::Assumed));
    let seen = routes.filter(|member| matches!(member.trigger, Trigger::Unknown(_))).count() == 0;
    !matches!(node.availability, Availability::Unknown | Availability::Between { .. }) && seen
}

/// Its figure; the best that may apply.
fn share(node: &Node) -> f64 {
    match node.availability {
        Availability::Figure { value, .. } | Availability::Between { high: value, .. } => value,
        Availability::Perfect | Availability::Unknown => 1.0,
    }
}

/// Its figure; the worst that may apply.
fn least(node: &Node) -> f64 {
    if let Availability::Between { low, .. } = node.availability { low } else { share(node) }
}

/// Everything an entry needs in some way, itself included, in the order in which it is met.
fn below(prepared: &Prepared<'_>, entry: NodeId) -> Vec<NodeId> {
    let mut seen = BTreeSet::from([entry]);
    let mut order = Vec::new();
    let mut stack = vec![entry];
    while let Some(id) = stack.pop() {
        order.push(id);
        let mut next: Vec<NodeId> = needs(prepared.node(id)).collect();
        next.reverse();
        stack.extend(next.into_iter().filter(|next| seen.insert(*next)));
    }
    order
}

/// What it needs, the needs of single replicas included.
fn needs(node: &Node) -> impl Iterator<Item = NodeId> {
    let groups = node
        .requires
        .iter()
        .flat_map(|group| hard(group, Strength::Assumed))
        .map(|member| member.node);
    groups.chain(supplies(node).into_iter().flatten())
}

/// What each replica alone needs; nothing when no replica needs anything.
fn supplies(node: &Node) -> Vec<Vec<NodeId>> {
    let of = |replica: &Replica| {
        replica
            .needs
            .iter()
            .filter(|need| need.strength >= Strength::Assumed)
            .map(|need| need.node)
            .collect::<Vec<_>>()
    };
    let supplies: Vec<Vec<NodeId>> = node.replicas.iter().map(of).collect();
    if supplies.iter().all(Vec::is_empty) { Vec::new() } else { supplies }
}

/// The members that must all be in service, because nothing takes them out of the route; and the group without that.
fn blind(group: &Group) -> impl Iterator<Item = &Requirement> {
    let routes = group.kind == GroupKind::Routes;
    hard(group, Strength::Assumed)
        .filter(move |member| routes && !matches!(member.trigger, Trigger::Detected { .. }))
}

/// The worst of the parts without which the entry cannot serve.
fn ceiling(prepared: &Prepared<'_>, entry: NodeId, below: &[NodeId]) -> (f64, Option<NodeId>) {
    let mut parts: Vec<(f64, NodeId)> = below
        .iter()
        .map(|id| (share(prepared.node(*id)), *id))
        .filter(|(share, _)| *share < 1.0)
        .collect();
    parts.sort_by(|(one, id), (other, other_id)| one.total_cmp(other).then(id.cmp(other_id)));
    for some in parts.chunks(u64::BITS as usize) {
        let lost: Vec<NodeId> = some.iter().map(|(_, id)| *id).collect();
        let fatal = fatal(prepared, &lost).get(entry.index()).copied().unwrap_or(0);
        if fatal != 0
            && let Some((share, id)) = some.get(fatal.trailing_zeros() as usize)
        {
            return (*share, Some(*id));
        }
    }
    (1.0, None)
}

/// For every node, which of up to 64 parts take it down alone: one bit each, all of them in one pass.
fn fatal(prepared: &Prepared<'_>, lost: &[NodeId]) -> Vec<u64> {
    let mut own = vec![0_u64; prepared.model.nodes.len()];
    for (bit, id) in lost.iter().enumerate() {
        own[id.index()] |= 1 << bit;
    }
    let mut fatal = vec![0_u64; prepared.model.nodes.len()];
    for component in &prepared.components {
        // Bits are only added along a cycle, so it settles.
        let rounds = if component.cyclic { component.nodes.len() + 1 } else { 1 };
        for _ in 0..rounds {
            let mut changed = false;
            for id in &component.nodes {
                let dead = own[id.index()] | without(prepared.node(*id), &fatal);
                changed |= fatal[id.index()] != dead;
                fatal[id.index()] = dead;
            }
            if !changed {
                break;
            }
        }
    }
    fatal
}

/// The parts without which too little is left of what a node needs.
fn without(node: &Node, fatal: &[u64]) -> u64 {
    let mut dead = 0;
    for group in &node.requires {
        let members: Vec<u64> =
            hard(group, Strength::Assumed).map(|member| fatal[member.node.index()]).collect();
        dead |= too_few(group.k, &members);
        dead |= blind(group).map(|member| fatal[member.node.index()]).fold(0, |all, one| all | one);
    }
    let supplies: Vec<u64> = supplies(node)
        .iter()
        .map(|needs| needs.iter().map(|need| fatal[need.index()]).fold(0, |all, one| all | one))
        .collect();
    dead | too_few(node.k, &supplies)
}

/// The bits that are set in so many members that fewer than `k` are left.
fn too_few(k: u32, members: &[u64]) -> u64 {
    let (k, count) = (k as usize, members.len());
    if count == 0 || k == 0 {
        return 0;
    }
    match k.min(count) {
        1 => members.iter().fold(u64::MAX, |all, one| all & one),
        k if k == count => members.iter().fold(0, |all, one| all | one),
        k => (0..u64::BITS)
            .filter(|bit| members.iter().filter(|member| *member >> bit & 1 == 0).count() < k)
            .fold(0, |all, bit| all | 1 << bit),
    }
}

/// One minus the sum of the unavailabilities of the best sufficient set of parts, each counted once. It holds however the parts fail together.
fn floor(prepared: &Prepared<'_>, entry: NodeId) -> f64 {
    let mut worst: Vec<f64> = vec![0.0; prepared.model.nodes.len()];
    for id in prepared.components.iter().flat_map(|component| &component.nodes) {
        let node = prepared.node(*id);
        let needed: f64 = best(node, &worst).into_iter().map(|member| worst[member.index()]).sum();
        worst[id.index()] = 1.0 - least(node) + needed;
    }
    let mut seen = BTreeSet::from([entry]);
    let mut stack = vec![entry];
    let mut missing = 0.0;
    while let Some(id) = stack.pop() {
        let node = prepared.node(id);
        missing += 1.0 - least(node);
        stack.extend(best(node, &worst).into_iter().filter(|next| seen.insert(*next)));
    }
    (1.0_f64 - missing).max(0.0)
}

/// The best of what it needs that is enough.
fn best(node: &Node, worst: &[f64]) -> Vec<NodeId> {
    let sum = |needs: &[NodeId]| needs.iter().map(|need| worst[need.index()]).sum::<f64>();
    let mut supplies = supplies(node);
    supplies.sort_by(|one, other| sum(one).total_cmp(&sum(other)).then_with(|| one.cmp(other)));
    supplies.truncate(node.k as usize);
    let mut best: Vec<NodeId> = supplies
        .into_iter()
        .flatten()
        .chain(node.requires.iter().flat_map(|group| sufficient(group, worst)))
        .collect();
    best.sort_unstable();
    best.dedup();
    best
}

/// The best members that are enough.
fn sufficient(group: &Group, worst: &[f64]) -> Vec<NodeId> {
    let mut members: Vec<NodeId> =
        hard(group, Strength::Assumed).map(|member| member.node).collect();
    members.sort_by(|one, other| {
        worst[one.index()].total_cmp(&worst[other.index()]).then(one.cmp(other))
    });
    members.truncate(group.k as usize);
    members.extend(blind(group).map(|member| member.node));
    members.sort_unstable();
    members.dedup();
    members
}

/// The exact value when parts fail independently, however they are shared.
fn independent(prepared: &Prepared<'_>, entry: NodeId, below: &[NodeId]) -> Option<f64> {
    let mut diagrams = Diagrams::new(MOST_DECISIONS);
    let mut variable_of: Vec<Option<u32>> = vec![None; prepared.model.nodes.len()];
    for (place, id) in below.iter().enumerate() {
        variable_of[id.index()] = Some(u32::try_from(place).ok()?);
    }
    let mut serving: Vec<Diagram> = vec![Diagrams::TRUE; prepared.model.nodes.len()];
    for component in &prepared.components {
        // INVARIANT: the functions only fall from true, so a cycle settles; equal functions are equal diagrams.
        let rounds = if component.cyclic { component.nodes.len() + 1 } else { 1 };
        for _ in 0..rounds {
            let mut changed = false;
            for id in component.nodes.iter().filter(|id| variable_of[id.index()].is_some()) {
                let made = function(
                    prepared.node(*id),
                    variable_of[id.index()]?,
                    &serving,
                    &mut diagrams,
                )?;
                changed |= serving[id.index()] != made;
                serving[id.index()] = made;
            }
            if !changed {
                break;
            }
        }
    }
    Some(diagrams.probability(serving[entry.index()], |variable| {
        share(prepared.node(below[variable as usize]))
    }))
}

fn function(
    node: &Node,
    variable: u32,
    serving: &[Diagram],
    diagrams: &mut Diagrams,
) -> Option<Diagram> {
    let mut all = if share(node) < 1.0 { diagrams.variable(variable)? } else { Diagrams::TRUE };
    for group in &node.requires {
        let members: Vec<Diagram> =
            hard(group, Strength::Assumed).map(|member| serving[member.node.index()]).collect();
        let enough = diagrams.at_least((group.k as usize).min(members.len()), &members)?;
        all = diagrams.and(all, enough)?;
        for member in blind(group) {
            all = diagrams.and(all, serving[member.node.index()])?;
        }
    }
    let mut supplied = Vec::new();
    for needs in supplies(node) {
        let together = needs
            .iter()
            .try_fold(Diagrams::TRUE, |all, need| diagrams.and(all, serving[need.index()]))?;
        supplied.push(together);
    }
    if !supplied.is_empty() {
        let enough = diagrams.at_least((node.k as usize).min(supplied.len()), &supplied)?;
        all = diagrams.and(all, enough)?;
    }
    Some(all)
}
