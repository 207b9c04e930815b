//! The ways that requests take: from entries through compute to data.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalog::{EdgeKind, Role};
use crate::graph::{Node, ResourceGraph};

/// The way from one entry to the data behind it.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    pub(crate) entry: usize,
    pub(crate) compute: BTreeSet<usize>,
    pub(crate) data: BTreeSet<usize>,
    /// Everything on the way, what leads on included.
    pub(crate) all: BTreeSet<usize>,
}

/// The ways from every outermost entry, in order of address.
pub(crate) fn find(graph: &ResourceGraph) -> Vec<Way> {
    let entries: Vec<usize> = graph
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| is_entry(node))
        .map(|(at, _)| at)
        .collect();
    // Records that answer together are one entry: the first stands for all, and what one reaches, all reach.
    let group = |entry: usize| graph.answers_with(entry);
    let firsts = entries
        .iter()
        .copied()
        .filter(|entry| group(*entry).first().is_none_or(|first| first == entry));
    let reached: Vec<(usize, BTreeSet<usize>)> =
        firsts.map(|entry| (entry, reach(graph, entry))).collect();
    let inner: BTreeSet<usize> = reached
        .iter()
        .flat_map(|(entry, all)| all.iter().copied().filter(|at| !group(*entry).contains(at)))
        .collect();
    let outermost = reached
        .into_iter()
        .filter(|(entry, _)| group(*entry).iter().chain([entry]).all(|at| !inner.contains(at)));
    outermost
        .map(|(entry, reached)| {
            let of = |wanted: &dyn Fn(&Node) -> bool| -> BTreeSet<usize> {
                reached
                    .iter()
                    .copied()
                    .filter(|at| graph.nodes.get(*at).is_some_and(wanted))
                    .collect()
            };
            let compute = of(&|node| node.plays(Role::Compute));
            let data =
                of(&|node| node.owner.is_none() && node.role().is_some_and(Role::keeps_data));
            Way { entry, compute, data, all: reached }
        })
        .filter(|way| !(way.compute.is_empty() && way.data.is_empty()))
        .collect()
}

/// Whether users come in here: load balancers that face the internet, distributions, gateways, names that lead somewhere.
fn is_entry(node: &Node) -> bool {
    let internal = crate::attribute::first(&node.instance.attributes, "internal")
        .and_then(crate::attribute::known_json);
    let listener = node.type_name().ends_with("_listener");
    (node.plays(Role::Entry) && !listener && internal != Some(serde_json::Value::Bool(true)))
        || matches!(node.type_name(), "aws_route53_record")
}

/// Everything that requests to a node reach, without the node itself.
pub(crate) fn reach(graph: &ResourceGraph, from: usize) -> BTreeSet<usize> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(at) = open.pop() {
        for next in next(graph, at) {
            if next != from && reached.insert(next) {
                open.push(next);
            }
        }
    }
    reached
}

/// One step of a request.
pub(crate) fn next(graph: &ResourceGraph, at: usize) -> Vec<usize> {
    steps(graph, at).into_keys().collect()
}

/// One step of a request: where it leads, each with whether it certainly does.
fn steps(graph: &ResourceGraph, at: usize) -> BTreeMap<usize, bool> {
    let forward = graph.outgoing(at).filter(|(_, edge)| {
        matches!(
            edge.kind,
            EdgeKind::RoutesTo
                | EdgeKind::FailoverTo
                | EdgeKind::DependsOnData
                | EdgeKind::PublishesTo
                | EdgeKind::InstanceOf
                | EdgeKind::RunsOn
        )
    });
    let backward = graph.incoming(at).filter(|(from, edge)| match edge.kind {
        // A target registers itself, a listener or rule belongs to its balancer, a consumer takes from its queue.
        EdgeKind::RegisteredIn | EdgeKind::ConsumesFrom => true,
        EdgeKind::MemberOf => graph.nodes.get(*from).is_some_and(leads_on),
        EdgeKind::AppliesTo => graph
            .nodes
            .get(*from)
            .is_some_and(|node| matches!(node.type_name(), "aws_autoscaling_attachment")),
        _ => false,
    });
    let attached = graph.outgoing(at).filter(|(_, edge)| {
        edge.kind == EdgeKind::AppliesTo
            && graph
                .nodes
                .get(at)
                .is_some_and(|node| matches!(node.type_name(), "aws_autoscaling_attachment"))
    });
    let mut found = BTreeMap::new();
    for (to, edge) in forward.chain(attached).chain(backward) {
        *found.entry(to).or_default() |= edge.certain;
    }
    for record in graph.answers_with(at) {
        found.insert(*record, true);
    }
    found
}

