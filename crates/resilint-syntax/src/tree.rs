//! The syntax tree: a flat list of nodes in post-order, so that a node's children lie right before it.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::decoded::Decoded;
use crate::{Block, Body, Expression, FileId, Span};

/// How a configuration file is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// HCL's own syntax: `.tf`, `.tofu`, `.tfvars`.
    Native,
    /// JSON: `.tf.json`, `.tofu.json`, `.tfvars.json`.
    Json,
}

impl Format {
    /// The format of a file by its name; `None` if the name is no configuration file's.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let is_any = |endings: [&str; 3]| endings.iter().any(|ending| name.ends_with(ending));
        if is_any([".tf.json", ".tofu.json", ".tfvars.json"]) {
            Some(Self::Json)
        } else {
            is_any([".tf", ".tofu", ".tfvars"]).then_some(Self::Native)
        }
    }
}

/// The place of a node in its tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct NodeId(pub(crate) u32);

/// What a node is. Children are named in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Kind {
    /// Attributes, blocks, errors.
    Body,
    /// The value. The name is the first `extra` bytes.
    Attribute,
    /// Labels, errors, a body. The kind is the first `extra` bytes.
    Block,
    /// A bare name: a block's label, a loop's variable.
    Name,
    /// A block's quoted label, quotes included.
    QuotedLabel,
    Null,
    True,
    False,
    Number,
    /// A quoted string without interpolations, quotes included.
    String,
    /// Parts. The whole, with quotes or heredoc markers.
    Template,
    /// A run of literal text within a template.
    Literal,
    /// An expression.
    Interpolation,
    /// An expression.
    IfDirective,
    ElseDirective,
    EndIfDirective,
    /// One or two names, an expression.
    ForDirective,
    EndForDirective,
    /// Elements.
    Tuple,
    /// Keys and values in turn.
    Object,
    Variable,
    /// The base. The name is the last `extra` bytes.
    GetAttr,
    /// The base, the key.
    Index,
    /// The base. The number is the last `extra` bytes.
    LegacyIndex,
    /// The base, the expression for each element.
    Splat,
    SplatItem,
    /// Arguments. The name is the first `extra` bytes.
    Call,
    /// The condition and both arms.
    Conditional,
    /// Two operands; `extra` is the operator.
    Binary,
    /// An operand; `extra` is the operator.
    Unary,
    /// One or two names, the collection, the key of an object, the value, the condition.
    For,
    /// An expression.
    Parens,
    /// What could not be read, with what could be read of it.
    Error,
}

/// The subtree contains an error node.
pub(crate) const HAS_ERROR: u8 = 1;
/// Strings, literals, labels: there are escape sequences to resolve.
pub(crate) const HAS_ESCAPE: u8 = 2;
/// Interpolations and directives: blanks before are stripped.
pub(crate) const STRIP_BEFORE: u8 = 4;
/// Interpolations and directives: blanks behind are stripped.
pub(crate) const STRIP_AFTER: u8 = 8;
/// Templates: written as a heredoc.
pub(crate) const HEREDOC: u8 = 16;
/// Templates: a heredoc whose indentation does not count (`<<-`).
pub(crate) const INDENTED: u8 = 32;
/// Strings, templates, literals: backslashes are plain text (heredocs and JSON).
pub(crate) const RAW: u8 = 64;
/// `For`: builds an object. `Splat`: written `[*]`. `Call`: the last argument is expanded.
pub(crate) const FULL: u8 = 4;
/// `For`, `ForDirective`: has a key variable.
pub(crate) const HAS_KEY_NAME: u8 = 64;
/// `For`: has a condition.
pub(crate) const HAS_CONDITION: u8 = 16;
/// `For`: groups values by key.
pub(crate) const GROUPS: u8 = 32;

/// One node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) flags: u8,
    pub(crate) extra: u16,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The number of nodes in the subtree, itself included.
    pub(crate) size: u32,
}

/// A file's syntax tree. It owns its text; put it into an `Arc` to share it.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(crate) file: FileId,
    pub(crate) format: Format,
    pub(crate) text: Arc<[u8]>,
    pub(crate) decoded: Decoded,
    /// INVARIANT: never empty; the last node is the body of the file.
    pub(crate) nodes: Box<[Node]>,
    pub(crate) comments: Box<[(u32, u32)]>,
}

