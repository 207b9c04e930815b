//! References by name: where a configuration writes the name of a resource instead of referring to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Node;
use crate::attribute::text_at;

/// Nodes by type and the names their attributes give them.
#[derive(Debug, Default)]
pub(super) struct NameIndex {
    nodes: BTreeMap<(Arc<str>, String), Vec<usize>>,
    records: BTreeSet<usize>,
}

impl NameIndex {
    pub(super) fn new(nodes: &[Node]) -> Self {
        let mut index = Self::default();
        for (at, node) in nodes.iter().enumerate() {
            if node.type_name() == "aws_route53_record" {
                index.records.insert(at);
            }
            let attributes = node.entry.iter().flat_map(|entry| &entry.names);
            for name in
                attributes.filter_map(|attribute| text_at(&node.instance.attributes, attribute))
            {
                index
                    .nodes
                    .entry((
                        Arc::clone(&node.instance.address.resource.type_name),
                        name.to_string(),
                    ))
                    .or_default()
                    .push(at);
            }
        }
        index
    }

    /// The node of these types that a text names, as it stands or as the last part of an ARN or resource id. Nothing when several do, except for DNS records, which share a name and answer together.
    pub(super) fn resolve(&self, types: &[String], text: &str) -> Vec<usize> {
        let last = text.starts_with("arn:").then(|| text.rsplit([':', '/']).next()).flatten();
        let found: Vec<usize> = types
            .iter()
            .flat_map(|type_name| {
                [Some(text), last]
                    .into_iter()
                    .flatten()
                    .map(move |name| (Arc::from(type_name.as_str()), name.to_owned()))
            })
            .filter_map(|key| self.nodes.get(&key))
            .flatten()
            .copied()
            .collect();
        let alone =
            found.len() == 1 || found.first().is_some_and(|first| self.records.contains(first));
        if alone { found } else { Vec::new() }
    }
}
