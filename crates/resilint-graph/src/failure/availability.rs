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

/// Estimates how often each entry is in service.
pub(super) fn availability(prepared: &Prepared<'_>) -> Vec<AvailabilityEstimate> {
    let worst = worst(prepared);
    prepared.model.entries.iter().map(|entry| of_entry(prepared, *entry, &worst)).collect()
}

fn of_entry(prepared: &Prepared<'_>, entry: NodeId, worst: &[f64]) -> AvailabilityEstimate {
    let below = below(prepared, entry);
    let unknown: Vec<NodeId> =
        below.iter().copied().filter(|id| !decided(prepared.node(*id))).collect();
    let exact = exact(prepared, entry, &below);
    let (ceiling, limited_by) = exact
        .as_ref()
        .map_or((most(prepared.node(entry)), Some(entry)), |exact| ceiling(prepared, exact));
    let known = unknown
        .iter()
        .map(|id| prepared.node(*id))
        .all(|node| noticed(node) && figures(node).all(|figure| *figure != Availability::Unknown));
    AvailabilityEstimate {
        address: prepared.node(entry).address.clone(),
        floor: known.then(|| floor(prepared, entry, worst)),
        independent: exact.filter(|_| known).map(|exact| independent(&exact)),
        ceiling,
        limited_by: limited_by.map(|id| prepared.node(id).address.clone()),
        unknown: unknown.into_iter().map(|id| prepared.node(id).address.clone()).collect(),
    }
}

/// Whether everything about the node's own availability is known.
fn decided(node: &Node) -> bool {
    let open = |figure: &Availability| {
        matches!(figure, Availability::Unknown | Availability::Between { .. })
    };
    noticed(node) && !figures(node).any(open)
}

/// Whether it is known what notices that a member of its routes is dead.
fn noticed(node: &Node) -> bool {
    let mut routes = node
        .requires
        .iter()
        .filter(|group| group.kind == GroupKind::Routes)
        .flat_map(|group| hard(group, Strength::Assumed));
    routes.all(|member| !matches!(member.trigger, Trigger::Unknown(_)))
}

/// Its figure, and those of what stands in for it.
fn figures(node: &Node) -> impl Iterator<Item = &Availability> {
    std::iter::once(&node.availability).chain(&node.stand_ins)
}

/// A figure; the best that may apply.
fn share(figure: &Availability) -> f64 {
    match figure {
        Availability::Figure { value, .. } | Availability::Between { high: value, .. } => *value,
        Availability::Perfect | Availability::Unknown => 1.0,
    }
}

/// A figure; the worst that may apply.
fn least(figure: &Availability) -> f64 {
    if let Availability::Between { low, .. } = figure { *low } else { share(figure) }
}

/// What no luck exceeds, of the node alone: nothing limits it that another stands in for.
fn most(node: &Node) -> f64 {
    if node.stand_ins.is_empty() { share(&node.availability) } else { 1.0 }
}

/// A part of a node that is enough by itself: all it is, or one of several that stand in for each other.
struct Unit<'n> {
    figure: &'n Availability,
    /// How many of its replicas it needs.
    k: usize,
    /// What each replica alone needs; nothing when no replica needs anything.
    supplies: Vec<Vec<NodeId>>,
}

/// The units of a node: its own replicas, then what stands in for them.
fn units(node: &Node) -> impl Iterator<Item = Unit<'_>> {
    let own = node.replicas.len().saturating_sub(node.stand_ins.len());
    let (own, others) = node.replicas.split_at(own);
    let first = Unit { figure: &node.availability, k: node.k as usize, supplies: supplies(own) };
    let others = node.stand_ins.iter().zip(others).map(|(figure, replica)| Unit {
        figure,
        k: 1,
        supplies: supplies(std::slice::from_ref(replica)),
    });
    std::iter::once(first).chain(others)
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
    groups.chain(units(node).flat_map(|unit| unit.supplies).flatten())
}

/// What each replica alone needs; nothing when no replica needs anything.
fn supplies(replicas: &[Replica]) -> Vec<Vec<NodeId>> {
    let of = |replica: &Replica| {
        replica
            .needs
            .iter()
            .filter(|need| need.strength >= Strength::Assumed)
            .map(|need| need.node)
            .collect::<Vec<_>>()
    };
    let supplies: Vec<Vec<NodeId>> = replicas.iter().map(of).collect();
    if supplies.iter().all(Vec::is_empty) { Vec::new() } else { supplies }
}

/// The members that must all be in service, because nothing takes them out of the route; and the group without that.
fn blind(group: &Group) -> impl Iterator<Item = &Requirement> {
    let routes = group.kind == GroupKind::Routes;
    hard(group, Strength::Assumed)
        .filter(move |member| routes && !matches!(member.trigger, Trigger::Detected { .. }))
}

/// By node: the sum of what it and the best of what it needs are missing, parts met twice counted twice.
fn worst(prepared: &Prepared<'_>) -> Vec<f64> {
    let mut worst: Vec<f64> = vec![0.0; prepared.model.nodes.len()];
    for id in prepared.components.iter().flat_map(|component| &component.nodes) {
        let (own, needed) = best(prepared.node(*id), &worst);
        worst[id.index()] = own + sum(&needed, &worst);
    }
    worst
}

