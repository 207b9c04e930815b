//! From the resource graph to the failure model: what stands where, what needs what, and what takes over.

mod build;
mod declared;
mod egress;
mod entries;
mod members;
mod permissions;
mod place;
mod promises;
mod read;
mod recovery;
mod ways;

pub use build::bind;
pub(crate) use promises::promises;
