//! From a command to its exit code.

use super::{
    baseline, check, completions, config, explain, graph, init, list, lsp, policy, simulate,
    suppressions,
};
use crate::args::{Command, ConfigCommand};
use crate::terminal::Terminal;

/// Nothing to complain about.
pub(crate) const CLEAN: u8 = 0;
/// Findings at or above the fail level.
pub(crate) const FINDINGS: u8 = 1;
/// The check could not be done, or not fully.
pub(crate) const INCOMPLETE: u8 = 2;

/// Runs a command.
pub(crate) fn run(command: Command, terminal: &Terminal) -> anyhow::Result<u8> {
    match command {
        Command::Check(args) => check::run(&args, terminal),
        Command::Lsp { inputs, rules, .. } => lsp::run(&inputs, rules),
        Command::Simulate(args) => simulate::run(&args, terminal),
        Command::Graph(args) => graph::run(&args, terminal),
        Command::Explain(args) => explain::run(&args, terminal),
        Command::Rules { filter, format, config } => {
            list::rules(filter.as_deref(), format, config, terminal)
        }
        Command::Roots { directory, format, config } => {
            list::roots(&directory, format, config, terminal)
        }
        Command::Config(ConfigCommand::Show { file, config }) => {
            config::show(&file, config, terminal)
        }
        Command::Suppressions { directory, inputs, format } => {
            suppressions::run(&directory, &inputs, format, terminal)
        }
        Command::Baseline(command) => baseline::run(&command, terminal),
        Command::Policy(command) => policy::run(&command, terminal),
        Command::Init { directory } => init::run(&directory, terminal),
        Command::Completions { shell } => completions::run(shell, terminal),
    }
}
