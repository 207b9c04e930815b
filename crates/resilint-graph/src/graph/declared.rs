//! Dependencies that the author declares, in the settings or in a comment.

use petgraph::graph::NodeIndex;
use resilint_eval::PathStep;
use serde::Deserialize;

use super::{Edge, ResourceGraph};
use crate::catalog::EdgeKind;

/// One `[[dependency]]`, or one comment `# resilint:depends-on`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredDependency {
    /// The address of what depends; without instance keys it means all instances.
    pub from: String,
    /// The address of what it depends on.
    pub to: Option<String>,
    /// It can do without it, or it cannot; by default it can do without caches only.
    pub soft: Option<bool>,
    /// Whether it needs a way to the internet.
    pub egress: Option<Egress>,
}

/// Whether something needs a way to the internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Egress {
    /// It does.
    Required,
    /// It does not.
    None,
}

/// A declared dependency whose address nothing has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedDependency {
    /// Its place in the list.
    pub index: usize,
    /// The address.
    pub address: String,
}

impl ResourceGraph {
    /// Adds declared dependencies; one that was found already takes over what is declared about it.
    pub fn declare(&mut self, dependencies: &[DeclaredDependency]) -> Vec<UnmatchedDependency> {
        let mut unmatched = Vec::new();
        for (index, dependency) in dependencies.iter().enumerate() {
            let from = self.named(&dependency.from);
            let to = dependency.to.as_deref().map(|to| self.named(to)).unwrap_or_default();
            let missing = |nodes: &[usize], address: &str| {
                nodes.is_empty().then(|| UnmatchedDependency { index, address: address.to_owned() })
            };
            unmatched.extend(missing(&from, &dependency.from));
            unmatched.extend(dependency.to.as_deref().and_then(|address| missing(&to, address)));
            for from in from {
                if let Some(node) = self.nodes.get_mut(from) {
                    node.egress = dependency.egress.or(node.egress);
                }
                to.iter().for_each(|to| self.depend(from, *to, dependency.soft));
            }
        }
        unmatched
    }

    fn depend(&mut self, from: usize, to: usize, soft: Option<bool>) {
        let between = self.edges.edges_connecting(NodeIndex::new(from), NodeIndex::new(to));
        use petgraph::visit::EdgeRef;
        let known: Vec<_> = between
            .filter(|edge| edge.weight().kind == EdgeKind::DependsOnData)
            .map(|edge| edge.id())
            .collect();
        for edge in &known {
            if let Some(edge) = self.edges.edge_weight_mut(*edge) {
                edge.soft = soft.or(edge.soft);
                edge.certain = true;
                edge.assumed = false;
            }
        }
        if known.is_empty() {
            let at: Vec<PathStep> = Vec::new();
            let edge = Edge { soft, ..Edge::new(EdgeKind::DependsOnData, at, from, true) };
            self.edges.add_edge(NodeIndex::new(from), NodeIndex::new(to), edge);
        }
    }

    /// The nodes with an address, or all instances of the resource with it.
    fn named(&self, address: &str) -> Vec<usize> {
        if let Some(node) = self.by_address.get(address) {
            return vec![*node];
        }
        let instances = self.by_address.iter().filter(|(candidate, _)| {
            candidate
                .strip_prefix(address)
                .is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']'))
        });
        instances.map(|(_, node)| *node).collect()
    }
}
