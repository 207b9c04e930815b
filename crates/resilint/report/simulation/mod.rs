//! The forms a simulation can take.

mod json;
mod markdown;
mod render;
mod rows;
mod text;
mod words;

pub(crate) use render::{SimulationStyle, simulation};
pub(super) use rows::rows;
pub(super) use words::{cells, objective, percent};
