//! What can be wrong with a function call.

use thiserror::Error;

/// A function call that fails, as Terraform would fail it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct FunctionError {
    /// What is wrong, one line.
    pub message: String,
    /// The argument at fault.
    pub argument: Option<usize>,
}

impl FunctionError {
    /// An error of the call as a whole.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), argument: None }
    }

    /// An error of one argument.
    #[must_use]
    pub fn at(argument: usize, message: impl Into<String>) -> Self {
        Self { message: message.into(), argument: Some(argument) }
    }
}
