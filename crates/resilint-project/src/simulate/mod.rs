//! Failures of a root module, simulated: what is asked, and what comes out, with places in the text.

mod convert;
mod report;
mod run;

pub use report::{
    ActionReport, AvailabilityReport, BecauseReport, EntryReport, ObjectiveReport, Quantity,
    RtoReport, ScenarioReport, SideReport, SimulationReport, SinglePointReport, UnplacedReport,
    Word,
};
pub use run::{Scenarios, SimulateError};
