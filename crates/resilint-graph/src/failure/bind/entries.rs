//! What each part needs: groups behind routers with what notices a dead member, data behind code, keys behind data.

use std::collections::{BTreeMap, BTreeSet};

use super::build::hosts;
use super::members::{Part, Parts};
use super::permissions::allowed;
use super::read::{address, flag_fact, number_at, number_fact, place_of_edge};
use super::ways::{Way, ways};
use serde_json::Value as Json;

use crate::attribute::known_json;
use crate::catalog::{EdgeKind, Role as Kind};
use crate::failure::{
    Group, GroupKind, Model, Need, NodeId, Place, Requirement, Role, Strength, Trigger,
};
use crate::graph::Edge;
use crate::survey::Survey;

/// What a part needs, from the graph.
pub(super) fn groups(
    survey: &Survey<'_>,
    parts: &Parts,
    part: &Part,
    roles: &[Role],
) -> Vec<Group> {
    let Some(node) = survey.graph.nodes.get(part.first) else { return Vec::new() };
    match node.role() {
        Some(Kind::Dns) => names(survey, parts, part),
        Some(Kind::Entry) => entry(survey, parts, part),
        Some(Kind::Compute) => compute(survey, parts, part, roles),
        _ => Vec::new(),
    }
}

fn requirement(way: &Way) -> Requirement {
    let strength = if way.certain { Strength::Certain } else { Strength::Assumed };
    Requirement { strength, at: Some(way.at.clone()), ..Requirement::on(way.to) }
}

pub(super) fn needs(member: Requirement) -> Group {
    Group { k: 1, kind: GroupKind::Needs, members: vec![member] }
}

