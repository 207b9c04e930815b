//! What can be read off the text and the syntax tree of a policy before it runs.

mod calls;
mod depth;
mod format;
mod sight;
mod trap;
mod tree;

pub(crate) use calls::Definitions;
pub(crate) use depth::too_deep;
pub(crate) use format::check_formats;
pub(crate) use sight::{Part, Sight};
pub(crate) use trap::{negated_attributes, unknown_builtins};
pub(crate) use tree::{Inner, Node, path_of, place, string_of, visit};
