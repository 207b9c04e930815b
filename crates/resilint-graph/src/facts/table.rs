//! Facts while they are being collected.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::Fact;
use super::names::static_name;
use crate::attribute::steps;
use crate::graph::{Node, ResourceGraph};
use crate::objective::EffectiveObjectives;
use crate::placement::{Home, Placements};

/// What facts are derived from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) graph: &'a ResourceGraph,
    pub(crate) placements: &'a Placements,
    /// The workload and the objectives of every node.
    pub(crate) objectives: &'a [(Option<Arc<str>>, Arc<EffectiveObjectives>)],
}

/// The facts of one node, by name.
pub(crate) type NodeFacts = BTreeMap<&'static str, Fact>;

/// Sets a fact of a node. A name that is not in the vocabulary is dropped; a test holds the catalog to it.
pub(crate) fn set_fact(facts: &mut NodeFacts, name: &str, fact: Fact) {
    if let Some(name) = static_name(name) {
        facts.insert(name, fact);
    }
}

/// The facts of every node.
#[derive(Debug, Clone)]
pub(crate) struct FactTable {
    /// Shared with what is told of each node.
    facts: Vec<Arc<NodeFacts>>,
}

impl Context<'_> {
    /// A node by its number.
    pub(crate) fn node(&self, at: usize) -> Option<&Node> {
        self.graph.nodes.get(at)
    }

    /// The address of a node.
    pub(crate) fn address(&self, at: usize) -> Arc<str> {
        self.node(at).map_or_else(|| Arc::from(""), |node| Arc::clone(&node.address))
    }

    /// The region of a node, when it is known.
    pub(crate) fn region(&self, at: usize) -> Option<&Arc<str>> {
        self.placements.home(at).name()
    }

    /// The region of a node as JSON, null when it is unknown.
    pub(crate) fn region_json(&self, at: usize) -> Json {
        self.region(at).map_or(Json::Null, |region| Json::from(&**region))
    }

    /// Whether two nodes are in one region; `None` when that is unknown.
    pub(crate) fn same_region(&self, left: usize, right: usize) -> Option<bool> {
        if let (Some(left), Some(right)) = (self.region(left), self.region(right)) {
            return Some(left == right);
        }
        // Whichever region it is, one provider configuration has one region.
        let by_provider = |at: usize| match self.placements.home(at) {
            Home::Unknown { at: path, .. } if *path == steps("provider") => {
                self.node(at).map(|node| {
                    (node.cloud(), &node.instance.provider.alias, &node.instance.provider.header)
                })
            }
            _ => None,
        };
        (by_provider(left)? == by_provider(right)?).then_some(true)
    }

    /// Numbers of all nodes that are judged: neither data sources nor settings of others.
    pub(crate) fn judged(&self) -> impl Iterator<Item = (usize, &Node)> {
        self.graph.nodes.iter().enumerate().filter(|(_, node)| node.entry.is_some())
    }
}

impl FactTable {
    /// The facts of each node, in order.
    pub(crate) fn of_nodes(facts: Vec<NodeFacts>) -> Self {
        Self { facts: facts.into_iter().map(Arc::new).collect() }
    }

    pub(crate) fn get(&self, node: usize, name: &str) -> Option<&Fact> {
        self.facts.get(node).and_then(|facts| facts.get(name))
    }

    /// The known value of a fact.
    pub(crate) fn known(&self, node: usize, name: &str) -> Option<&Json> {
        self.get(node, name).and_then(Fact::get)
    }

    /// Sets a fact, as [`set_fact`] does.
    pub(crate) fn set(&mut self, node: usize, name: &str, fact: Fact) {
        if let Some(facts) = self.facts.get_mut(node) {
            set_fact(Arc::make_mut(facts), name, fact);
        }
    }

    /// Sets a fact that is not there yet.
    pub(crate) fn set_if_absent(&mut self, node: usize, name: &str, fact: Fact) {
        if self.get(node, name).is_none() {
            self.set(node, name, fact);
        }
    }

    pub(crate) fn remove(&mut self, node: usize, name: &str) {
        if let Some(facts) = self.facts.get_mut(node) {
            Arc::make_mut(facts).remove(name);
        }
    }

    /// The facts of a node.
    pub(crate) fn of(&self, node: usize) -> Option<&Arc<NodeFacts>> {
        self.facts.get(node)
    }
}
