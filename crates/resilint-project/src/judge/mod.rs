//! The pipeline: from one root module to its report.

mod analysis;
mod blame;
mod check;
mod convert;
mod decisive;
mod declare;
mod editor;
mod explain;
mod findings;
mod hints;
mod hops;
mod hygiene;
mod inputs;
mod memories;
mod moved;
mod picture;
mod subject;

pub use analysis::Analysis;
pub(crate) use blame::Blamer;
pub use check::{CheckError, Judgement, Watch};
pub(crate) use convert::Places;
#[cfg(test)]
pub(crate) use declare::KNOWN as KNOWN_COMMENTS;
pub use editor::{Relations, ResourceAt};
pub use explain::{AttributeExplanation, Explanation};
pub use findings::rule_page_uri;
pub use hints::{Hint, HintKind};
pub(crate) use memories::Memories;
pub use picture::{PictureError, picture_title};
pub use subject::{ModuleExplanation, Subject, ValueExplanation};
