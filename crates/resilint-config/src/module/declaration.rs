//! Places in a module's trees: expressions, and blocks together with what override files say about them.

use resilint_syntax::{Attribute, Block, Expression, NodeId, Span};

use super::Module;

/// A node of one of the module's trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeRef {
    pub(crate) tree: u32,
    pub(crate) node: NodeId,
}

/// A block, followed by the blocks of override files that change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Never empty.
    pub(crate) parts: Vec<NodeRef>,
}

impl Declaration {
    pub(crate) fn new(block: NodeRef) -> Self {
        Self { parts: vec![block] }
    }
}

impl Module {
    /// The expression at a place.
    #[must_use]
    pub fn expression(&self, place: NodeRef) -> Expression<'_> {
        self.trees[place.tree as usize].expression(place.node)
    }

    /// The block as first written.
    #[must_use]
    pub fn block(&self, declaration: &Declaration) -> Block<'_> {
        self.part(declaration.parts[0])
    }

    /// The whole block as first written.
    #[must_use]
    pub fn span(&self, declaration: &Declaration) -> Span {
        self.block(declaration).span()
    }

    /// Its header: the block's type and labels.
    #[must_use]
    pub fn header(&self, declaration: &Declaration) -> Span {
        self.block(declaration).header_span()
    }

    /// Whether a syntax error stands in any of its parts.
    #[must_use]
    pub fn has_error(&self, declaration: &Declaration) -> bool {
        declaration.parts.iter().any(|part| self.part(*part).has_error())
    }

    /// An argument: the last override wins.
    #[must_use]
    pub fn attribute<'m>(&'m self, declaration: &Declaration, name: &str) -> Option<Attribute<'m>> {
        declaration.parts.iter().rev().find_map(|part| self.part(*part).body().attribute(name))
    }

    /// All arguments, overrides applied, in source order.
    #[must_use]
    pub fn attributes<'m>(&'m self, declaration: &Declaration) -> Vec<Attribute<'m>> {
        let mut merged: Vec<Attribute<'m>> = Vec::new();
        for part in &declaration.parts {
            for attribute in self.part(*part).body().attributes() {
                match merged
                    .iter_mut()
                    .find(|known| declaration.parts.len() > 1 && known.name() == attribute.name())
                {
                    Some(known) => *known = attribute,
                    None => merged.push(attribute),
                }
            }
        }
        merged
    }

    /// All nested blocks, in source order. A block type that occurs in an override replaces all blocks of that type.
    #[must_use]
    pub fn blocks<'m>(&'m self, declaration: &Declaration) -> Vec<Block<'m>> {
        let mut merged: Vec<Block<'m>> = Vec::new();
        for (index, part) in declaration.parts.iter().enumerate() {
            let blocks: Vec<Block<'m>> = self.part(*part).body().blocks();
            if index > 0 {
                merged.retain(|known| {
                    !blocks.iter().any(|block| content_kind(block) == content_kind(known))
                });
            }
            merged.extend(blocks);
        }
        merged
    }

    /// The nested blocks of one type that takes `labels` labels.
    #[must_use]
    pub fn blocks_of<'m>(
        &'m self,
        declaration: &Declaration,
        kind: &str,
        labels: usize,
    ) -> Vec<Block<'m>> {
        let parts = declaration.parts.iter().rev();
        let mut found = parts.map(|part| self.part(*part).body().blocks_of(kind, labels));
        found.find(|blocks| !blocks.is_empty()).unwrap_or_default()
    }

    /// Nested blocks of a kind that are written in JSON, where [`Self::blocks`] cannot tell blocks from arguments.
    #[must_use]
    pub fn json_blocks_of<'m>(
        &'m self,
        declaration: &Declaration,
        kind: &str,
        labels: usize,
    ) -> Vec<Block<'m>> {
        let parts = declaration
            .parts
            .iter()
            .map(|part| self.part(*part).body())
            .filter(|body| body.is_json());
        parts.flat_map(|body| body.blocks_of(kind, labels)).collect()
    }

    fn part(&self, part: NodeRef) -> Block<'_> {
        self.trees[part.tree as usize].block(part.node)
    }
}

/// The type of the blocks that a block makes: for `dynamic "x"`, that is `x`.
fn content_kind(block: &Block<'_>) -> String {
    match block.labels().first() {
        Some(label) if block.kind() == "dynamic" => label.text.to_string(),
        _ => block.kind().to_string(),
    }
}
