//! Bytes to trees, never failing. A [`FileSystem`] gives the bytes, [`Files`] gives them numbers, [`parse`] turns
//! them into a [`Tree`], and what cannot be read is a [`Diagnostic`] beside the tree and an error node in it.
//! Invariant: whatever the bytes, parsing ends in linear time, all spans lie within the text, and a text that
//! follows the grammar is read by the grammar alone. Nothing here knows Terraform's blocks. Start reading at
//! `parse.rs`, then `parser/`, then the views in `body.rs` and `expression.rs`.

mod body;
mod decoded;
mod diagnostic;
mod expression;
mod files;
mod fs;
mod json;
mod line_index;
mod operator;
mod parse;
mod parser;
mod span;
mod template;
mod text;
mod token;
mod traversal;
mod tree;

pub use body::{Attribute, Block, BlockLabel, Body, Item};
pub use diagnostic::{Diagnostic, Label, Severity};
pub use expression::{Expression, ExpressionKind, For, Object, ObjectEntry, ObjectKey, Tuple};
pub use files::Files;
pub use fs::{Disk, Entry, EntryKind, FileSystem, Memory, Overlay, Stamp};
pub use line_index::{Encoding, LineIndex, Position};
pub use operator::{BinaryOperator, UnaryOperator};
pub use parse::{MAX_FILE_SIZE, parse, parse_values};
pub use span::{FileId, Span};
pub use template::{Part, Template};
pub use traversal::{Step, Traversal};
pub use tree::{Comment, Format, NodeId, Tree};