/// One minus the sum of the unavailabilities of the best sufficient set of parts, each counted once. It holds however the parts fail together.
fn floor(prepared: &Prepared<'_>, entry: NodeId, worst: &[f64]) -> f64 {
    let mut seen = BTreeSet::from([entry]);
    let mut stack = vec![entry];
    let mut missing = 0.0;
    while let Some(id) = stack.pop() {
        let (own, needed) = best(prepared.node(id), worst);
        missing += own;
        stack.extend(needed.into_iter().filter(|next| seen.insert(*next)));
    }
    (1.0_f64 - missing).max(0.0)
}

fn sum(needs: &[NodeId], worst: &[f64]) -> f64 {
    needs.iter().map(|need| worst[need.index()]).sum()
}

/// How much its best unit is missing by itself, and the best of what that and the node need that is enough.
fn best(node: &Node, worst: &[f64]) -> (f64, Vec<NodeId>) {
    let of = |unit: Unit<'_>| {
        let mut supplies = unit.supplies;
        supplies.sort_by(|one, other| {
            sum(one, worst).total_cmp(&sum(other, worst)).then_with(|| one.cmp(other))
        });
        supplies.truncate(unit.k);
        (1.0 - least(unit.figure), distinct(supplies.into_iter().flatten()))
    };
    let missing = |(own, needed): &(f64, Vec<NodeId>)| own + sum(needed, worst);
    let units = units(node).map(of);
    let (own, needed) = units
        .min_by(|one, other| missing(one).total_cmp(&missing(other)))
        .expect("a node has at least its own unit");
    let required = node.requires.iter().flat_map(|group| sufficient(group, worst));
    (own, distinct(needed.into_iter().chain(required)))
}

fn distinct(nodes: impl Iterator<Item = NodeId>) -> Vec<NodeId> {
    nodes.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The best members that are enough.
fn sufficient(group: &Group, worst: &[f64]) -> Vec<NodeId> {
    let mut members: Vec<NodeId> =
        hard(group, Strength::Assumed).map(|member| member.node).collect();
    members.sort_by(|one, other| {
        worst[one.index()].total_cmp(&worst[other.index()]).then(one.cmp(other))
    });
    members.truncate(group.k as usize);
    distinct(members.into_iter().chain(blind(group).map(|member| member.node)))
}

/// When the entry is in service, as a function of its parts.
struct Exact {
    diagrams: Diagrams,
    serving: Diagram,
    /// What each variable stands for: a node or what stands in for it, and how often that is in service.
    variables: Vec<(NodeId, f64)>,
}

/// The exact value when parts fail independently, however they are shared.
fn independent(exact: &Exact) -> f64 {
    exact.diagrams.probability(exact.serving, |variable| exact.variables[variable as usize].1)
}

/// The worst of the parts without which the entry cannot serve.
fn ceiling(prepared: &Prepared<'_>, exact: &Exact) -> (f64, Option<NodeId>) {
    let count = u32::try_from(exact.variables.len()).unwrap_or(u32::MAX);
    let mandatory = exact.diagrams.mandatory(exact.serving, count);
    let parts = exact
        .variables
        .iter()
        .zip(mandatory)
        .filter(|(_, mandatory)| *mandatory)
        .map(|((id, share), _)| (*share, *id));
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
    let mut variables = Vec::new();
    for id in below {
        variable_of[id.index()] = Some(u32::try_from(variables.len()).ok()?);
        variables.extend(figures(prepared.node(*id)).map(|figure| (*id, share(figure))));
    }
    let mut serving: Vec<Diagram> = vec![Diagrams::TRUE; prepared.model.nodes.len()];
    let components: BTreeSet<usize> =
        below.iter().map(|id| prepared.component_of[id.index()]).collect();
    for component in components.into_iter().map(|place| &prepared.components[place]) {
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
    Some(Exact { serving: serving[entry.index()], diagrams, variables })
}

fn function(
    node: &Node,
    first: u32,
    serving: &[Diagram],
    diagrams: &mut Diagrams,
) -> Option<Diagram> {
    let mut own = Vec::new();
    for (unit, variable) in units(node).zip(first..) {
        own.push(unit_function(&unit, variable, serving, diagrams)?);
    }
    let mut all = diagrams.at_least(1, &own)?;
    for group in &node.requires {
        let members: Vec<Diagram> =
            hard(group, Strength::Assumed).map(|member| serving[member.node.index()]).collect();
        let enough = diagrams.at_least((group.k as usize).min(members.len()), &members)?;
        all = diagrams.and(all, enough)?;
        for member in blind(group) {
            all = diagrams.and(all, serving[member.node.index()])?;
        }
    }
    Some(all)
}

/// When a unit is in service: by itself, and with what its replicas need.
fn unit_function(
    unit: &Unit<'_>,
    variable: u32,
    serving: &[Diagram],
    diagrams: &mut Diagrams,
) -> Option<Diagram> {
    let itself =
        if share(unit.figure) < 1.0 { diagrams.variable(variable)? } else { Diagrams::TRUE };
    let mut supplied = Vec::new();
    for needs in &unit.supplies {
        let together = needs
            .iter()
            .try_fold(Diagrams::TRUE, |all, need| diagrams.and(all, serving[need.index()]))?;
        supplied.push(together);
    }
    if supplied.is_empty() {
        return Some(itself);
    }
    let enough = diagrams.at_least(unit.k.min(supplied.len()), &supplied)?;
    diagrams.and(itself, enough)
}
