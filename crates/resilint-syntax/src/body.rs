//! What is written between braces, or in a whole file: arguments and blocks.

use std::borrow::Cow;

use crate::json::JsonBlock;
use crate::text::unescape_quoted;
use crate::tree::{Format, HAS_ERROR, HAS_ESCAPE, Kind, Tree};
use crate::{Expression, NodeId, Span};

/// A body: the whole file's or a block's.
#[derive(Clone, Copy, Debug)]
pub struct Body<'t> {
    pub(crate) tree: &'t Tree,
    pub(crate) id: NodeId,
}

/// An argument: a name and a value.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'t> {
    pub(crate) tree: &'t Tree,
    /// The attribute; in JSON the value.
    pub(crate) id: NodeId,
    /// In JSON the key.
    pub(crate) key: Option<NodeId>,
}

/// A block: a kind, labels and a body.
#[derive(Clone, Copy, Debug)]
pub struct Block<'t> {
    pub(crate) tree: &'t Tree,
    pub(crate) inner: BlockInner,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum BlockInner {
    Native(NodeId),
    Json(JsonBlock),
}

/// A label of a block: `"aws_instance"` in `resource "aws_instance" "web" {}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlockLabel<'t> {
    /// Its text, escapes resolved.
    pub text: Cow<'t, str>,
    /// Where it is, quotes included.
    pub span: Span,
}

/// Something in a body.
#[derive(Clone, Copy, Debug)]
pub enum Item<'t> {
    /// An argument.
    Attribute(Attribute<'t>),
    /// A block.
    Block(Block<'t>),
    /// Text that could not be read as either.
    Error(Span),
}

impl<'t> Body<'t> {
    pub(crate) fn of_file(tree: &'t Tree) -> Self {
        Self { tree, id: tree.root() }
    }

    /// The arguments and blocks in source order. In JSON everything is an argument: which of them are blocks
    /// depends on who reads, see [`Self::blocks_of`].
    #[must_use]
    pub fn items(&self) -> Vec<Item<'t>> {
        if self.is_json() {
            return self.attributes().into_iter().map(Item::Attribute).collect();
        }
        let tree = self.tree;
        let children = tree.children(self.id).into_iter();
        let items = children.map(|id| match tree.node(id).kind {
            Kind::Attribute => Item::Attribute(Attribute { tree, id, key: None }),
            Kind::Block => Item::Block(Block { tree, inner: BlockInner::Native(id) }),
            _ => Item::Error(tree.span(id)),
        });
        items.collect()
    }

    /// The arguments in source order. In JSON everything is an argument, except the comments (`"//"`).
    #[must_use]
    pub fn attributes(&self) -> Vec<Attribute<'t>> {
        let tree = self.tree;
        if self.is_json() {
            let entries = crate::json::properties(tree, self.id).into_iter();
            return entries
                .map(|(key, value)| Attribute { tree, id: value, key: Some(key) })
                .collect();
        }
        let children = tree.children(self.id).into_iter();
        let attributes = children.filter(|id| tree.node(*id).kind == Kind::Attribute);
        attributes.map(|id| Attribute { tree, id, key: None }).collect()
    }

    /// The argument with this name; the first, if there are several.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<Attribute<'t>> {
        if self.is_json() {
            return self.attributes().into_iter().find(|attribute| attribute.name() == name);
        }
        let tree = self.tree;
        let attributes =
            tree.children_backwards(self.id).filter(|id| tree.node(*id).kind == Kind::Attribute);
        let named = attributes.filter(|id| leading_name(tree, *id) == name);
        named.last().map(|id| Attribute { tree, id, key: None })
    }

    /// The blocks in source order. In JSON none: use [`Self::blocks_of`].
    #[must_use]
    pub fn blocks(&self) -> Vec<Block<'t>> {
        let tree = self.tree;
        if self.is_json() {
            return Vec::new();
        }
        let children = tree.children(self.id).into_iter();
        let blocks = children.filter(|id| tree.node(*id).kind == Kind::Block);
        blocks.map(|id| Block { tree, inner: BlockInner::Native(id) }).collect()
    }

    /// The blocks of a kind in source order. In JSON they are found as HCL's specification says: below the
    /// kind, objects name as many labels as are asked for, one in the other, and a list of objects is a list of
    /// blocks. In the native syntax the number of labels is not looked at.
    #[must_use]
    pub fn blocks_of(&self, kind: &str, labels: usize) -> Vec<Block<'t>> {
        let tree = self.tree;
        if self.is_json() {
            let blocks = crate::json::blocks_of(tree, self.id, kind, labels).into_iter();
            return blocks.map(|block| Block { tree, inner: BlockInner::Json(block) }).collect();
        }
        self.blocks().into_iter().filter(|block| block.kind() == kind).collect()
    }

    /// Where it is: with its braces, or the whole file.
    #[must_use]
    pub fn span(&self) -> Span {
        self.tree.span(self.id)
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// Whether it is written in JSON, where arguments and blocks look the same.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.tree.format == Format::Json
    }

    /// Whether something in it, however deep, could not be read.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.tree.node(self.id).flags & HAS_ERROR != 0
    }
}

