//! Facts to findings.

mod bounded;
mod engine;
mod error;
mod judge;
mod memory;
mod read;
mod undecided;

pub(crate) use engine::{Plan, Prepared, prepare};
pub(crate) use error::EngineError;
pub(crate) use judge::evaluate;
pub use memory::Memory;
pub(crate) use memory::evaluate_again;
