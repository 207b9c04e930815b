//! What has to hold before a change lands, apart from the tests.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{codegen, say, tidy};

/// Format, lints, generated files, house rules, licences.
pub(crate) fn run(root: &Path) -> Result<()> {
    cargo(root, &["fmt", "--all", "--check"])?;
    cargo(root, &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])?;
    codegen::run(root, true)?;
    tidy::run(root)?;
    deny(root)
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<()> {
    say(&format!("cargo {}", arguments.join(" ")));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(arguments)
        .current_dir(root)
        .status()
        .context("cargo cannot be run")?;
    ensure!(status.success(), "`cargo {}` failed", arguments.join(" "));
    Ok(())
}

/// Licences and sources of everything we depend on. Installs cargo-deny when it is missing.
fn deny(root: &Path) -> Result<()> {
    if cargo(root, &["deny", "--version"]).is_err() {
        cargo(root, &["install", "--quiet", "--locked", "cargo-deny", "--version", "0.20.2"])?;
    }
    cargo(root, &["deny", "--log-level", "error", "check", "licenses", "bans", "sources"])
}
