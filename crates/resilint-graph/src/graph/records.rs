//! DNS records that answer together: same zone, name and type.

use std::collections::BTreeMap;

use super::ResourceGraph;
use crate::attribute::{first, known_json};
use crate::catalog::EdgeKind;

/// The groups of records that share zone, name and type, each in order of address.
pub(super) fn groups(graph: &ResourceGraph) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<(String, String, String), Vec<usize>> = BTreeMap::new();
    let records = graph
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.entry.is_some() && node.type_name() == "aws_route53_record");
    for (at, node) in records {
        let zone = graph.outgoing(at).find(|(_, edge)| edge.kind == EdgeKind::MemberOf);
        let zone =
            zone.and_then(|(to, _)| graph.nodes.get(to)).map(|zone| zone.address.to_string());
        let written = |name: &str| {
            let value = first(&node.instance.attributes, name);
            value.and_then(known_json).map(|json| json.to_string())
        };
        // A name that is unknown groups with nothing.
        let name = written("name").unwrap_or_else(|| node.address.to_string());
        let zone = zone.or_else(|| written("zone_id")).unwrap_or_default();
        groups.entry((zone, name, written("type").unwrap_or_default())).or_default().push(at);
    }
    groups.into_values().collect()
}
