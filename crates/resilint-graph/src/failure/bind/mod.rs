//! From the resource graph to the failure model: what stands where, what needs what, and what takes over.

mod build;
mod declared;
mod egress;
mod entries;
mod members;
mod permissions;
mod place;
mod read;
mod recovery;
mod settings;
mod ways;

pub use build::bind;
pub use settings::{Dependency, Egress, FailureSettings};
