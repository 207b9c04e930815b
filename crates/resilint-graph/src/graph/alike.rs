//! Whether an edit changed anything that a graph says: most only move text, and then all that follows from the graph holds still.

use std::collections::BTreeMap;

use resilint_eval::ProviderConfiguration;
use resilint_syntax::{FileId, Span};

use super::{Node, ResourceGraph};

impl ResourceGraph {
    /// Whether another graph says the same, wherever in its files it says so. Facts, failures and promises are the same then. `same_file` tells whether
    /// two texts are versions of one file: objectives may hang on it.
    #[must_use]
    pub fn is_alike(&self, other: &Self, same_file: &dyn Fn(FileId, FileId) -> bool) -> bool {
        let mut pairs = self.nodes.iter().zip(&other.nodes);
        let said_there = |one: &Node, other: &Node| {
            one.instance.calls.len() == other.instance.calls.len()
                && one.files().zip(other.files()).all(|(one, other)| same_file(one, other))
        };
        self.nodes.len() == other.nodes.len()
            && self.declared == other.declared
            && self.standbys == other.standbys
            && pairs.all(|(one, other)| one.is_alike(other) && said_there(one, other))
            && self.is_provided_alike(other)
    }

    /// Whether the same instances share a provider configuration.
    fn is_provided_alike(&self, other: &Self) -> bool {
        let (mut there, mut back) = (BTreeMap::new(), BTreeMap::new());
        let header = |node: &Node| node.instance.provider.header;
        let mut pairs = self.nodes.iter().zip(&other.nodes);
        pairs.all(|(one, other)| {
            let (one, other): (Option<Span>, Option<Span>) = (header(one), header(other));
            *there.entry(one).or_insert(other) == other && *back.entry(other).or_insert(one) == one
        })
    }
}

impl Node {
    /// Whether another node has the same address, and its text says the same.
    pub(crate) fn is_alike(&self, other: &Self) -> bool {
        let (one, other) = (&self.instance, &other.instance);
        one.address == other.address
            && one.attributes == other.attributes
            && one.references == other.references
            && one.lifecycle == other.lifecycle
            && one.multiplicity == other.multiplicity
            && one.maybe_absent == other.maybe_absent
            && one.incomplete == other.incomplete
            && configures_alike(&one.provider, &other.provider)
    }
}

fn configures_alike(one: &ProviderConfiguration, other: &ProviderConfiguration) -> bool {
    one.name == other.name
        && one.alias == other.alias
        && one.source == other.source
        && one.version == other.version
        && one.unknown == other.unknown
        && one.attributes == other.attributes
}

#[cfg(test)]
#[path = "alike_tests.rs"]
mod tests;
