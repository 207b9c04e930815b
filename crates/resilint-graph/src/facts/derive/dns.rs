//! Names: records that answer together.

use std::collections::BTreeSet;

use serde_json::json;

use super::super::table::{Context, FactTable};
use crate::attribute::{is_set, steps, text_at};
use crate::catalog::EdgeKind;
use crate::facts::Fact;
use crate::graph::Node;

const POLICIES: [(&str, &str); 7] = [
    ("failover_routing_policy", "failover"),
    ("latency_routing_policy", "latency"),
    ("weighted_routing_policy", "weighted"),
    ("geolocation_routing_policy", "geolocation"),
    ("geoproximity_routing_policy", "geoproximity"),
    ("cidr_routing_policy", "cidr"),
    ("multivalue_answer_routing_policy", "multivalue"),
];

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    for records in &context.graph.record_groups {
        let Some((first, policy, path)) = records
            .iter()
            .find_map(|at| context.node(*at).map(|node| (records.first(), policy(node))))
            .and_then(|(first, (policy, path))| Some((*first?, policy, path)))
        else {
            continue;
        };
        let regions: BTreeSet<String> =
            records.iter().filter_map(|at| region_of(context, *at)).collect();
        let absent = records
            .iter()
            .find_map(|at| context.node(*at).and_then(|node| node.instance.maybe_absent.clone()));
        let fact = match absent.filter(|_| policy != "simple") {
            Some(reason) => Fact::unknown(reason.to_string(), path),
            None => Fact::known(
                json!({ "policy": policy, "members": records.len(), "regions": regions }),
                path,
            ),
        };
        table.set(first, "routing", fact);
    }
}

fn policy(node: &Node) -> (&'static str, Vec<resilint_eval::PathStep>) {
    let found =
        POLICIES.iter().find(|(block, _)| is_set(&node.instance.attributes, block) != Some(false));
    found.map_or_else(|| ("simple", steps("name")), |(block, policy)| (*policy, steps(block)))
}

/// The region a record answers for: what it leads to, or what its latency policy says.
fn region_of(context: &Context<'_>, at: usize) -> Option<String> {
    let target = context
        .graph
        .outgoing(at)
        .filter(|(_, edge)| edge.kind == EdgeKind::RoutesTo)
        .find_map(|(to, _)| context.region(to).map(ToString::to_string));
    let said = || {
        context
            .node(at)
            .and_then(|node| text_at(&node.instance.attributes, "latency_routing_policy.region"))
            .map(ToString::to_string)
    };
    target.or_else(said)
}
