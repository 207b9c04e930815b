//! Suppressions: who says that a finding does not count, why, and until when.

mod apply;
mod collect;
mod comment;
mod remove;

pub(crate) use apply::{Subject, Suppressions};
pub use apply::{SuppressionEntry, SuppressionState};
pub(crate) use collect::block_of;
pub(crate) use comment::words;
pub use remove::remove_suppression;
