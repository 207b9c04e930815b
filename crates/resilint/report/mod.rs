//! The forms a report can take, one file each.

mod compact;
mod github;
mod gitlab;
mod html;
mod json;
mod junit;
mod markdown;
mod render;
mod sarif;
mod simulation;
mod source;
mod summary;
mod text;

pub(crate) use html::{Details, details};
pub(crate) use render::{Style, View, render};
pub(crate) use simulation::{SimulationStyle, simulation};
pub(crate) use source::Sources;
pub(crate) use summary::{plural, summary_line};
