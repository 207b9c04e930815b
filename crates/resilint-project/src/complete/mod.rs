//! What can be written next, where the text is ours: in suppression comments and in settings files.

mod comment;
mod context;
mod outline;
mod place;
mod proposal;
mod settings;
mod turn_off;

pub use comment::complete_comment;
pub use context::CompletionContext;
pub(crate) use outline::section_at;
pub use proposal::{Proposal, ProposalKind};
pub use settings::{complete_settings, describe_setting};
pub use turn_off::turn_off;

#[cfg(test)]
mod tests;
