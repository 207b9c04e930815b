//! Composites and their members: clusters with their instances, global clusters with their clusters.

use std::sync::Arc;

use resilint_eval::{Multiplicity, PathStep};
use serde_json::{Value as Json, json};

use super::super::table::{Context, FactTable};
use crate::attribute::is_set;
use crate::catalog::{EdgeKind, Members};
use crate::facts::{Fact, Limits};

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    for (at, node) in context.judged() {
        let Some(members) = node.entry.as_ref().and_then(|entry| entry.members.as_ref()) else {
            continue;
        };
        let Some(replica) = &members.replica else { continue };
        let found = members_of(context, at, members);
        if replica == "cluster-member" {
            cluster(context, table, at, members, &found);
        } else {
            spanning(context, table, at, members, &found);
        }
    }
}

/// The members of a composite, each with the attribute that makes it one and whether it certainly is.
fn members_of(
    context: &Context<'_>,
    at: usize,
    members: &Members,
) -> Vec<(usize, Vec<PathStep>, bool)> {
    let mut found: Vec<(usize, Vec<PathStep>, bool)> = context
        .graph
        .incoming(at)
        .filter(|(from, edge)| edge.kind == EdgeKind::MemberOf && edge.of == *from)
        .filter(|(from, _)| {
            context.node(*from).is_some_and(|node| {
                members.types.iter().any(|type_name| type_name == node.type_name())
            })
        })
        .map(|(from, edge)| (from, edge.at.clone(), edge.certain))
        .collect();
    found.dedup_by_key(|(from, ..)| *from);
    found
}

/// Members in one region that share or copy the data among themselves; the composite is judged, not they.
fn cluster(
    context: &Context<'_>,
    table: &mut FactTable,
    at: usize,
    members: &Members,
    found: &[(usize, Vec<PathStep>, bool)],
) {
    let (mut nodes, mut doubt) = (0_u64, None::<Arc<str>>);
    let mut most = Some(0_u64);
    for (member, path, certain) in found {
        let Some(node) = context.node(*member) else { continue };
        table.set(*member, "member_of", Fact::known(&*context.address(at), path.clone()));
        most = most.zip(node.instance.multiplicity.at_most()).map(|(most, own)| most + own);
        if *certain && node.instance.maybe_absent.is_none() {
            nodes += node.instance.multiplicity.at_least();
        }
        match (&node.instance.multiplicity, &node.instance.maybe_absent) {
            (Multiplicity::Unknown { reason, .. }, _) | (_, Some(reason)) => {
                doubt = Some(Arc::from(reason.to_string()))
            }
            _ if *certain => {}
            _ => doubt = Some(Arc::from("whether it is a member is undecided")),
        }
    }
    let Some((first, ..)) = found.first() else { return };
    // One resource that is repeated: how often decides. Several: the composite itself is short of members.
    let of_one = found.iter().all(|(member, ..)| same_resource(context, *first, *member));
    let repeated = if of_one { repetition(context, *first) } else { Vec::new() };
    let fact = |known: Option<Json>| {
        let fact = match (known, &doubt) {
            (None, Some(reason)) => Fact::unknown(Arc::clone(reason), repeated.clone()),
            (known, _) => Fact::known(known, repeated.clone()),
        };
        match &doubt {
            None if repeated.is_empty() => fact,
            _ => fact.decided_by(context.address(*first)),
        }
    };
    let limits = Limits::between(
        Some(nodes as f64).filter(|_| nodes > 0 || most.is_some()),
        most.map(|most| most as f64),
    );
    let exact = doubt.is_none().then(|| Json::from(nodes));
    table.set_if_absent(at, "nodes", fact(exact).within(limits));
    if members.failover {
        let decided = doubt.is_none() || nodes >= 2 || most.is_some_and(|most| most < 2);
        table.set_if_absent(at, "failover", fact(decided.then(|| Json::from(nodes >= 2))));
    }
}

fn same_resource(context: &Context<'_>, one: usize, other: usize) -> bool {
    let resource = |at: usize| {
        context
            .node(at)
            .map(|node| (&node.instance.address.module, &node.instance.address.resource))
    };
    resource(one) == resource(other)
}

/// Members in several regions, each a copy of the others.
fn spanning(
    context: &Context<'_>,
    table: &mut FactTable,
    at: usize,
    members: &Members,
    found: &[(usize, Vec<PathStep>, bool)],
) {
    let mut all: Vec<usize> = found.iter().map(|(member, ..)| *member).collect();
    // The first member may be named by the composite instead of naming it.
    let named = context
        .graph
        .outgoing(at)
        .filter(|(_, edge)| edge.kind == EdgeKind::ConfiguredBy && edge.certain)
        .map(|(to, _)| to)
        .find(|to| {
            context.node(*to).is_some_and(|node| {
                members.types.iter().any(|type_name| type_name == node.type_name())
            })
        });
    all.extend(named.filter(|named| !all.contains(named)));
    all.sort_unstable();
    let writers: Vec<usize> = match (&members.writer_has, named) {
        (_, Some(named)) => vec![named],
        (Some(attribute), None) => all
            .iter()
            .copied()
            .filter(|member| {
                context
                    .node(*member)
                    .is_some_and(|node| is_set(&node.instance.attributes, attribute) == Some(true))
            })
            .collect(),
        (None, None) => Vec::new(),
    };
    let writer = match writers.as_slice() {
        [writer] => Some(*writer),
        _ => None,
    };
    let entry = |member: usize, beside: Option<usize>| {
        json!({
            "address": &*context.address(member), "region": context.region_json(member), "zone": null, "kind": members.replica,
            "same_region": beside.and_then(|beside| context.same_region(beside, member)), "writer": members.multi_writer || writer == Some(member), "rpo_seconds": members.rpo_seconds,
        })
    };
    table.set(
        at,
        "replicas",
        Fact::known(all.iter().map(|member| entry(*member, None)).collect::<Vec<_>>(), Vec::new()),
    );
    for member in &all {
        let others: Vec<Json> = all
            .iter()
            .filter(|other| *other != member)
            .map(|other| entry(*other, Some(*member)))
            .collect();
        let path = found
            .iter()
            .find(|(found, ..)| found == member)
            .map(|(_, path, _)| path.clone())
            .unwrap_or_default();
        table.set(*member, "replicas", Fact::known(others, path.clone()));
        if let Some(writer) = writer.filter(|writer| writer != member && !members.multi_writer) {
            table.set(*member, "replica_of", Fact::known(&*context.address(writer), path));
        }
    }
}

/// Where it is decided how often a resource is repeated; empty when it is not.
pub(super) fn repetition(context: &Context<'_>, at: usize) -> Vec<PathStep> {
    let Some(node) = context.node(at) else { return Vec::new() };
    match &node.instance.address.key {
        Some(_) if node.instance.is_counted => crate::attribute::steps("count"),
        Some(_) => crate::attribute::steps("for_each"),
        None => Vec::new(),
    }
}
