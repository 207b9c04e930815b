//! The command line: commands, flags, and the environment variable that each flag also has.

mod check;
mod commands;
mod environment;
mod given;
mod simulate;

pub(crate) use check::{CheckArgs, Format, InputArgs, Level, ReportScope, RuleArgs};
pub(crate) use commands::{
    BaselineCommand, Cli, Command, ConfigCommand, ExplainArgs, ExplainFormat, GraphArgs,
    GraphFormat, ListFormat, PolicyCommand,
};
pub(crate) use environment::{command, parse};
pub(crate) use given::GivenArgs;
pub(crate) use simulate::{SimulateArgs, SimulationFormat};
