//! `cargo xtask record [--plugins DIR] [NAME…]`: asks the real Terraform for the answers that tests replay, so that tests need no Terraform.

mod configurations;
mod expressions;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

pub(crate) use configurations::{mocked_plan, own_plan};

/// Without names, everything is recorded; with names, only those folders of `fixtures/language`.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let (plugins, names) = match arguments {
        ["--plugins", directory, names @ ..] => (Some(PathBuf::from(directory)), names),
        names => (None, names),
    };
    if let Some(name) =
        names.iter().find(|name| !root.join("fixtures/language").join(name).is_dir())
    {
        bail!("fixtures/language has no folder `{name}`");
    }
    expressions::record_all(root, names)?;
    configurations::record_all(root, plugins.as_deref(), names)
}
