//! `resilint lsp`: the language server.

use std::path::Path;

use anyhow::Context;
use resilint_lsp::Pages;
use resilint_project::{Options, SimulationReport, resolve};

use crate::args::{InputArgs, RuleArgs, SimulationFormat};
use crate::report::{SimulationStyle, simulation};
use crate::session::{options, use_threads};

pub(super) fn run(inputs: &InputArgs, rules: RuleArgs) -> anyhow::Result<u8> {
    use_threads(inputs);
    let given = options(inputs)?;
    // Each workspace folder becomes a base of its own; what is given here is relative to the working directory.
    let whole = |path: &Path| resolve(&given.base, path);
    let options = Options {
        config: given.config.as_deref().map(whole),
        plan: given.plan.as_deref().map(whole),
        arguments: given.arguments.iter().map(|one| one.with_path(whole)).collect(),
        select: rules.select,
        ignore: rules.ignore,
        ..given.clone()
    };
    let pages = Pages { simulation: page_of_simulation };
    resilint_lsp::serve(&options, pages).context("the server cannot start")
}

fn page_of_simulation(reports: &[SimulationReport]) -> String {
    let style = SimulationStyle { colour: false, columns: None, quiet: false, verbose: false };
    let page = simulation(SimulationFormat::Markdown, reports, style);
    // The first line is a mark for programs that find their comment again.
    page.lines()
        .skip_while(|line| line.starts_with("<!--"))
        .map(|line| format!("{line}\n"))
        .collect()
}
