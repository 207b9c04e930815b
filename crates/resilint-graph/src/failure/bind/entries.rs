//! What each part needs: groups behind routers with what notices a dead member, data behind code, keys behind data, ways out of subnets.

use std::collections::{BTreeMap, BTreeSet};

use super::build::hosts;
use super::members::{Part, Parts, is_way_out};
use super::read::{address, flag_fact, number_at, number_fact, place_of_edge};
use super::settings::{Dependency, Egress, FailureSettings, matches};
use super::ways::{Way, ways};
use crate::attribute::is_set;
use crate::catalog::{EdgeKind, Role as Kind};
use crate::failure::{Group, GroupKind, Model, Need, NodeId, Requirement, Role, StandbyKind, Strength, Token, Trigger};
use crate::survey::Survey;

/// What a part needs, from the graph.
pub(super) fn groups(survey: &Survey<'_>, parts: &Parts, part: &Part, roles: &[Role]) -> Vec<Group> {
    let Some(node) = survey.graph.nodes.get(part.first) else { return Vec::new() };
    match node.role() {
        Some(Kind::Dns) => names(survey, parts, part),
        Some(Kind::Entry) => entry(survey, parts, part),
        Some(Kind::Compute) => compute(survey, parts, part, roles),
        _ => keys(survey, parts, part),
    }
}

fn requirement(way: &Way) -> Requirement {
    let strength = if way.certain { Strength::Certain } else { Strength::Assumed };
    Requirement { strength, at: Some(way.at.clone()), ..Requirement::on(way.to) }
}

fn needs(member: Requirement) -> Group {
    Group { k: 1, kind: GroupKind::Needs, members: vec![member] }
}

/// Records of one name: each leads somewhere, and resolvers pick.
fn names(survey: &Survey<'_>, parts: &Parts, part: &Part) -> Vec<Group> {
    let mut members: Vec<Requirement> = Vec::new();
    for record in part.all() {
        let secondary = super::read::text_at(survey, record, "failover_routing_policy.type") == Some("SECONDARY");
        for way in ways(survey, parts, &[record]) {
            if members.iter().all(|member| member.node != way.to) {
                members.push(Requirement { trigger: answer(survey, record), secondary, ..requirement(&way) });
            }
        }
    }
    routed(members)
}

/// Several members are chosen from; a single one is simply needed.
fn routed(mut members: Vec<Requirement>) -> Vec<Group> {
    match members.len() {
        0 => Vec::new(),
        1 => vec![needs(members.remove(0))],
        _ => vec![Group { k: 1, kind: GroupKind::Routes, members }],
    }
}

/// When resolvers stop giving a record's answer.
fn answer(survey: &Survey<'_>, record: usize) -> Trigger {
    let ttl = number_fact(survey, record, "ttl").and_then(Result::ok).unwrap_or(60);
    match flag_fact(survey, record, "health_check") {
        Some(Ok(true)) => {
            let check = survey.graph.outgoing(record).find(|(_, edge)| edge.kind == EdgeKind::HealthCheckedBy).map(|(to, _)| to);
            let number = |path: &str, default: u32| check.and_then(|check| number_at(survey, check, path)).unwrap_or(default);
            detected(number("failure_threshold", 3), number("request_interval", 30), ttl)
        }
        Some(Err(reason)) => Trigger::Unknown(reason),
        Some(Ok(false)) | None => Trigger::None,
    }
}

fn detected(times: u32, interval: u32, cached: u32) -> Trigger {
    let how = if cached > 0 { format!("{times} × {interval} s + {cached} s") } else { format!("{times} × {interval} s") };
    Trigger::Detected { seconds: times.saturating_mul(interval).saturating_add(cached), how }
}

