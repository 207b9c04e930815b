//! Facts to findings.

mod engine;
mod error;
mod judge;
mod read;
mod undecided;

pub(crate) use engine::{Plan, Prepared, prepare};
pub(crate) use error::EngineError;
pub(crate) use judge::evaluate;