/// Records of one name: each leads somewhere, and resolvers pick.
fn names(survey: &Survey<'_>, parts: &Parts, part: &Part) -> Vec<Group> {
    let mut members: Vec<Requirement> = Vec::new();
    for record in part.all() {
        let secondary = super::read::text_at(survey, record, "failover_routing_policy.type")
            == Some("SECONDARY");
        for way in ways(survey, parts, &[record]) {
            if members.iter().all(|member| member.node != way.to) {
                members.push(Requirement {
                    trigger: answer(survey, record),
                    secondary,
                    ..requirement(&way)
                });
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
    // An alias has no time of its own: the balancers behind it answer for 60 s.
    let ttl = match number_fact(survey, record, "ttl") {
        Some(known) => known.ok(),
        None => Some(60),
    };
    match flag_fact(survey, record, "health_check") {
        Some(Ok(true)) => {
            let check = survey
                .graph
                .outgoing(record)
                .find(|(_, edge)| edge.kind == EdgeKind::HealthCheckedBy)
                .map(|(to, _)| to);
            let (times, interval, by) = checking(survey, check);
            // What takes longest is what to change.
            let at = if ttl.is_some_and(|ttl| ttl > times.saturating_mul(interval)) {
                Some(written(survey, record, "ttl"))
            } else {
                by
            };
            detected(times, interval, ttl, at)
        }
        Some(Err(reason)) => Trigger::Unknown(reason),
        Some(Ok(false)) | None => Trigger::None,
    }
}

/// How often a health check has to fail, in seconds from one time to the next, and what decides that: its own requests, or the alarm that it follows.
fn checking(survey: &Survey<'_>, check: Option<usize>) -> (u32, u32, Option<Place>) {
    let number = |at: usize, path: &str| number_at(survey, at, path);
    let Some(check) = check else { return (3, 30, None) };
    let kind = super::read::text_at(survey, check, "type");
    let alarm = survey.graph.outgoing(check).map(|(to, _)| to).find(|to| {
        let node = survey.graph.nodes.get(*to);
        node.is_some_and(|node| node.type_name() == "aws_cloudwatch_metric_alarm")
    });
    if let Some(alarm) = alarm.filter(|_| kind == Some("CLOUDWATCH_METRIC")) {
        let times = number(alarm, "datapoints_to_alarm");
        let times = times.or_else(|| number(alarm, "evaluation_periods")).unwrap_or(1);
        let period = number(alarm, "period").unwrap_or(60);
        return (times, period, Some(written(survey, alarm, "period")));
    }
    let times = number(check, "failure_threshold").unwrap_or(3);
    let interval = number(check, "request_interval").unwrap_or(30);
    (times, interval, Some(written(survey, check, "request_interval")))
}

/// An attribute of an instance, whether it is written or not.
fn written(survey: &Survey<'_>, at: usize, attribute: &str) -> Place {
    Place {
        address: address(survey, at),
        attribute: attribute.to_owned(),
        default: number_at(survey, at, attribute).is_none(),
    }
}

/// Detection by so many checks that fail, and the seconds for which the old answer is kept; `None` when nobody knows them.
fn detected(times: u32, interval: u32, cached: Option<u32>, at: Option<Place>) -> Trigger {
    let checks = format!("{times} × {interval} s");
    let how = match cached {
        Some(0) => checks,
        Some(cached) => format!("{checks} + {cached} s"),
        None => format!("{checks}, and the TTL, which is not known"),
    };
    let seconds = times.saturating_mul(interval).saturating_add(cached.unwrap_or(0));
    Trigger::Detected { seconds, how, at }
}

/// A balancer chooses within each target group; a distribution needs each origin; an accelerator chooses among its regions.
fn entry(survey: &Survey<'_>, parts: &Parts, part: &Part) -> Vec<Group> {
    let all: Vec<usize> = part.all().collect();
    let found = ways(survey, parts, &all);
    let Some(node) = survey.graph.nodes.get(part.first) else { return Vec::new() };
    if node.type_name() == "aws_cloudfront_distribution" {
        return origins(survey, part.first, &found);
    }
    if chooses(node.type_name()) {
        let members = found
            .iter()
            .map(|way| Requirement { trigger: checked(survey, way.through), ..requirement(way) });
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

/// A distribution needs each origin; the members of an origin group stand for each other.
fn origins(survey: &Survey<'_>, at: usize, found: &[Way]) -> Vec<Group> {
    let attributes = survey
        .graph
        .nodes
        .get(at)
        .and_then(|node| known_json(&node.instance.attributes))
        .unwrap_or_default();
    let blocks = |json: &Json, name: &str| {
        json.get(name).and_then(Json::as_array).cloned().unwrap_or_default()
    };
    let groups: Vec<Vec<Json>> = blocks(&attributes, "origin_group")
        .iter()
        .map(|group| {
            blocks(group, "member")
                .iter()
                .filter_map(|member| member.get("origin_id").cloned())
                .collect()
        })
        .collect();
    let origins = blocks(&attributes, "origin");
    let mut by_group: BTreeMap<(usize, NodeId), Vec<Requirement>> = BTreeMap::new();
    for way in found {
        let place = way
            .at
            .attribute
            .strip_prefix("origin.")
            .and_then(|rest| rest.split('.').next())
            .and_then(|index| index.parse::<usize>().ok());
        let id =
            place.and_then(|place| origins.get(place)).and_then(|origin| origin.get("origin_id"));
        let group = id.and_then(|id| groups.iter().position(|group| group.contains(id)));
        let key = group.map_or((usize::MAX, way.to), |group| (group, NodeId(0)));
        by_group
            .entry(key)
            .or_default()
            .push(Requirement { trigger: detected(3, 10, Some(0), None), ..requirement(way) });
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
    let Some(group) = through else { return detected(3, 30, Some(0), None) };
    let number = |paths: &[&str], default: u32| {
        paths.iter().find_map(|path| number_at(survey, group, path)).unwrap_or(default)
    };
    match flag_fact(survey, group, "health_check") {
        Some(Ok(false)) => Trigger::None,
        Some(Err(reason)) => Trigger::Unknown(reason),
        Some(Ok(true)) | None => {
            let times = number(&["health_check.unhealthy_threshold", "threshold_count"], 3);
            detected(
                times,
                number(&["health_check.interval", "health_check_interval_seconds"], 30),
                Some(0),
                None,
            )
        }
    }
}

/// Code needs each store it names; a cluster needs one of its node groups.
fn compute(survey: &Survey<'_>, parts: &Parts, part: &Part, roles: &[Role]) -> Vec<Group> {
    let all: Vec<usize> = part.all().collect();
    let role = |way: &Way| roles.get(way.to.index()).copied().unwrap_or_default();
    let (workers, stores): (Vec<Way>, Vec<Way>) = ways(survey, parts, &all)
        .into_iter()
        .partition(|way| way.kind == EdgeKind::MemberOf && role(way) == Role::Compute);
    let undelivered = dead_letters(survey, parts, &all);
    let alone: BTreeSet<NodeId> =
        all.iter().flat_map(|at| supplies(survey, parts, *at)).map(|need| need.node).collect();
    let own: BTreeSet<String> = all.iter().map(|at| address(survey, *at)).collect();
    let mut groups: Vec<Group> = stores
        .iter()
        .filter(|way| !alone.contains(&way.to))
        .map(|way| {
            // A permission to send what cannot be delivered is no need of it.
            let only_sends = undelivered.contains(&way.to) && !own.contains(&way.at.address);
            let soft = role(way) == Role::Cache
                || only_sends
                || only_allowed(survey, parts, way.to, &way.at);
            needs(Requirement { soft, ..requirement(way) })
        })
        .collect();
    if !workers.is_empty() {
        groups.push(Group {
            k: 1,
            kind: GroupKind::Needs,
            members: workers.iter().map(requirement).collect(),
        });
    }
    let mut known: BTreeSet<NodeId> = stores.iter().map(|way| way.to).collect();
    let guarded =
        admitted(survey, parts, part).into_iter().map(|(store, at)| (store, Strength::Assumed, at));
    for (store, strength, at) in allowed(survey, parts, part).into_iter().chain(guarded) {
        if known.insert(store) {
            let soft = roles.get(store.index()) == Some(&Role::Cache)
                || undelivered.contains(&store)
                || only_allowed(survey, parts, store, &at);
            groups.push(needs(Requirement {
                soft,
                strength,
                at: Some(at),
                ..Requirement::on(store)
            }));
        }
    }
    groups
}

/// Where what cannot be delivered is kept: work goes on without it.
fn dead_letters(survey: &Survey<'_>, parts: &Parts, from: &[usize]) -> BTreeSet<NodeId> {
    from.iter()
        .flat_map(|at| survey.graph.outgoing(*at))
        .filter(|(_, edge)| edge.kind == EdgeKind::DeadLettersTo)
        .filter_map(|(to, _)| parts.of.get(&to).copied())
        .collect()
}

/// Whether it is a search engine of which only a policy or a network speaks: logs go there, as a rule, and nobody waits for them.
fn only_allowed(survey: &Survey<'_>, parts: &Parts, store: NodeId, at: &Place) -> bool {
    let type_of = |address: &str| {
        let at = survey.graph.by_address.get(address)?;
        survey.graph.nodes.get(*at).map(crate::graph::Node::type_name)
    };
    let search = parts
        .list
        .get(store.index())
        .and_then(|part| survey.graph.nodes.get(part.first))
        .is_some_and(|node| node.role() == Some(Kind::Search));
    search
        && type_of(&at.address)
            .is_some_and(|kind| kind.contains("_iam_") || kind.contains("security_group"))
}

/// Stores whose security group lets in a security group of this part.
fn admitted(survey: &Survey<'_>, parts: &Parts, part: &Part) -> Vec<(NodeId, Place)> {
    let graph = survey.graph;
    let guards = part
        .all()
        .flat_map(|at| graph.outgoing(at))
        .filter(|(_, edge)| edge.kind == EdgeKind::ProtectedBy)
        .map(|(to, _)| to);
    let mut found: BTreeMap<NodeId, Place> = BTreeMap::new();
    for guard in guards.collect::<BTreeSet<usize>>() {
        for (other, edge) in graph
            .incoming(guard)
            .filter(|(other, edge)| edge.kind == EdgeKind::AllowsFrom && *other != guard)
        {
            let guarded =
                graph.incoming(other).filter(|(_, edge)| edge.kind == EdgeKind::ProtectedBy);
            for (store, _) in guarded {
                let keeps = graph
                    .nodes
                    .get(store)
                    .and_then(crate::graph::Node::role)
                    .is_some_and(Kind::keeps_data);
                if let Some(id) = parts.of.get(&store).filter(|_| keeps) {
                    found.entry(*id).or_insert_with(|| place_of_edge(survey, edge));
                }
            }
        }
    }
    found.into_iter().filter(|(id, _)| part.all().all(|at| parts.of.get(&at) != Some(id))).collect()
}

/// What an instance alone needs: the keys that it uses in its own region, and the volumes that are attached to it. What it encrypts with elsewhere belongs to its copies.
pub(super) fn supplies(survey: &Survey<'_>, parts: &Parts, at: usize) -> Vec<Need> {
    let home = survey.placements.home(at).name();
    let mut found: BTreeMap<NodeId, Strength> = BTreeMap::new();
    let keys = survey
        .graph
        .outgoing(at)
        .filter(|(_, edge)| edge.kind == EdgeKind::EncryptsWith)
        .filter(|(to, _)| {
            home.zip(survey.placements.home(*to).name()).is_none_or(|(home, other)| home == other)
        });
    let needed = keys.map(|(to, edge)| (to, edge.certain)).chain(volumes(survey, at));
    for (to, certain) in needed {
        if let Some(id) = parts.of.get(&to).filter(|id| parts.of.get(&at) != Some(id)) {
            let strength = if certain { Strength::Certain } else { Strength::Assumed };
            found.entry(*id).or_insert(strength);
        }
    }
    found.into_iter().map(|(node, strength)| Need { node, strength }).collect()
}

/// The volumes of an instance: those it names, and those that something attaches to it. And whether they certainly are.
fn volumes<'s>(survey: &'s Survey<'_>, at: usize) -> impl Iterator<Item = (usize, bool)> + 's {
    let graph = survey.graph;
    let applied = |edge: &Edge| edge.kind == EdgeKind::AppliesTo;
    let is_volume = |at: usize| {
        graph.nodes.get(at).and_then(crate::graph::Node::role) == Some(Kind::BlockStorage)
    };
    let own = graph
        .outgoing(at)
        .filter(move |(to, edge)| edge.kind == EdgeKind::DependsOnData && is_volume(*to))
        .map(|(to, edge)| (to, edge.certain));
    let attached =
        graph.incoming(at).filter(move |(_, edge)| applied(edge)).flat_map(move |(by, edge)| {
            let attached =
                graph.outgoing(by).filter(move |(to, other)| applied(other) && is_volume(*to));
            attached.map(move |(to, other)| (to, edge.certain && other.certain))
        });
    own.chain(attached)
}

/// What users reach: entries that no other part leads to, and code that no entry reaches. Without both, everything that keeps data.
pub(super) fn outermost(
    survey: &Survey<'_>,
    parts: &Parts,
    model: &Model,
    automations: &BTreeSet<NodeId>,
) -> Vec<NodeId> {
    let mut needed: BTreeSet<NodeId> = BTreeSet::new();
    for (node, _) in model.nodes.iter().zip(&parts.list).filter(|(_, part)| !hosts(survey, part)) {
        let members = node.requires.iter().flat_map(|group| &group.members);
        needed.extend(members.map(|member| member.node));
        let standbys = node.standbys.iter().map(|standby| &standby.replica);
        let replicas = node.replicas.iter().chain(standbys);
        needed.extend(replicas.flat_map(|replica| &replica.needs).map(|need| need.node));
    }
    let ids = || {
        model.nodes.iter().enumerate().map(|(place, node)| {
            (NodeId(u32::try_from(place).expect("fewer resources than u32::MAX")), node)
        })
    };
    let outer = |wanted: &dyn Fn(NodeId, Role) -> bool| -> Vec<NodeId> {
        ids()
            .filter(|(id, node)| {
                !needed.contains(id) && !automations.contains(id) && wanted(*id, node.role)
            })
            .map(|(id, _)| id)
            .collect()
    };
    let runs = |id: NodeId| {
        let Some(part) = parts.list.get(id.index()) else { return false };
        !hosts(survey, part)
            && (survey.table.get(part.first, "nodes").is_some()
                || survey.placements.zones(part.first).is_some_and(|zones| !zones.regional)
                || model.nodes.get(id.index()).is_some_and(|node| !node.requires.is_empty()))
    };
    let leads =
        |id: NodeId| model.nodes.get(id.index()).is_some_and(|node| !node.requires.is_empty());
    let mut entries =
        outer(&|id, role| role == Role::Entry && leads(id) || role == Role::Compute && runs(id));
    if entries.is_empty() {
        entries = outer(&|_, role| matches!(role, Role::Data | Role::Queue | Role::Cache));
    }
    entries
}
