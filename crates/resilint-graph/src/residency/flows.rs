//! Where data goes.

use std::sync::Arc;

use serde_json::Value as Json;

use super::locations::region_is_allowed;
use crate::catalog::{EdgeKind, Role};
use crate::facts::{Context, FactTable, Flow, is_key_of_copy};

/// Every flow of data between resources, or to a region where nothing of the configuration stands; sorted.
pub(crate) fn flows(context: &Context<'_>, table: &FactTable) -> Vec<Flow> {
    let mut flows: Vec<Flow> = Vec::new();
    for (at, node) in context.judged() {
        if node.owner.is_some() {
            continue;
        }
        let has = |kind: EdgeKind| context.graph.outgoing(at).any(|(_, edge)| edge.kind == kind);
        // An event mapping takes messages and hands them on; a diagnostic setting takes the logs of what it watches.
        let hands_on = node.role() == Some(Role::Other) && has(EdgeKind::ConsumesFrom);
        let takes_logs = node.role() == Some(Role::Other) && has(EdgeKind::LogsTo);
        // What is made from a template writes the logs that the template names.
        let made = || context.graph.incoming(at).any(|(_, edge)| edge.kind == EdgeKind::InstanceOf);
        let is_template = node.role() == Some(Role::Other) && made();
        for (to, edge) in context.graph.outgoing(at) {
            let target = context.node(to).and_then(crate::graph::Node::role);
            // What a template names, its instances read.
            let reads = edge.kind == EdgeKind::DependsOnData && node.role() != Some(Role::Other);
            let (kind, from, to) = match edge.kind {
                EdgeKind::ReplicatesTo => {
                    (if node.plays(Role::Backup) { "backup" } else { "replication" }, at, to)
                }
                EdgeKind::ReplicatesFrom => ("replication", to, at),
                EdgeKind::BacksUp => ("backup", to, at),
                EdgeKind::StoresIn => ("backup", at, to),
                EdgeKind::LogsTo if is_template => continue,
                EdgeKind::LogsTo => ("logs", at, to),
                EdgeKind::PublishesTo | EdgeKind::DeadLettersTo => ("stream", at, to),
                EdgeKind::ConsumesFrom => ("stream", to, at),
                EdgeKind::RoutesTo if hands_on => ("stream", at, to),
                EdgeKind::Monitors if takes_logs => ("logs", to, at),
                EdgeKind::EncryptsWith if !is_key_of_copy(edge) => ("key", to, at),
                EdgeKind::RoutesTo if node.type_name() == "aws_cloudfront_distribution" => {
                    ("cache", to, at)
                }
                _ if reads && target == Some(Role::Cache) => ("cache", to, at),
                _ if reads => ("read", to, at),
                _ => continue,
            };
            flows.push(Flow {
                from: context.address(from),
                to: context.address(to),
                kind,
                from_region: context.region(from).cloned(),
                to_region: context.region(to).cloned(),
                leaves_eu: None,
                at: edge.at.clone(),
                of: context.address(edge.of),
            });
        }
        flows.extend(to_regions(context, table, at));
    }
    for flow in &mut flows {
        flow.leaves_eu = leaves_eu(context, flow);
    }
    flows.sort();
    flows.dedup();
    flows
}

/// Whether a flow goes from inside the European Union to outside; both ends are of the source's provider.
fn leaves_eu(context: &Context<'_>, flow: &Flow) -> Option<bool> {
    let cloud = context.node(*context.graph.by_address.get(&*flow.from)?)?.cloud();
    let in_eu = |region: &Option<Arc<str>>| {
        region_is_allowed(cloud, region.as_deref()?, &["eu".to_owned()])
    };
    Some(in_eu(&flow.from_region)? && !in_eu(&flow.to_region)?)
}

/// Copies that have no resource of their own.
fn to_regions(context: &Context<'_>, table: &FactTable, at: usize) -> Vec<Flow> {
    let mut flows = Vec::new();
    for (name, kind) in [("replicas", "replication"), ("backup_copies", "backup")] {
        let Some(fact) = table.get(at, name) else { continue };
        for copy in fact.get().and_then(Json::as_array).into_iter().flatten() {
            let address = copy.get("address").and_then(Json::as_str);
            if name == "replicas" && address.is_some() {
                continue;
            }
            flows.push(Flow {
                from: context.address(at),
                to: address.map_or_else(|| context.address(at), Arc::from),
                kind,
                from_region: context.region(at).cloned(),
                to_region: copy.get("region").and_then(Json::as_str).map(Arc::from),
                leaves_eu: None,
                at: fact.at.clone(),
                of: fact.of.clone().unwrap_or_else(|| context.address(at)),
            });
        }
    }
    flows
}