/// A balancer chooses within each target group; a distribution needs each origin; an accelerator chooses among its regions.
fn entry(survey: &Survey<'_>, parts: &Parts, part: &Part) -> Vec<Group> {
    let all: Vec<usize> = part.all().collect();
    let found = ways(survey, parts, &all);
    let Some(node) = survey.graph.nodes.get(part.first) else { return Vec::new() };
    if chooses(node.type_name()) || is_set(&node.instance.attributes, "origin_group") == Some(true) {
        let members = found.iter().map(|way| Requirement { trigger: checked(survey, way.through), ..requirement(way) });
        return routed(members.collect());
    }
    let mut by_group: BTreeMap<(Option<usize>, Option<NodeId>), Vec<Requirement>> = BTreeMap::new();
    for way in &found {
        let alone = way.through.is_none().then_some(way.to);
        let member = Requirement { trigger: checked(survey, way.through), ..requirement(way) };
        by_group.entry((way.through, alone)).or_default().push(member);
    }
    by_group.into_values().flat_map(routed).collect()
}

/// Whether it sends users to whichever of its targets is in service.
fn chooses(type_name: &str) -> bool {
    matches!(
        type_name,
        "aws_globalaccelerator_accelerator"
            | "azurerm_traffic_manager_profile"
            | "azurerm_cdn_frontdoor_profile"
            | "azurerm_cdn_frontdoor_endpoint"
            | "azurerm_frontdoor"
            | "aws_elb"
            | "azurerm_lb"
            | "azurerm_application_gateway"
    ) || type_name.starts_with("google_compute_") && type_name.contains("forwarding_rule")
}

/// When a target group or an endpoint group stops sending requests to a dead member.
fn checked(survey: &Survey<'_>, through: Option<usize>) -> Trigger {
    let Some(group) = through else { return detected(3, 30, 0) };
    let number = |paths: &[&str], default: u32| paths.iter().find_map(|path| number_at(survey, group, path)).unwrap_or(default);
    match flag_fact(survey, group, "health_check") {
        Some(Ok(false)) => Trigger::None,
        Some(Err(reason)) => Trigger::Unknown(reason),
        Some(Ok(true)) | None => {
            let times = number(&["health_check.unhealthy_threshold", "threshold_count"], 3);
            detected(times, number(&["health_check.interval", "health_check_interval_seconds"], 30), 0)
        }
    }
}

/// Code needs each store it names; a cluster needs one of its node groups.
fn compute(survey: &Survey<'_>, parts: &Parts, part: &Part, roles: &[Role]) -> Vec<Group> {
    let all: Vec<usize> = part.all().collect();
    let role = |way: &Way| roles.get(way.to.index()).copied().unwrap_or_default();
    let (workers, stores): (Vec<Way>, Vec<Way>) = ways(survey, parts, &all).into_iter().partition(|way| way.kind == EdgeKind::MemberOf && role(way) == Role::Compute);
    let mut groups: Vec<Group> = stores.iter().map(|way| needs(Requirement { soft: role(way) == Role::Cache, ..requirement(way) })).collect();
    if !workers.is_empty() {
        groups.push(Group { k: 1, kind: GroupKind::Needs, members: workers.iter().map(requirement).collect() });
    }
    let known: BTreeSet<NodeId> = stores.iter().map(|way| way.to).collect();
    for (store, edge) in admitted(survey, parts, part) {
        if !known.contains(&store) {
            let soft = roles.get(store.index()) == Some(&Role::Cache);
            groups.push(needs(Requirement { soft, strength: Strength::Assumed, at: Some(edge), ..Requirement::on(store) }));
        }
    }
    groups.extend(keys(survey, parts, part));
    groups
}

/// Stores whose security group lets in a security group of this part.
fn admitted(survey: &Survey<'_>, parts: &Parts, part: &Part) -> Vec<(NodeId, crate::failure::Place)> {
    let graph = survey.graph;
    let guards = part.all().flat_map(|at| graph.outgoing(at)).filter(|(_, edge)| edge.kind == EdgeKind::ProtectedBy).map(|(to, _)| to);
    let mut found: BTreeMap<NodeId, crate::failure::Place> = BTreeMap::new();
    for guard in guards.collect::<BTreeSet<usize>>() {
        for (other, edge) in graph.incoming(guard).filter(|(other, edge)| edge.kind == EdgeKind::AllowsFrom && *other != guard) {
            let guarded = graph.incoming(other).filter(|(_, edge)| edge.kind == EdgeKind::ProtectedBy);
            for (store, _) in guarded {
                let keeps = graph.nodes.get(store).and_then(crate::graph::Node::role).is_some_and(Kind::keeps_data);
                if let Some(id) = parts.of.get(&store).filter(|_| keeps) {
                    found.entry(*id).or_insert_with(|| place_of_edge(survey, edge));
                }
            }
        }
    }
    found.into_iter().filter(|(id, _)| part.all().all(|at| parts.of.get(&at) != Some(id))).collect()
}

