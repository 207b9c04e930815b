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
    let exact = exact(prepared, entry, &below);
    let (ceiling, limited_by) =
        exact.as_ref().map_or((share(prepared.node(entry)), Some(entry)), |exact| {
            ceiling(prepared, exact, &below)
        });
    let known = unknown
        .iter()
        .all(|id| matches!(prepared.node(*id).availability, Availability::Between { .. }));
    AvailabilityEstimate {
        address: prepared.node(entry).address.clone(),
        floor: known.then(|| floor(prepared, entry)),
        independent: exact.filter(|_| known).map(|exact| independent(prepared, &exact, &below)),
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

/// When the entry is in service, as a function of its parts.
struct Exact {
    diagrams: Diagrams,
    serving: Diagram,
}

/// The exact value when parts fail independently, however they are shared.
fn independent(prepared: &Prepared<'_>, exact: &Exact, below: &[NodeId]) -> f64 {
    exact
        .diagrams
        .probability(exact.serving, |variable| share(prepared.node(below[variable as usize])))
}

/// The worst of the parts without which the entry cannot serve.
fn ceiling(prepared: &Prepared<'_>, exact: &Exact, below: &[NodeId]) -> (f64, Option<NodeId>) {
    let variables = u32::try_from(below.len()).unwrap_or(u32::MAX);
    let mandatory = exact.diagrams.mandatory(exact.serving, variables);
    let parts = below
        .iter()
        .zip(mandatory)
        .filter(|(_, mandatory)| *mandatory)
        .map(|(id, _)| (share(prepared.node(*id)), *id));
    let telling = |id: NodeId| (prepared.node(id).role, prepared.rank(id));
    let worst = parts.min_by(|(one, id), (other, other_id)| {
        one.total_cmp(other).then_with(|| telling(*id).cmp(&telling(*other_id)))
    });
    worst.filter(|(share, _)| *share < 1.0).map_or((1.0, None), |(share, id)| (share, Some(id)))
}

/// The function of an entry; `None` when its parts are too entangled.
fn exact(prepared: &Prepared<'_>, entry: NodeId, below: &[NodeId]) -> Option<Exact> {
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
    Some(Exact { serving: serving[entry.index()], diagrams })
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
