//! Runs the real Terraform, without any configuration of the machine.

#![expect(clippy::disallowed_methods, reason = "a chore reads the checkout itself")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// What Terraform says with these arguments, and whether it succeeded.
pub(crate) fn run(
    directory: &Path,
    arguments: &[&str],
    environment: &[(String, String)],
) -> Result<Output> {
    let configuration = std::env::temp_dir().join("resilint-empty.tfrc");
    if !configuration.exists() {
        fs::write(&configuration, "")?;
    }
    Command::new("terraform")
        .args(arguments)
        .current_dir(directory)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .env("TF_CLI_CONFIG_FILE", &configuration)
        .env("CHECKPOINT_DISABLE", "1")
        .stdin(Stdio::null())
        .output()
        .context("terraform must be on the path")
}

/// What Terraform prints; whether it succeeded does not matter.
pub(crate) fn text(directory: &Path, arguments: &[&str]) -> Result<String> {
    Ok(String::from_utf8(run(directory, arguments, &[])?.stdout)?)
}

/// What Terraform prints; it has to succeed.
pub(crate) fn must(
    directory: &Path,
    arguments: &[&str],
    environment: &[(String, String)],
) -> Result<String> {
    let output = run(directory, arguments, environment)?;
    let said = String::from_utf8(output.stdout)?;
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(
        output.status.success(),
        "`terraform {}` in {}: {said}{complaint}",
        arguments.join(" "),
        directory.display()
    );
    Ok(said)
}

/// The errors in a log of `-json`.
pub(crate) fn errors(log: &str) -> Result<Vec<Value>> {
    let mut errors = Vec::new();
    for line in log.lines().filter(|line| !line.trim().is_empty()) {
        let entry: Value =
            serde_json::from_str(line).with_context(|| format!("not a log line: {line}"))?;
        if entry["diagnostic"]["severity"] == "error" {
            errors.push(entry["diagnostic"].clone());
        }
    }
    Ok(errors)
}

/// Copies a folder, without what Terraform or git keep in it.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.exists() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if [".terraform", ".git"].iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else if entry.path().exists() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// An empty folder for one purpose of this process.
pub(crate) fn scratch(name: &str) -> Result<PathBuf> {
    let directory = std::env::temp_dir().join(format!("resilint-{name}-{}", std::process::id()));
    if directory.exists() {
        fs::remove_dir_all(&directory)?;
    }
    fs::create_dir_all(&directory)?;
    Ok(directory)
}
