//! Operators and the conditional, with Terraform's rules for values that are unknown.

mod access;
mod alternatives;
mod binary;
mod conditional;
mod equality;
mod error;
mod index;
mod template;
mod unary;

pub use access::attribute;
pub(crate) use access::{is_built_in, is_open, one_of, uncertain_choice};
pub use binary::binary;
pub use conditional::conditional;
pub(crate) use conditional::perhaps_converted;
pub(crate) use equality::differ_whatever_they_are;
pub use equality::equals;
pub use error::OperatorError;
pub use index::index;
pub use template::join_template;
pub use unary::unary;
