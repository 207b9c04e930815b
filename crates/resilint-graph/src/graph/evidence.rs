//! Which data a program uses, when its settings do not say: policies of its role that name a store, and networks that let it in.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::NodeIndex;
use resilint_eval::PathStep;

use serde_json::Value as Json;

use super::{Edge, Node, ResourceGraph};
use crate::attribute::{first, known_json, look, names_of};
use crate::catalog::{EdgeKind, Role};

/// Adds the edges that policies and networks tell, and those that templates hand to their instances.
pub(super) fn add(graph: &mut ResourceGraph) {
    let mut found = by_policies(graph);
    found.extend(by_networks(graph));
    found.extend(by_labels(graph));
    found.extend(by_interfaces(graph));
    found.extend(by_attachments(graph));
    insert(graph, found);
    let handed_on = by_templates(graph);
    insert(graph, handed_on);
}

/// Adds edges between nodes that are not connected in this way yet.
fn insert(graph: &mut ResourceGraph, found: Vec<(usize, usize, Edge)>) {
    let mut known: BTreeSet<(usize, usize, EdgeKind)> = (0..graph.nodes.len())
        .flat_map(|from| {
            graph.outgoing(from).map(move |(to, edge)| (from, to, edge.kind)).collect::<Vec<_>>()
        })
        .collect();
    for (from, to, edge) in found {
        if from != to && known.insert((from, to, edge.kind)) {
            graph.edges.add_edge(NodeIndex::new(from), NodeIndex::new(to), edge);
        }
    }
}

/// Volumes that are attached to a machine by a resource of its own.
fn by_attachments(graph: &ResourceGraph) -> Vec<(usize, usize, Edge)> {
    let plays = |at: usize, role| graph.nodes.get(at).is_some_and(|node| node.plays(role));
    let mut found = Vec::new();
    for at in (0..graph.nodes.len()).filter(|at| plays(*at, Role::Other)) {
        let applied = |role| {
            let edges = graph.outgoing(at).filter(|(_, edge)| edge.kind == EdgeKind::AppliesTo);
            edges.filter(move |(to, _)| plays(*to, role))
        };
        for (volume, edge) in applied(Role::BlockStorage) {
            for (machine, to_machine) in applied(Role::Compute) {
                let certain = edge.certain && to_machine.certain;
                let edge = Edge::new(EdgeKind::DependsOnData, edge.at.clone(), at, certain);
                found.push((machine, volume, edge));
            }
        }
    }
    found
}

/// What a template uses, its instances use.
fn by_templates(graph: &ResourceGraph) -> Vec<(usize, usize, Edge)> {
    let mut found = Vec::new();
    for at in 0..graph.nodes.len() {
        for (template, instance_of) in
            graph.outgoing(at).filter(|(_, edge)| edge.kind == EdgeKind::InstanceOf)
        {
            let used = graph.outgoing(template).filter(|(_, edge)| {
                use EdgeKind::{
                    ConsumesFrom, DependsOnData, EncryptsWith, LogsTo, PublishesTo, RoutesTo,
                };
                matches!(
                    edge.kind,
                    ConsumesFrom | DependsOnData | EncryptsWith | LogsTo | PublishesTo | RoutesTo
                )
            });
            for (to, edge) in used {
                found.push((
                    at,
                    to,
                    Edge { certain: edge.certain && instance_of.certain, ..edge.clone() },
                ));
            }
        }
    }
    found
}

/// Stores that a policy of a program's role names: buckets, tables, queues, streams.
fn by_policies(graph: &ResourceGraph) -> Vec<(usize, usize, Edge)> {
    let mut found = Vec::new();
    for (at, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.plays(Role::Compute)) {
        let _ = node;
        for role in roles_of(graph, at) {
            for (policy, edge) in statements(graph, role) {
                let of_role = graph
                    .outgoing(policy)
                    .filter(|(_, edge)| edge.of == policy && edge.kind == EdgeKind::RefersTo);
                for (store, reference) in of_role.filter(|(store, reference)| {
                    is_granted(graph, *store)
                        && !names_of(&reference.at).starts_with("assume_role_policy")
                }) {
                    let certain = edge && reference.certain;
                    found.push((
                        at,
                        store,
                        Edge::new(EdgeKind::DependsOnData, reference.at.clone(), policy, certain),
                    ));
                }
            }
        }
    }
    found
}

/// The roles a program runs as, through its template or instance profile.
fn roles_of(graph: &ResourceGraph, at: usize) -> BTreeSet<usize> {
    let (mut roles, mut open, mut seen) = (BTreeSet::new(), vec![at], BTreeSet::from([at]));
    while let Some(at) = open.pop() {
        for (to, edge) in graph.outgoing(at) {
            let follows = edge.certain
                && matches!(edge.kind, EdgeKind::AuthenticatesWith | EdgeKind::InstanceOf)
                && names_of(&edge.at) != "execution_role_arn";
            if !follows || !seen.insert(to) {
                continue;
            }
            match graph.nodes.get(to) {
                Some(node) if node.type_name() == "aws_iam_role" => {
                    roles.insert(to);
                }
                _ => open.push(to),
            }
        }
    }
    roles
}

