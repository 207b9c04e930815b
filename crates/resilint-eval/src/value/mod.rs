//! Terraform's values: typed, possibly unknown, and aware of where they came from.

mod alternatives;
mod build;
mod compare;
mod data;
mod json;
mod marks;
mod read;
mod type_name;
mod types;
mod unknown;

pub(crate) use alternatives::{alternatives, instead_of_null, of_one_length};
pub use data::{Data, Open, Value};
pub use marks::{Certainty, Marks, Source};
pub use types::{ObjectAttribute, Type};
pub use unknown::{Reason, Refinement, UNKNOWN_PART, Unknown};