/// A comment, with its marks and without the line end.
#[derive(Clone, Copy, Debug)]
pub struct Comment<'t> {
    /// Where it is.
    pub span: Span,
    /// Its bytes.
    pub text: &'t [u8],
}

impl Tree {
    /// The file that was parsed.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// How the file is written.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The bytes that were parsed.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The body of the file.
    #[must_use]
    pub fn body(&self) -> Body<'_> {
        Body::of_file(self)
    }

    /// The expression that a tree from [`Expression::read_string`] is about.
    #[must_use]
    pub fn root_expression(&self) -> Expression<'_> {
        self.expression(self.root())
    }

    /// The comments in source order. JSON has none.
    pub fn comments(&self) -> impl Iterator<Item = Comment<'_>> {
        self.comments.iter().map(|(start, end)| Comment {
            span: Span::new(self.file, *start, *end),
            text: &self.text[*start as usize..*end as usize],
        })
    }

    /// Whether anything could not be read.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.nodes.last().is_some_and(|node| node.flags & HAS_ERROR != 0)
    }

    /// The expression with this id. The id must come from this tree.
    #[must_use]
    pub fn expression(&self, id: NodeId) -> Expression<'_> {
        Expression { tree: self, id }
    }

    /// The block with this id. The id must come from this tree.
    #[must_use]
    pub fn block(&self, id: NodeId) -> Block<'_> {
        Block::of_id(self, id)
    }

    /// The smallest node at an offset (its end counts), with everything around it, outermost first.
    #[must_use]
    pub fn path_at(&self, offset: u32) -> Vec<NodeId> {
        let mut path = vec![self.root()];
        while let Some(id) = path.last() {
            let children = self.children(*id);
            let Some(child) = children.into_iter().rfind(|child| self.span(*child).touches(offset))
            else {
                break;
            };
            path.push(child);
        }
        path
    }

    /// The smallest node at an offset.
    #[must_use]
    pub fn node_at(&self, offset: u32) -> Option<NodeId> {
        self.path_at(offset).last().copied()
    }

    /// The memory that the tree takes beside the text, in bytes.
    #[must_use]
    pub fn memory(&self) -> usize {
        size_of_val(&*self.nodes) + size_of_val(&*self.comments) + self.decoded.memory()
    }

    pub(crate) fn root(&self) -> NodeId {
        NodeId(
            u32::try_from(self.nodes.len() - 1)
                .expect("a tree has fewer nodes than its text has bytes"),
        )
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The place of a node in the file.
    pub(crate) fn span(&self, id: NodeId) -> Span {
        let node = self.node(id);
        self.span_of(node.start, node.end)
    }

    /// The place in the file of a range that may lie within a decoded JSON string.
    pub(crate) fn span_of(&self, start: u32, end: u32) -> Span {
        Span::new(self.file, self.decoded.place(start), self.decoded.place_of_end(start, end))
    }

    pub(crate) fn bytes(&self, start: u32, end: u32) -> &[u8] {
        let length = self.text.len();
        if (start as usize) < length || self.decoded.is_empty() {
            return &self.text[start as usize..end as usize];
        }
        self.decoded.bytes(start as usize - length, end as usize - length)
    }

    /// The text of a range. The parser has seen to it that names and numbers are valid UTF-8.
    pub(crate) fn str(&self, start: u32, end: u32) -> &str {
        std::str::from_utf8(self.bytes(start, end)).unwrap_or_default()
    }

    /// The children of a node, in source order.
    pub(crate) fn children(&self, id: NodeId) -> Vec<NodeId> {
        let mut children: Vec<NodeId> = self.children_backwards(id).collect();
        children.reverse();
        children
    }

    pub(crate) fn children_backwards(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let first = id.0 + 1 - self.node(id).size;
        let mut end = id.0;
        std::iter::from_fn(move || {
            if end == first {
                return None;
            }
            let child = NodeId(end - 1);
            end -= self.node(child).size;
            Some(child)
        })
    }
}
