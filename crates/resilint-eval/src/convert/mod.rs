//! Conversions between types: which exist, what they make of a value, and which type several values have in common.

mod constraint;
mod conversion;
mod elements;
mod exists;
mod mismatch;
mod order;
mod unify;

pub use constraint::{apply_defaults, convert_to_constraint};
pub use conversion::{ConvertError, convert};
pub(crate) use elements::is_all_own;
pub(crate) use mismatch::mismatch_message;
pub use unify::unify;
