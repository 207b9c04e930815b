//! What can be written next, where the text is ours: in suppression comments and in settings files.

mod comment;
mod outline;
mod place;
mod proposal;
mod settings;

pub use comment::{CommentContext, complete_comment};
pub use proposal::{Proposal, ProposalKind};
pub use settings::{complete_settings, describe_setting};

#[cfg(test)]
mod tests;
