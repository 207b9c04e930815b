//! `resilint lsp`: the language server.

use anyhow::Context;
use resilint_project::Options;

use crate::environment::{
    data_directory, terraform_variables, terraform_workspace, today, working_directory,
};

pub(super) fn run() -> anyhow::Result<u8> {
    let base = working_directory()?;
    let options = Options {
        data_directory: data_directory(),
        environment_vars: terraform_variables(),
        workspace: terraform_workspace(),
        today: Some(today()),
        ..Options::new(&base)
    };
    resilint_lsp::serve(&options).context("the server cannot start")
}
