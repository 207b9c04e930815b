//! One door to all forms of a simulation.

use resilint_project::SimulationReport;

use super::{json, markdown, text};
use crate::args::SimulationFormat;

/// How to show it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SimulationStyle {
    pub(crate) colour: bool,
    /// Columns to fit into.
    pub(crate) columns: Option<usize>,
    /// Whether to leave out the reasons.
    pub(crate) quiet: bool,
    /// Whether to leave out nothing.
    pub(crate) verbose: bool,
}

/// Some simulations in a form.
pub(crate) fn simulation(
    format: SimulationFormat,
    reports: &[SimulationReport],
    style: SimulationStyle,
) -> String {
    match format {
        SimulationFormat::Text => text::render(reports, style),
        SimulationFormat::Json => json::render(reports),
        SimulationFormat::Markdown => markdown::render(reports),
    }
}
