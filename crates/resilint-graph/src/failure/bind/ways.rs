//! Where requests go from a part: through listeners, target groups and templates to the next parts.

use std::collections::BTreeSet;

use super::members::Parts;
use super::read::place_of_edge;
use crate::catalog::{EdgeKind, Role as Kind};
use crate::failure::{NodeId, Place};
use crate::graph::{Edge, Node};
use crate::paths::leads_on;
use crate::survey::Survey;

/// A way from one part to the next.
#[derive(Debug, Clone)]
pub(super) struct Way {
    /// Where it ends.
    pub(super) to: NodeId,
    /// The target group or endpoint group it passes, when it does.
    pub(super) through: Option<usize>,
    /// Whether every step certainly exists.
    pub(super) certain: bool,
    /// What the last step means.
    pub(super) kind: EdgeKind,
    /// The attribute that makes the last step.
    pub(super) at: Place,
}

/// Every way from these instances to another part, each part once.
pub(super) fn ways(survey: &Survey<'_>, parts: &Parts, from: &[usize]) -> Vec<Way> {
    let home = from.first().and_then(|at| parts.of.get(at)).copied();
    let mut seen: BTreeSet<usize> = from.iter().copied().collect();
    let mut open: Vec<(usize, Option<usize>, bool)> =
        from.iter().map(|at| (*at, None, true)).collect();
    let mut found: Vec<Way> = Vec::new();
    while let Some((at, through, certain)) = open.pop() {
        for (to, edge) in steps(survey, at) {
            let certain = certain && edge.certain;
            match parts.of.get(&to).copied() {
                Some(id) if Some(id) == home => {}
                Some(id) => found.push(Way {
                    to: id,
                    through,
                    certain,
                    kind: edge.kind,
                    at: place_of_edge(survey, edge),
                }),
                None if seen.insert(to) => {
                    let through = if survey.graph.nodes.get(to).is_some_and(is_group) {
                        Some(to)
                    } else {
                        through
                    };
                    open.push((to, through, certain));
                }
                None => {}
            }
        }
    }
    found.sort_by(|one, other| {
        (one.to, one.through, !one.certain, &one.at).cmp(&(
            other.to,
            other.through,
            !other.certain,
            &other.at,
        ))
    });
    found.dedup_by_key(|way| (way.to, way.through));
    found
}

/// Whether it is a set of targets that are checked for health.
fn is_group(node: &Node) -> bool {
    let kind = node.type_name();
    [
        "_target_group",
        "_endpoint_group",
        "_backend_service",
        "_backend_address_pool",
        "_origin_group",
    ]
    .iter()
    .any(|end| kind.ends_with(end))
}

/// One step of a request, or to what code runs on.
fn steps<'a>(survey: &'a Survey<'_>, at: usize) -> Vec<(usize, &'a Edge)> {
    let graph = survey.graph;
    let node = |at: usize| graph.nodes.get(at);
    let attachment =
        |at: usize| node(at).is_some_and(|node| node.type_name() == "aws_autoscaling_attachment");
    let is_compute = node(at).is_some_and(|node| node.plays(Kind::Compute))
        || node(at).is_some_and(|node| node.role() == Some(Kind::Other));
    let forward = graph.outgoing(at).filter(|(_, edge)| match edge.kind {
        EdgeKind::RoutesTo
        | EdgeKind::FailoverTo
        | EdgeKind::DependsOnData
        | EdgeKind::InstanceOf
        | EdgeKind::RunsOn
        | EdgeKind::ConsumesFrom => true,
        EdgeKind::PublishesTo => is_compute,
        EdgeKind::AppliesTo => attachment(at),
        _ => false,
    });
    let backward = graph.incoming(at).filter(|(from, edge)| match edge.kind {
        EdgeKind::RegisteredIn => true,
        EdgeKind::MemberOf => node(*from).is_some_and(leads_on),
        EdgeKind::AppliesTo => attachment(*from),
        // An event source mapping or a rule reads from here and calls there: that is the consumer's dependency.
        _ => false,
    });
    forward.chain(backward).collect()
}