impl<'t> Attribute<'t> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> Cow<'t, str> {
        match self.key {
            Some(key) => crate::json::key_text(self.tree, key),
            None => Cow::Borrowed(leading_name(self.tree, self.id)),
        }
    }

    /// Where the name is; in JSON with its quotes.
    #[must_use]
    pub fn name_span(&self) -> Span {
        match self.key {
            Some(key) => self.tree.span(key),
            None => leading_name_span(self.tree, self.id),
        }
    }

    /// Its value.
    #[must_use]
    pub fn value(&self) -> Expression<'t> {
        let tree = self.tree;
        if self.key.is_some() {
            return Expression { tree, id: self.id };
        }
        // The value is the first child; error nodes may follow it.
        let first = tree.children_backwards(self.id).last();
        Expression { tree, id: first.expect("the parser gives every attribute a value") }
    }

    /// Where it is, from the name to the end of the value.
    #[must_use]
    pub fn span(&self) -> Span {
        match self.key {
            Some(key) => self.tree.span(key).join(self.tree.span(self.id)),
            None => self.tree.span(self.id),
        }
    }

    /// Its id; in JSON its value's.
    #[must_use]
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// Whether something in it could not be read. Its value is not to be trusted then.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.tree.node(self.id).flags & HAS_ERROR != 0
    }
}

impl<'t> Block<'t> {
    pub(crate) fn of_id(tree: &'t Tree, id: NodeId) -> Self {
        let inner = match tree.format {
            Format::Native => BlockInner::Native(id),
            Format::Json => BlockInner::Json(crate::json::block_of_id(tree, id)),
        };
        Self { tree, inner }
    }

    /// Its kind: `resource`, `provider`, `ingress`.
    #[must_use]
    pub fn kind(&self) -> Cow<'t, str> {
        match &self.inner {
            BlockInner::Native(id) => Cow::Borrowed(leading_name(self.tree, *id)),
            BlockInner::Json(block) => crate::json::key_text(self.tree, block.kind),
        }
    }

    /// Where the kind is.
    #[must_use]
    pub fn kind_span(&self) -> Span {
        match &self.inner {
            BlockInner::Native(id) => leading_name_span(self.tree, *id),
            BlockInner::Json(block) => self.tree.span(block.kind),
        }
    }

    /// Its labels.
    #[must_use]
    pub fn labels(&self) -> Vec<BlockLabel<'t>> {
        let tree = self.tree;
        match &self.inner {
            BlockInner::Native(id) => tree
                .children(*id)
                .into_iter()
                .filter_map(|child| native_label(tree, child))
                .collect(),
            BlockInner::Json(block) => {
                let label = |key: &NodeId| BlockLabel {
                    text: crate::json::key_text(tree, *key),
                    span: tree.span(*key),
                };
                block.labels().iter().map(label).collect()
            }
        }
    }

    /// Its body.
    #[must_use]
    pub fn body(&self) -> Body<'t> {
        let id = match &self.inner {
            BlockInner::Native(id) => {
                let mut children = self.tree.children_backwards(*id);
                let body = children.find(|child| self.tree.node(*child).kind == Kind::Body);
                body.expect("the parser gives every block a body")
            }
            BlockInner::Json(block) => block.value,
        };
        Body { tree: self.tree, id }
    }

    /// The kind and the body of the block it stands for: of a dynamic one, those of what it makes.
    #[must_use]
    pub fn made(&self) -> (Cow<'t, str>, Body<'t>) {
        let label = self.labels().into_iter().next();
        let content = self.body().blocks_of("content", 0).into_iter().next();
        match (&*self.kind(), label, content) {
            ("dynamic", Some(label), Some(content)) => (label.text, content.body()),
            _ => (self.kind(), self.body()),
        }
    }

    /// Where it is, from the kind to the closing brace.
    #[must_use]
    pub fn span(&self) -> Span {
        match &self.inner {
            BlockInner::Native(id) => self.tree.span(*id),
            BlockInner::Json(block) => {
                let first = block.labels().last().copied().unwrap_or(block.kind);
                self.tree.span(first).join(self.tree.span(block.value))
            }
        }
    }

    /// Where its header is: the kind and the labels, without the brace.
    #[must_use]
    pub fn header_span(&self) -> Span {
        let kind = self.kind_span();
        match &self.inner {
            BlockInner::Native(_) => {
                self.labels().last().map_or(kind, |label| kind.join(label.span))
            }
            BlockInner::Json(block) => {
                block.labels().last().map_or(kind, |label| self.tree.span(*label))
            }
        }
    }

    /// Its id; in JSON its value's.
    #[must_use]
    pub fn id(&self) -> NodeId {
        match &self.inner {
            BlockInner::Native(id) => *id,
            BlockInner::Json(block) => block.value,
        }
    }

    /// Whether something in it, however deep, could not be read. Nothing in it may be called missing then.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.tree.node(self.id()).flags & HAS_ERROR != 0
    }
}

fn leading_name(tree: &Tree, id: NodeId) -> &str {
    let node = tree.node(id);
    tree.str(node.start, node.start + u32::from(node.extra))
}

fn leading_name_span(tree: &Tree, id: NodeId) -> Span {
    let node = tree.node(id);
    tree.span_of(node.start, node.start + u32::from(node.extra))
}

fn native_label(tree: &Tree, id: NodeId) -> Option<BlockLabel<'_>> {
    let node = tree.node(id);
    let text = match node.kind {
        Kind::Name => Cow::Borrowed(tree.str(node.start, node.end)),
        Kind::QuotedLabel => {
            let bytes = tree.bytes(node.start + 1, node.end);
            let bytes = bytes.strip_suffix(b"\"").unwrap_or(bytes);
            unescape_quoted(bytes, node.flags & HAS_ESCAPE != 0)
        }
        _ => return None,
    };
    Some(BlockLabel { text, span: tree.span(id) })
}
