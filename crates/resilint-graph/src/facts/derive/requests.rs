//! The ways of requests: what guards entries, what balancers know of their targets, and which resources lie on a way.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::super::table::{Context, FactTable};
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;
use crate::paths::{self, Way};

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    firewalls(context, table);
    for (at, node) in context.judged() {
        let behind_balancer =
            context.graph.outgoing(at).any(|(_, edge)| edge.kind == EdgeKind::RegisteredIn)
                || context.graph.incoming(at).any(|(from, edge)| {
                    edge.kind == EdgeKind::AppliesTo
                        && context
                            .node(from)
                            .is_some_and(|node| node.type_name() == "aws_autoscaling_attachment")
                });
        if node.type_name() == "aws_autoscaling_group" && !behind_balancer {
            table.remove(at, "health_check");
        }
    }
    let found = paths::find(context.graph);
    let on_path: BTreeSet<usize> =
        found.iter().flat_map(|path| path.all.iter().copied().chain([path.entry])).collect();
    behind_firewalls(context, table, &found);
    for (at, node) in context.judged() {
        let counts = node.plays(Role::Entry)
            || node.plays(Role::Compute)
            || node.role().is_some_and(Role::keeps_data);
        let is_setting = node.owner.is_some();
        if counts && !is_setting {
            table.set(
                at,
                "on_path",
                Fact::known(found.is_empty() || on_path.contains(&at), Vec::new()),
            );
            let background = node.plays(Role::Compute)
                && !found.is_empty()
                && !on_path.contains(&at)
                && works_on_data(context, at);
            table.set(at, "background", Fact::known(background, Vec::new()));
            table.set(
                at,
                "dependents",
                Fact::known(paths::dependents(context.graph, at), Vec::new()),
            );
        }
    }
}

/// Whether something leads to data: queues, streams, databases, buckets.
fn works_on_data(context: &Context<'_>, at: usize) -> bool {
    let reached = paths::reach(context.graph, at);
    let mut nodes = reached.iter().filter_map(|reached| context.node(*reached));
    nodes.any(|node| node.role().is_some_and(Role::keeps_data))
}

/// An entry whose requests all come through a guarded entry is guarded by that.
fn behind_firewalls(context: &Context<'_>, table: &mut FactTable, ways: &[Way]) {
    let guarded: Vec<usize> = context
        .judged()
        .map(|(at, _)| at)
        .filter(|at| table.known(*at, "waf") == Some(&Json::Bool(true)))
        .collect();
    for guard in guarded {
        let Some(fact) = table.get(guard, "waf").cloned() else { continue };
        let through = |way: &Way| way.entry == guard || way.all.contains(&guard);
        for inner in paths::reach(context.graph, guard) {
            let unguarded =
                table.get(inner, "waf").is_some_and(|fact| fact.get() == Some(&Json::Bool(false)));
            let only = ways
                .iter()
                .filter(|way| way.all.contains(&inner) || way.entry == inner)
                .all(through);
            if unguarded && only {
                let of = fact.of.clone().unwrap_or_else(|| context.address(guard));
                table.set(inner, "waf", fact.clone().decided_by(of));
            }
        }
    }
}

/// A firewall's association guards what it names, and the API whose stage that is.
fn firewalls(context: &Context<'_>, table: &mut FactTable) {
    for (at, _) in context.judged() {
        let guarded: Vec<(usize, Vec<resilint_eval::PathStep>, bool)> = context
            .graph
            .outgoing(at)
            .filter(|(_, edge)| edge.kind == EdgeKind::Protects)
            .map(|(to, edge)| (to, edge.at.clone(), edge.certain))
            .collect();
        for (to, path, certain) in guarded {
            let parents = context
                .graph
                .outgoing(to)
                .filter(|(_, edge)| edge.kind == EdgeKind::MemberOf)
                .map(|(to, _)| to);
            let all: Vec<usize> = parents.chain([to]).collect();
            for to in all {
                let fact = if certain {
                    Fact::known(true, path.clone())
                } else {
                    Fact::unknown("which resource the firewall guards is undecided", path.clone())
                };
                table.set(to, "waf", fact.decided_by(context.address(at)));
            }
        }
        let guard = context.graph.outgoing(at).find(|(to, edge)| {
            edge.kind == EdgeKind::ProtectedBy
                && edge.certain
                && context.node(*to).is_some_and(|node| {
                    node.type_name().contains("waf")
                        || node.type_name().contains("firewall")
                        || node.type_name().contains("security_policy")
                })
        });
        if let Some((_, edge)) = guard {
            table.set(at, "waf", Fact::known(true, edge.at.clone()));
        }
    }
}
