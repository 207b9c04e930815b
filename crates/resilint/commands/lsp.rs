//! `resilint lsp`: the language server.

use anyhow::Context;
use resilint_lsp::Pages;
use resilint_project::{Options, SimulationReport};

use crate::args::SimulationFormat;
use crate::environment::{
    data_directory, terraform_variables, terraform_workspace, today, working_directory,
};
use crate::report::{SimulationStyle, simulation};

pub(super) fn run() -> anyhow::Result<u8> {
    let base = working_directory()?;
    let options = Options {
        data_directory: data_directory(),
        environment_vars: terraform_variables(),
        workspace: terraform_workspace(),
        today: Some(today()),
        ..Options::new(&base)
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
