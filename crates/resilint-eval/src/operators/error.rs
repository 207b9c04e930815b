//! What can be wrong with an operation.

use thiserror::Error;

/// An operation that its operands do not allow.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct OperatorError {
    /// What is wrong, one line.
    pub message: String,
    /// The operand at fault: 0 for the left one or the condition, 1 for the right one; for a conditional 1 and 2 are its arms.
    pub operand: Option<usize>,
}

impl OperatorError {
    pub(super) fn at(operand: usize, message: impl Into<String>) -> Self {
        Self { message: message.into(), operand: Some(operand) }
    }
}
