//! House rules that no lint knows.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::say;

/// No file of sources is longer, tests at its end not counted.
const LONGEST_FILE: usize = 800;
/// Words that nothing in the repository may contain: places of one machine, work left undone. Written in two halves, so that this file does not contain them.
const FORBIDDEN: [(&str, &str); 5] =
    [("TO", "DO:"), ("FIX", "ME"), ("#[ign", "ore"), ("/wo", "rk/"), ("/ro", "ot/")];
/// Endings of the files that are read.
const TEXT: [&str; 16] = [
    "rs", "toml", "md", "rego", "ts", "mjs", "lua", "py", "yml", "yaml", "tf", "tfvars", "json",
    "run", "sh", "snap",
];

/// Checks every file that git tracks.
pub(crate) fn run(root: &Path) -> Result<()> {
    let mut complaints = Vec::new();
    for path in tracked(root)? {
        let is_text = path
            .extension()
            .and_then(|ending| ending.to_str())
            .is_none_or(|ending| TEXT.contains(&ending));
        let Some(text) = is_text.then(|| read(&root.join(&path))).flatten() else { continue };
        check(&path, &text, &mut complaints);
    }
    ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
    say("tidy");
    Ok(())
}

fn check(path: &Path, text: &str, complaints: &mut Vec<String>) {
    let shown = path.display();
    for (first, second) in FORBIDDEN {
        let word = format!("{first}{second}");
        if let Some(line) = text.lines().position(|line| line.contains(&word)) {
            complaints.push(format!("{shown}:{}: `{word}` has no place here", line + 1));
        }
    }
    if path.extension().is_some_and(|ending| ending == "rs") {
        source(path, text, complaints);
    }
}

fn source(path: &Path, text: &str, complaints: &mut Vec<String>) {
    let shown = path.display();
    let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
    if lines > LONGEST_FILE {
        complaints.push(format!("{shown}: {lines} lines; {LONGEST_FILE} is the most"));
    }
    if !text.trim_start().starts_with("//!") {
        complaints.push(format!(
            "{shown}: a file begins with a `//!` sentence that says what it is about"
        ));
    }
    let declares = ["mod.rs", "lib.rs"].iter().any(|name| path.ends_with(name));
    let is_library = path.starts_with("crates") && declares;
    if is_library
        && text.lines().any(|line| {
            line.starts_with("fn ") || line.starts_with("impl ") || line.starts_with("pub fn ")
        })
    {
        complaints.push(format!("{shown}: a `mod.rs` or `lib.rs` only declares and re-exports"));
    }
}

fn tracked(root: &Path) -> Result<Vec<PathBuf>> {
    let output = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root)
        .output()
        .context("git cannot be run")?;
    if !output.status.success() {
        bail!("`git ls-files` failed; tidy looks at a checkout");
    }
    let names = String::from_utf8(output.stdout).context("a tracked path is not UTF-8")?;
    Ok(names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect())
}

#[expect(clippy::disallowed_methods, reason = "a chore reads the checkout itself")]
fn read(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}