/// The resources that hold the statements of a role, each with whether it certainly does.
fn statements(graph: &ResourceGraph, role: usize) -> Vec<(usize, bool)> {
    let mut statements = vec![(role, true)];
    for (policy, edge) in graph.incoming(role).filter(|(_, edge)| edge.kind == EdgeKind::AppliesTo)
    {
        statements.push((policy, edge.certain));
        let attached = graph.outgoing(policy).filter(|(_, edge)| edge.kind == EdgeKind::Uses);
        statements.extend(attached.map(|(policy, uses)| (policy, uses.certain && edge.certain)));
    }
    statements
}

/// Whether a policy is how programs get at it.
fn is_granted(graph: &ResourceGraph, store: usize) -> bool {
    graph.nodes.get(store).is_some_and(|node| {
        let by_address = matches!(
            node.type_name(),
            "aws_db_instance"
                | "aws_rds_cluster"
                | "aws_elasticache_replication_group"
                | "aws_elasticache_cluster"
        );
        node.owner.is_none() && node.role().is_some_and(Role::keeps_data) && !by_address
    })
}

/// Stores whose security group lets the program's security group in.
fn by_networks(graph: &ResourceGraph) -> Vec<(usize, usize, Edge)> {
    // Who is let into a group: group → [(group that is let in, the attribute, the resource that attribute belongs to)].
    let mut admits: BTreeMap<usize, Vec<(usize, Vec<PathStep>, usize)>> = BTreeMap::new();
    for at in 0..graph.nodes.len() {
        for (guest, edge) in
            graph.outgoing(at).filter(|(_, edge)| edge.kind == EdgeKind::AllowsFrom && edge.certain)
        {
            let hosts = graph
                .outgoing(at)
                .filter(|(_, edge)| edge.kind == EdgeKind::AppliesTo)
                .map(|(host, _)| host);
            let own = graph
                .nodes
                .get(at)
                .filter(|node| node.type_name() == "aws_security_group")
                .map(|_| at);
            for host in hosts.chain(own) {
                admits.entry(host).or_default().push((guest, edge.at.clone(), at));
            }
        }
    }
    let mut found = Vec::new();
    for (host, guests) in &admits {
        let stores: Vec<usize> = protected(graph, *host)
            .filter(|at| {
                graph.nodes.get(*at).is_some_and(|node| node.role().is_some_and(Role::keeps_data))
            })
            .collect();
        for (guest, path, of) in guests {
            let programs = protected(graph, *guest).filter(|at| {
                graph.nodes.get(*at).is_some_and(|node| {
                    node.plays(Role::Compute) || node.type_name().starts_with("aws_launch")
                })
            });
            for program in programs {
                for store in &stores {
                    let edge = Edge {
                        assumed: true,
                        ..Edge::new(EdgeKind::DependsOnData, path.clone(), *of, true)
                    };
                    found.push((program, *store, edge));
                }
            }
        }
    }
    found
}

/// Where the interface of a machine is registered, the machine is.
fn by_interfaces(graph: &ResourceGraph) -> Vec<(usize, usize, Edge)> {
    let mut found = Vec::new();
    for (at, _) in graph.nodes.iter().enumerate().filter(|(_, node)| node.plays(Role::Compute)) {
        let interfaces = graph.outgoing(at).filter(|(_, edge)| edge.kind == EdgeKind::RunsIn);
        for (interface, runs_in) in interfaces {
            let pools = graph.outgoing(interface);
            let pools = pools.filter(|(_, edge)| edge.kind == EdgeKind::RegisteredIn);
            found.extend(pools.map(|(pool, edge)| {
                (at, pool, Edge { certain: edge.certain && runs_in.certain, ..edge.clone() })
            }));
        }
    }
    found
}

/// Workloads whose pods carry the labels that a Kubernetes service selects.
fn by_labels(graph: &ResourceGraph) -> Vec<(usize, usize, Edge)> {
    let workloads: Vec<(usize, Json, Json)> = graph
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| {
            ["kubernetes_deployment", "kubernetes_stateful_set"]
                .iter()
                .any(|start| node.type_name().starts_with(start))
        })
        .map(|(at, node)| {
            (
                at,
                json_at(node, "spec.template.metadata.labels"),
                json_at(node, "metadata.namespace"),
            )
        })
        .collect();
    let mut found = Vec::new();
    for (at, node) in graph
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.type_name().starts_with("kubernetes_service"))
    {
        let (selector, namespace) =
            (json_at(node, "spec.selector"), json_at(node, "metadata.namespace"));
        let Some(selector) = selector.as_object().filter(|selector| !selector.is_empty()) else {
            continue;
        };
        for (workload, labels, home) in &workloads {
            if *home == namespace
                && selector.iter().all(|(key, value)| labels.get(key) == Some(value))
            {
                let path = look(&node.instance.attributes, "spec.selector")
                    .into_iter()
                    .next()
                    .map(|hit| hit.path)
                    .unwrap_or_default();
                found.push((at, *workload, Edge::new(EdgeKind::RoutesTo, path, at, true)));
            }
        }
    }
    found
}

/// What is known at the first place of a path; null when nothing is.
fn json_at(node: &Node, path: &str) -> Json {
    first(&node.instance.attributes, path).and_then(known_json).unwrap_or(Json::Null)
}

/// What a security group protects.
fn protected(graph: &ResourceGraph, group: usize) -> impl Iterator<Item = usize> {
    graph
        .incoming(group)
        .filter(|(_, edge)| edge.kind == EdgeKind::ProtectedBy && edge.certain)
        .map(|(from, _)| from)
}
