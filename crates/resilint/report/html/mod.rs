//! The report as a page: complete in itself, readable without scripts, on paper and on small screens.

mod details;
mod failures;
mod findings;
mod flows;
mod markup;
mod page;
mod source;

pub(crate) use details::{Details, details};
pub(super) use page::render;
