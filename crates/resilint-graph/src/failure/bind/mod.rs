//! From the resource graph to the failure model: what stands where, what needs what, and what takes over.

mod build;
mod entries;
mod ways;
mod members;
mod place;
mod read;
mod recovery;
mod settings;

pub use build::bind;
pub use settings::{Dependency, Egress, FailureSettings};
