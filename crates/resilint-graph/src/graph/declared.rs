//! Dependencies that the author declares, in the settings or in a comment.

use petgraph::graph::NodeIndex;
use resilint_eval::PathStep;
use serde::{Deserialize, Serialize};

use super::{Edge, ResourceGraph};
use crate::catalog::EdgeKind;
use crate::wildcard::fits_wildcard;

/// One `[[dependency]]`, or one comment `# resilint:depends-on`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredDependency {
    /// The address of what depends; without instance keys it means all instances, and `*` stands for anything.
    pub from: String,
    /// The address of what it depends on, likewise.
    pub to: Option<String>,
    /// Whether it goes on, degraded, without it. What is declared is needed, unless this says otherwise.
    pub soft: Option<bool>,
    /// How many of those that `to` names have to be in service; all of them when it is not said.
    pub quorum: Option<u32>,
    /// Whether it needs a way to the internet.
    pub egress: Option<Egress>,
}

/// Whether something needs a way to the internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Egress {
    /// It does.
    Required,
    /// It does not.
    None,
}

/// A declared dependency or standby whose address nothing has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedDependency {
    /// Its place in the list.
    pub index: usize,
    /// The address.
    pub address: String,
}

/// A declared dependency with the nodes it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declared {
    pub(crate) from: Vec<usize>,
    pub(crate) to: Vec<usize>,
    pub(crate) soft: bool,
    pub(crate) quorum: Option<u32>,
    pub(crate) egress: Option<Egress>,
}

impl ResourceGraph {
    /// Adds declared dependencies; one that was found already becomes certain.
    pub fn declare(&mut self, dependencies: &[DeclaredDependency]) -> Vec<UnmatchedDependency> {
        let mut unmatched = Vec::new();
        for (index, dependency) in dependencies.iter().enumerate() {
            let from = self.meant(&dependency.from);
            let to = dependency.to.as_deref().map(|to| self.meant(to)).unwrap_or_default();
            let missing = |nodes: &[usize], address: &str| {
                nodes.is_empty().then(|| UnmatchedDependency { index, address: address.to_owned() })
            };
            unmatched.extend(missing(&from, &dependency.from));
            unmatched.extend(dependency.to.as_deref().and_then(|address| missing(&to, address)));
            for from in &from {
                to.iter().filter(|to| *to != from).for_each(|to| self.depend(*from, *to));
            }
            self.declared.push(Declared {
                from,
                to,
                soft: dependency.soft.unwrap_or(false),
                quorum: dependency.quorum,
                egress: dependency.egress,
            });
        }
        unmatched
    }

    /// Whether an address means any instance.
    #[must_use]
    pub fn has(&self, address: &str) -> bool {
        !self.meant(address).is_empty()
    }

    fn depend(&mut self, from: usize, to: usize) {
        use petgraph::visit::EdgeRef;
        let between = self.edges.edges_connecting(NodeIndex::new(from), NodeIndex::new(to));
        let known: Vec<_> = between
            .filter(|edge| edge.weight().kind == EdgeKind::DependsOnData)
            .map(|edge| edge.id())
            .collect();
        for edge in &known {
            if let Some(edge) = self.edges.edge_weight_mut(*edge) {
                edge.certain = true;
                edge.assumed = false;
            }
        }
        if known.is_empty() {
            let at: Vec<PathStep> = Vec::new();
            let edge = Edge::new(EdgeKind::DependsOnData, at, from, true);
            self.edges.add_edge(NodeIndex::new(from), NodeIndex::new(to), edge);
        }
    }

    /// The nodes that an address means.
    pub(super) fn meant(&self, pattern: &str) -> Vec<usize> {
        match self.by_address.get(pattern) {
            Some(node) => vec![*node],
            None => {
                let meant = self.by_address.iter().filter(|(address, _)| matches(pattern, address));
                meant.map(|(_, node)| *node).collect()
            }
        }
    }
}

/// Whether an address is meant by a pattern in which `*` stands for anything. Without keys, all instances are meant.
fn matches(pattern: &str, address: &str) -> bool {
    let last = address.strip_suffix(']').and_then(|keyed| keyed.rsplit_once('['));
    fits_wildcard(pattern, address)
        || last.is_some_and(|(resource, _)| fits_wildcard(pattern, resource))
        || fits_wildcard(pattern, &without_keys(address))
}

fn without_keys(address: &str) -> String {
    let (mut depth, mut quoted) = (0_usize, false);
    let mut plain = String::with_capacity(address.len());
    for letter in address.chars() {
        match letter {
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, address, expected) in [
            ("aws_lb.a", "aws_lb.a", true),
            ("aws_lb.a", "aws_lb.ab", false),
            ("aws_lb.a", "aws_lb.a[\"x\"]", true),
            ("aws_lb.a[0]", "aws_lb.a[1]", false),
            ("aws_lb.*", "aws_lb.a[\"x\"]", true),
            ("module.*.aws_lb.*", "module.x.aws_lb.y", true),
            ("module.x.aws_lb.y", "module.x[\"a]b\"].aws_lb.y[0]", true),
            ("*_lb.*", "aws_db.y", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, address), expected, "{pattern} {address}");
        }
    }
}