/// A key is needed in its own region.
fn keys(survey: &Survey<'_>, parts: &Parts, part: &Part) -> Vec<Group> {
    let edges = part.all().flat_map(|at| survey.graph.outgoing(at)).filter(|(_, edge)| edge.kind == EdgeKind::EncryptsWith);
    let mut found: BTreeMap<NodeId, Requirement> = BTreeMap::new();
    for (to, edge) in edges {
        if let Some(id) = parts.of.get(&to).filter(|id| part.all().all(|at| parts.of.get(&at) != Some(id))) {
            let strength = if edge.certain { Strength::Certain } else { Strength::Assumed };
            found.entry(*id).or_insert_with(|| Requirement { strength, at: Some(place_of_edge(survey, edge)), ..Requirement::on(*id) });
        }
    }
    found.into_values().map(needs).collect()
}

/// Replicas of code in subnets behind a NAT gateway need that of their zone.
pub(super) fn egress(survey: &Survey<'_>, parts: &Parts, settings: &FailureSettings, part: &Part, id: NodeId, model: &mut Model) {
    let own = address(survey, part.first);
    let said = settings.dependencies.iter().filter(|dependency| matches(&dependency.from, &own)).find_map(|dependency| dependency.egress);
    let strength = match said {
        Some(Egress::None) => return,
        Some(Egress::Required) => Strength::Certain,
        None => Strength::Assumed,
    };
    let mut by_zone: BTreeMap<Token, BTreeSet<NodeId>> = BTreeMap::new();
    let mut anywhere: BTreeSet<NodeId> = BTreeSet::new();
    let subnets = part.all().flat_map(|at| survey.graph.outgoing(at)).filter(|(_, edge)| edge.kind == EdgeKind::RunsIn).map(|(to, _)| to);
    for subnet in subnets.collect::<BTreeSet<usize>>() {
        let gateways: Vec<NodeId> = ways_out(survey, subnet).into_iter().filter_map(|gateway| parts.of.get(&gateway)).copied().collect();
        let zone = survey.placements.zones(subnet).and_then(|zones| zones.named.iter().next());
        match zone.and_then(|zone| model.tokens.find(&format!("az:{zone}"))) {
            Some(zone) => by_zone.entry(zone).or_default().extend(gateways),
            None => anywhere.extend(gateways),
        }
    }
    let Some(node) = model.nodes.get_mut(id.index()) else { return };
    for replica in &mut node.replicas {
        let known: BTreeSet<NodeId> = replica.domains.iter().filter_map(|token| by_zone.get(token)).flatten().copied().collect();
        // A replica of unknown zone leans on a gateway for certain only when there is no other.
        let all: BTreeSet<NodeId> = by_zone.values().flatten().chain(&anywhere).copied().collect();
        let leans: BTreeSet<NodeId> = if known.is_empty() && all.len() == 1 { all } else { known };
        replica.needs.extend(leans.into_iter().map(|node| Need { node, strength }));
    }
    // What is started anew lands behind one of the same gateways; it surely needs those that all share.
    let Some((first, rest)) = node.replicas.split_first() else { return };
    let shared: Vec<Need> = first.needs.iter().filter(|need| rest.iter().all(|replica| replica.needs.contains(need))).copied().collect();
    for standby in node.standbys.iter_mut().filter(|standby| standby.kind == StandbyKind::Replace) {
        standby.replica.needs.extend(&shared);
    }
}

