//! The resource graph: instances, what they refer to, and what that means.

mod build;
mod edge;
mod literal;
mod node;
mod resolve;
mod tags;

pub use build::ResourceGraph;
pub(crate) use edge::Edge;
pub(crate) use node::Node;
