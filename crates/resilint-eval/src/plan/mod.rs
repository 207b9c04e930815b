//! A plan, as `terraform show -json` writes it: read, and laid over what the source says.

mod beyond;
mod configuration;
mod format;
mod model;
mod overlay;
mod read;
mod references;
mod worth;

pub(crate) use beyond::beyond_source;
pub use model::Plan;
pub(crate) use overlay::{Overlay, attributes, value};
pub use read::read_plan;
pub(crate) use references::output;
