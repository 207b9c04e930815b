//! `resilint simulate`: what dies with what, how it comes back, and whether that keeps the promises.

use anyhow::Context;
use resilint_graph::failure::ScenarioError;
use resilint_project::{Cancel, Options, Scenarios, SimulateError, SimulationReport, resolve};

use super::check::write;
use super::{CLEAN, FINDINGS, INCOMPLETE};
use crate::args::SimulateArgs;
use crate::report::{SimulationStyle, plural, simulation};
use crate::session::{Session, open, options, tell, use_threads};
use crate::terminal::Terminal;

pub(super) fn run(args: &SimulateArgs, terminal: &Terminal) -> anyhow::Result<u8> {
    use_threads(&args.inputs);
    let options = options(&args.inputs)?;
    let sessions = open(std::slice::from_ref(&args.directory), &options)?;
    tell(terminal, &sessions);
    let asked = Scenarios { lose: args.lose.clone(), partitions: args.partition.clone() };
    let reports = simulate(&sessions, &asked)?;
    show(args, &options, &reports, terminal)?;
    Ok(conclude(args, &reports, terminal))
}

/// Simulates every root module. What only some of them use is lost in those; what none uses is a mistake.
fn simulate(sessions: &[Session], asked: &Scenarios) -> anyhow::Result<Vec<SimulationReport>> {
    let mut reports = Vec::new();
    let mut unused: Option<ScenarioError> = None;
    for session in sessions {
        for root in &session.roots {
            match session.project.simulate(root, asked, &Cancel::new()) {
                Ok(found) => reports.extend(found),
                Err(SimulateError::Scenario(error @ ScenarioError::Unused { .. })) => {
                    unused = Some(match unused {
                        Some(before) => together(before, error),
                        None => error,
                    });
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    match unused {
        Some(error) if reports.is_empty() => Err(error.into()),
        _ => Ok(reports),
    }
}

/// One mistake for all root modules: what any of them uses.
fn together(one: ScenarioError, other: ScenarioError) -> ScenarioError {
    match (one, other) {
        (
            ScenarioError::Unused { given, mut in_use },
            ScenarioError::Unused { in_use: more, .. },
        ) => {
            in_use.extend(more);
            in_use.sort();
            in_use.dedup();
            ScenarioError::Unused { given, in_use }
        }
        (one, _) => one,
    }
}

fn show(
    args: &SimulateArgs,
    options: &Options,
    reports: &[SimulationReport],
    terminal: &Terminal,
) -> anyhow::Result<()> {
    let style = SimulationStyle {
        colour: terminal.colour,
        columns: terminal.columns,
        quiet: terminal.quiet,
        verbose: terminal.verbose,
    };
    for target in &args.output {
        let plain = SimulationStyle { colour: false, columns: None, ..style };
        let text = simulation(target.format, reports, plain);
        write(&resolve(&options.base, &target.file), &text)?;
    }
    terminal.print(&simulation(args.format, reports, style)).context("stdout cannot be written")
}

/// The exit code, and on stderr the reason when it is not 0.
fn conclude(args: &SimulateArgs, reports: &[SimulationReport], terminal: &Terminal) -> u8 {
    let mut incomplete = reports.iter().flat_map(|report| &report.incomplete);
    if let Some(first) = incomplete.next() {
        let more = incomplete.count();
        let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        terminal.say(&format!(
            "resilint: the simulation is not complete: {}: {}{more}",
            first.file, first.reason
        ));
        return INCOMPLETE;
    }
    let objectives = reports.iter().flat_map(|report| &report.objectives);
    let missed: Vec<&str> = objectives
        .filter(|objective| objective.met == "no")
        .map(|objective| objective.name)
        .collect();
    if missed.is_empty() || args.exit_zero {
        return CLEAN;
    }
    let verb = if missed.len() == 1 { "is" } else { "are" };
    terminal.say(&format!(
        "resilint: {} {verb} missed: {}",
        plural(missed.len(), "objective"),
        missed.join(", ")
    ));
    FINDINGS
}