/// The NAT gateways behind a subnet's route table.
fn ways_out(survey: &Survey<'_>, subnet: usize) -> BTreeSet<usize> {
    let graph = survey.graph;
    let mut found = BTreeSet::new();
    let associations = graph.incoming(subnet).filter(|(_, edge)| edge.kind == EdgeKind::AppliesTo).map(|(from, _)| from);
    let tables = associations.flat_map(|from| graph.outgoing(from)).filter(|(_, edge)| edge.kind == EdgeKind::MemberOf).map(|(to, _)| to);
    for table in tables {
        let routes = graph.incoming(table).filter(|(_, edge)| edge.kind == EdgeKind::MemberOf).map(|(from, _)| from);
        for from in std::iter::once(table).chain(routes) {
            let gateways = graph.outgoing(from).filter(|(_, edge)| edge.kind == EdgeKind::EgressVia).map(|(to, _)| to);
            found.extend(gateways.filter(|to| graph.nodes.get(*to).is_some_and(is_way_out)));
        }
    }
    found
}

/// Adds and changes what the user says.
pub(super) fn declared(survey: &Survey<'_>, parts: &Parts, settings: &FailureSettings, model: &mut Model) {
    for dependency in &settings.dependencies {
        let Some(to) = &dependency.to else { continue };
        let meant = |pattern: &str| -> BTreeSet<NodeId> {
            let named = survey.graph.by_address.iter().filter(|(address, _)| matches(pattern, address));
            named.filter_map(|(_, at)| parts.of.get(at)).copied().collect()
        };
        let to = meant(to);
        for from in meant(&dependency.from) {
            let to: Vec<NodeId> = to.iter().copied().filter(|to| *to != from).collect();
            declare(model, from, &to, dependency);
        }
    }
}

/// One statement about one part: what is known already changes, what is not is added.
fn declare(model: &mut Model, from: NodeId, to: &[NodeId], said: &Dependency) {
    let soft = said.soft.unwrap_or(false);
    for store in to.iter().filter(|_| !soft) {
        if let Some(store) = model.nodes.get_mut(store.index()).filter(|store| store.role == Role::Compute) {
            // Somebody keeps data on it, or they would not say so.
            store.role = Role::Data;
        }
    }
    let Some(node) = model.nodes.get_mut(from.index()) else { return };
    let member = |to: &NodeId| Requirement { soft, ..Requirement::on(*to) };
    if let Some(k) = said.quorum {
        for group in &mut node.requires {
            group.members.retain(|member| !to.contains(&member.node));
        }
        node.requires.retain(|group| !group.members.is_empty());
        node.requires.push(Group { k, kind: GroupKind::Needs, members: to.iter().map(member).collect() });
        return;
    }
    for to in to {
        let mut known = false;
        for member in node.requires.iter_mut().flat_map(|group| &mut group.members).filter(|member| member.node == *to) {
            known = true;
            member.strength = Strength::Certain;
            member.soft = soft;
        }
        if !known {
            node.requires.push(needs(member(to)));
        }
    }
}

/// What users reach: entries that no other part leads to, and code that no entry reaches. Without both, everything that keeps data.
pub(super) fn outermost(survey: &Survey<'_>, parts: &Parts, model: &Model) -> Vec<NodeId> {
    let mut needed: BTreeSet<NodeId> = BTreeSet::new();
    for (node, _) in model.nodes.iter().zip(&parts.list).filter(|(_, part)| !hosts(survey, part)) {
        needed.extend(node.requires.iter().flat_map(|group| &group.members).map(|member| member.node));
    }
    let ids = || model.nodes.iter().enumerate().map(|(place, node)| (NodeId(u32::try_from(place).expect("fewer resources than u32::MAX")), node));
    let outer = |wanted: &dyn Fn(NodeId, Role) -> bool| -> Vec<NodeId> {
        ids().filter(|(id, node)| !needed.contains(id) && wanted(*id, node.role)).map(|(id, _)| id).collect()
    };
    let runs = |id: NodeId| {
        let Some(part) = parts.list.get(id.index()) else { return false };
        !hosts(survey, part) && (survey.table.get(part.first, "nodes").is_some() || survey.placements.zones(part.first).is_some_and(|zones| !zones.regional) || model.nodes.get(id.index()).is_some_and(|node| !node.requires.is_empty()))
    };
    let leads = |id: NodeId| model.nodes.get(id.index()).is_some_and(|node| !node.requires.is_empty());
    let mut entries = outer(&|id, role| role == Role::Entry && leads(id) || role == Role::Compute && runs(id));
    if entries.is_empty() {
        entries = outer(&|_, role| matches!(role, Role::Data | Role::Queue | Role::Cache));
    }
    entries
}
