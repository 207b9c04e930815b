//! The resource graph: instances, what they refer to, and what that means.

mod alike;
mod build;
mod declared;
mod edge;
mod evidence;
mod literal;
mod node;
mod records;
mod resolve;
mod standby;
mod tags;

pub use build::ResourceGraph;
pub(crate) use declared::Declared;
pub use declared::{DeclaredDependency, Egress, UnmatchedDependency};
pub(crate) use edge::Edge;
pub(crate) use node::Node;
pub use standby::DeclaredStandby;
pub(crate) use standby::{LAG, Standing};
pub(crate) use tags::Tag;
