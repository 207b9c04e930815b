//! Which data a program uses, when its settings do not say: policies of its role that name a store, and networks that let it in.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::NodeIndex;
use resilint_eval::PathStep;

use super::{Edge, ResourceGraph};
use crate::attribute::names_of;
use crate::catalog::{EdgeKind, Role};

/// Adds the edges that policies and networks tell.
pub(super) fn add(graph: &mut ResourceGraph) {
    let mut found = by_policies(graph);
    found.extend(by_networks(graph));
    let known: BTreeSet<(usize, usize)> = (0..graph.nodes.len())
        .flat_map(|from| {
            let data =
                graph.outgoing(from).filter(|(_, edge)| edge.kind == EdgeKind::DependsOnData);
            data.map(move |(to, _)| (from, to)).collect::<Vec<_>>()
        })
        .collect();
    let mut added = BTreeSet::new();
    for (from, to, edge) in found {
        if from != to && !known.contains(&(from, to)) && added.insert((from, to)) {
            graph.edges.add_edge(NodeIndex::new(from), NodeIndex::new(to), edge);
        }
    }
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

/// What a security group protects.
fn protected(graph: &ResourceGraph, group: usize) -> impl Iterator<Item = usize> {
    graph
        .incoming(group)
        .filter(|(_, edge)| edge.kind == EdgeKind::ProtectedBy && edge.certain)
        .map(|(from, _)| from)
}
