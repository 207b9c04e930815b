//! The forms a simulation can take.

mod json;
mod markdown;
mod render;
mod rows;
mod text;
mod words;

pub(crate) use render::{SimulationStyle, simulation};