impl ResourceGraph {
    /// Where requests to each resource go next: the addresses, each with whether they certainly go there. Of records that answer together, requests to one
    /// go to each.
    #[must_use]
    pub fn requests(&self) -> BTreeMap<Arc<str>, Vec<(Arc<str>, bool)>> {
        let of = |at: usize| {
            let own = self.answers_with(at);
            let mut next: BTreeMap<usize, bool> = BTreeMap::new();
            for (to, certain) in steps(self, at) {
                for to in self.answers_with(to).iter().chain([&to]) {
                    *next.entry(*to).or_default() |= certain;
                }
            }
            next.retain(|to, _| *to != at && !own.contains(to));
            next.into_iter()
                .filter_map(|(to, certain)| {
                    self.nodes.get(to).map(|node| (Arc::clone(&node.address), certain))
                })
                .collect::<Vec<_>>()
        };
        let all =
            self.nodes.iter().enumerate().map(|(at, node)| (Arc::clone(&node.address), of(at)));
        all.filter(|(_, next)| !next.is_empty()).collect()
    }
}

/// Whether a member passes requests on for what it is a member of.
pub(crate) fn leads_on(node: &Node) -> bool {
    let kind = node.type_name();
    [
        "_listener",
        "_listener_rule",
        "_target_group_attachment",
        "_integration",
        "_endpoint_group",
        "_origin",
        "_origin_group",
        "_endpoint",
        "_stage",
        "_route",
        "_node_group",
        "_fargate_profile",
        "_node_pool",
        "_backend_address_pool",
    ]
    .iter()
    .any(|end| kind.ends_with(end))
        && !matches!(kind, "aws_route" | "aws_vpc_endpoint")
}

/// How many resources cannot work without a node: those whose requests reach it.
pub(crate) fn dependents(graph: &ResourceGraph, of: usize) -> usize {
    let (mut found, mut open) = (BTreeSet::new(), vec![of]);
    while let Some(at) = open.pop() {
        let before = graph
            .incoming(at)
            .filter(|(_, edge)| {
                matches!(
                    edge.kind,
                    EdgeKind::RoutesTo
                        | EdgeKind::DependsOnData
                        | EdgeKind::InstanceOf
                        | EdgeKind::RunsOn
                        | EdgeKind::EncryptsWith
                        | EdgeKind::EgressVia
                )
            })
            .map(|(from, _)| from);
        let registered = graph
            .outgoing(at)
            .filter(|(_, edge)| edge.kind == EdgeKind::RegisteredIn)
            .map(|(to, _)| to);
        let leads = graph.nodes.get(at).is_some_and(leads_on);
        let owners = graph
            .outgoing(at)
            .filter(|(_, edge)| leads && edge.kind == EdgeKind::MemberOf)
            .map(|(to, _)| to);
        let all: Vec<usize> = before.chain(registered).chain(owners).collect();
        open.extend(all.into_iter().filter(|at| *at != of && found.insert(*at)));
    }
    found
        .into_iter()
        .filter(|at| {
            graph.nodes.get(*at).is_some_and(|node| {
                node.owner.is_none() && node.role().is_some_and(|role| !matches!(role, Role::Other))
            })
        })
        .count()
}
