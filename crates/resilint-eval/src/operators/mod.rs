//! Operators and the conditional, with Terraform's rules for values that are unknown.

mod alternatives;
mod binary;
mod conditional;
mod equality;
mod error;
mod unary;

pub use binary::{BinaryOperator, binary};
pub use conditional::conditional;
pub use equality::equals;
pub use error::OperatorError;
pub use unary::{UnaryOperator, unary};
