//! What can be read off the text and the syntax tree of a policy before it runs.

mod calls;
mod depth;
mod format;
mod tree;

pub(crate) use calls::{Definition, Definitions};
pub(crate) use depth::too_deep;
pub(crate) use format::check_formats;
pub(crate) use tree::{Node, path_of, string_of, visit};
