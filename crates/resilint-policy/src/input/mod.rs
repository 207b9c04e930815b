//! Facts as the engine's values: `input`, built directly, without JSON text.

mod build;
mod hypothesis;

pub(crate) use build::{Built, Inputs, Values, from_value};
pub(crate) use hypothesis::{TRIES, guesses, guesses_within};
