//! The way to the internet: replicas in subnets behind a NAT gateway need that of their zone.

use std::collections::{BTreeMap, BTreeSet};

use super::members::{Part, Parts, is_way_out};
use crate::catalog::EdgeKind;
use crate::failure::{Model, Need, NodeId, StandbyKind, Strength, Token};
use crate::graph::Egress;
use crate::survey::Survey;

/// Replicas of code in subnets behind a NAT gateway need that of their zone.
pub(super) fn egress(
    survey: &Survey<'_>,
    parts: &Parts,
    part: &Part,
    id: NodeId,
    model: &mut Model,
) {
    let declared = survey.graph.declared.iter();
    let said = declared
        .filter(|declared| part.all().any(|at| declared.from.contains(&at)))
        .find_map(|declared| declared.egress);
    let strength = match said {
        Some(Egress::None) => return,
        Some(Egress::Required) => Strength::Certain,
        None => Strength::Assumed,
    };
    let mut by_zone: BTreeMap<Token, BTreeSet<NodeId>> = BTreeMap::new();
    let mut anywhere: BTreeSet<NodeId> = BTreeSet::new();
    let subnets = part
        .all()
        .flat_map(|at| survey.graph.outgoing(at))
        .filter(|(_, edge)| edge.kind == EdgeKind::RunsIn)
        .map(|(to, _)| to);
    for subnet in subnets.collect::<BTreeSet<usize>>() {
        let gateways: Vec<NodeId> = ways_out(survey, subnet)
            .into_iter()
            .filter_map(|gateway| parts.of.get(&gateway))
            .copied()
            .collect();
        let zone = survey.placements.zones(subnet).and_then(|zones| zones.named.iter().next());
        match zone.and_then(|zone| model.tokens.find(&format!("az:{zone}"))) {
            Some(zone) => by_zone.entry(zone).or_default().extend(gateways),
            None => anywhere.extend(gateways),
        }
    }
    let Some(node) = model.nodes.get_mut(id.index()) else { return };
    for replica in &mut node.replicas {
        let known: BTreeSet<NodeId> = replica
            .domains
            .iter()
            .filter_map(|token| by_zone.get(token))
            .flatten()
            .copied()
            .collect();
        // A replica of unknown zone leans on a gateway for certain only when there is no other.
        let all: BTreeSet<NodeId> = by_zone.values().flatten().chain(&anywhere).copied().collect();
        let leans: BTreeSet<NodeId> = if known.is_empty() && all.len() == 1 { all } else { known };
        replica.needs.extend(leans.into_iter().map(|node| Need { node, strength }));
    }
    // What is started anew lands behind one of the same gateways; it surely needs those that all share.
    let Some((first, rest)) = node.replicas.split_first() else { return };
    let shared: Vec<Need> = first
        .needs
        .iter()
        .filter(|need| rest.iter().all(|replica| replica.needs.contains(need)))
        .copied()
        .collect();
    for standby in node.standbys.iter_mut().filter(|standby| standby.kind == StandbyKind::Replace) {
        standby.replica.needs.extend(&shared);
    }
}

/// The NAT gateways behind a subnet's route table.
fn ways_out(survey: &Survey<'_>, subnet: usize) -> BTreeSet<usize> {
    let graph = survey.graph;
    let mut found = BTreeSet::new();
    let associations = graph
        .incoming(subnet)
        .filter(|(_, edge)| edge.kind == EdgeKind::AppliesTo)
        .map(|(from, _)| from);
    let tables = associations
        .flat_map(|from| graph.outgoing(from))
        .filter(|(_, edge)| edge.kind == EdgeKind::MemberOf)
        .map(|(to, _)| to);
    for table in tables {
        let routes = graph
            .incoming(table)
            .filter(|(_, edge)| edge.kind == EdgeKind::MemberOf)
            .map(|(from, _)| from);
        for from in std::iter::once(table).chain(routes) {
            let gateways = graph
                .outgoing(from)
                .filter(|(_, edge)| edge.kind == EdgeKind::EgressVia)
                .map(|(to, _)| to);
            found.extend(gateways.filter(|to| graph.nodes.get(*to).is_some_and(is_way_out)));
        }
    }
    found
}
