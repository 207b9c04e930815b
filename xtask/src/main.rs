//! Chores of this repository: `cargo xtask codegen [--check]`, `record [--plugins DIR] [NAME…]`, `schema record --plugins DIR`, `fuzz [--cases N] [--seed S] [--from N]`, `compare-modules`, `tidy`, `new-rule CATEGORY RULE-ID`, `latency [PROGRAM]`, `ci`. Nothing here ships.

mod attributes;
mod ci;
mod codegen;
mod editor_settings;
mod fuzz;
mod json;
mod latency;
mod modules;
mod new_rule;
mod record;
mod schema;
mod terraform;
mod tidy;
mod values;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["codegen"] => codegen::run(&root(), false),
        ["codegen", "--check"] => codegen::run(&root(), true),
        ["new-rule", category, id] => new_rule::run(&root(), category, id),
        ["record", rest @ ..] => record::run(&root(), rest),
        ["schema", rest @ ..] => schema::run(&root(), rest),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["compare-modules", rest @ ..] => modules::run(rest),
        ["tidy"] => tidy::run(&root()),
        ["latency"] => latency::run(&root(), None),
        ["latency", binary] => latency::run(&root(), Some(binary)),
        ["ci"] => ci::run(&root()),
        _ => bail!(
            "usage: cargo xtask codegen [--check] | record [--plugins DIR] [NAME…] | schema record --plugins DIR | fuzz [--cases N] [--seed S] [--from N] [--show N] | compare-modules --plugins DIR --modules DIR EXAMPLE… | tidy | new-rule CATEGORY RULE-ID | latency [PROGRAM] | ci"
        ),
    }
}

/// The repository's folder.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("xtask lies in the repository").to_owned()
}

#[expect(clippy::print_stderr, reason = "a chore talks to the person who runs it")]
fn complain(error: &anyhow::Error) {
    eprintln!("xtask: {error:#}");
}

/// Says what is being done.
#[expect(clippy::print_stdout, reason = "a chore talks to the person who runs it")]
fn say(what: &str) {
    println!("xtask: {what}");
}
