//! Many cases in one root module: what Terraform plans for each, and what it makes of them when it applies the plan.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value as Json;

use super::case::{Case, NAME};
use crate::terraform;

/// Later versions do not look at the right operand of `&&` and `||` if the left one decides.
const VERSIONS: &str = "terraform {\n  required_version = \"~> 1.11.0\"\n}\n";

/// What Terraform says about one case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    /// What it refuses.
    pub(crate) errors: Vec<String>,
    /// Resource instances by address.
    pub(crate) instances: BTreeMap<String, Planned>,
}

/// What Terraform plans for one resource instance.
#[derive(Debug, Clone, Default)]
pub(crate) struct Planned {
    pub(crate) after: Json,
    pub(crate) unknown: Json,
    pub(crate) sensitive: Json,
    /// What it is once applied.
    pub(crate) applied: Option<Json>,
}

/// The name of a case within its batch.
pub(crate) fn name(index: usize) -> String {
    format!("case{index:04}")
}

/// Which case a text is about: the first name of a case in it.
pub(crate) fn case_of(text: &str) -> Option<usize> {
    text.match_indices("case").find_map(|(at, _)| text.get(at + 4..at + 8)?.parse().ok())
}

/// The inputs that are not in files.
#[derive(Debug, Default)]
pub(crate) struct Outside {
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) arguments: Vec<(String, String)>,
}

/// Writes the cases that are not left out into a folder of their own.
pub(crate) fn write(
    directory: &Path,
    cases: &[Case],
    left_out: impl Fn(usize) -> bool,
) -> Result<Outside> {
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    fs::create_dir_all(directory)?;
    let (mut outside, mut shared) = (Outside::default(), String::new());
    for (index, case) in cases.iter().enumerate().filter(|(index, _)| !left_out(*index)) {
        for (path, text) in rendered(case, &name(index)) {
            let path = directory.join(path);
            fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
            fs::write(path, text)?;
        }
        let show = |tree: &super::tree::Tree| {
            let mut text = String::new();
            tree.render(&mut text);
            text.replace(NAME, &name(index))
        };
        shared.push_str(&show(&case.shared));
        let named = |(variable, value): &(String, super::tree::Tree)| {
            (variable.replace(NAME, &name(index)), show(value))
        };
        outside.environment.extend(case.environment.iter().map(named));
        outside.arguments.extend(case.arguments.iter().map(named));
    }
    fs::write(directory.join("terraform.tfvars"), shared)?;
    fs::write(directory.join("versions.tf"), VERSIONS)?;
    Ok(outside)
}

/// The files of a case.
pub(crate) fn rendered(case: &Case, name: &str) -> Vec<(String, String)> {
    let files = case.files.iter().map(|(path, tree)| {
        let mut text = String::new();
        tree.render(&mut text);
        (path.replace(NAME, name), text.replace(NAME, name))
    });
    files.collect()
}

/// Plans all cases. Those that Terraform refuses are set aside, and the rest is planned again.
pub(crate) fn ask(directory: &Path, cases: &[Case]) -> Result<Vec<Answer>> {
    let mut answers = vec![Answer::default(); cases.len()];
    for _ in 0..cases.len() + 2 {
        let refused = |index: usize| !answers[index].errors.is_empty();
        if (0..cases.len()).all(refused) {
            return Ok(answers);
        }
        let outside = write(directory, cases, refused)?;
        let errors = plan(directory, &outside)?;
        if errors.is_empty() {
            read(directory, &outside, &mut answers)?;
            return Ok(answers);
        }
        let before = answers.iter().filter(|answer| !answer.errors.is_empty()).count();
        for (index, error) in errors {
            answers[index].errors.push(error);
        }
        let after = answers.iter().filter(|answer| !answer.errors.is_empty()).count();
        ensure!(after > before, "Terraform refuses what was left out: {}", directory.display());
    }
    Ok(answers)
}

/// The errors, each with its case.
fn plan(directory: &Path, outside: &Outside) -> Result<Vec<(usize, String)>> {
    let environment: Vec<(String, String)> = outside
        .environment
        .iter()
        .map(|(name, value)| (format!("TF_VAR_{name}"), value.clone()))
        .collect();
    let arguments = outside.arguments.iter().map(|(name, value)| format!("-var={name}={value}"));
    let arguments: Vec<String> = arguments.collect();
    let mut words = vec!["plan", "-json", "-input=false", "-refresh=false", "-out=plan.bin"];
    words.extend(arguments.iter().map(String::as_str));
    let init = ["init", "-backend=false", "-input=false", "-json"];
    let mut log = String::from_utf8(terraform::run(directory, &init, &[])?.stdout)?;
    if terraform::errors(&log)?.is_empty() {
        log = String::from_utf8(terraform::run(directory, &words, &environment)?.stdout)?;
    }
    let errors = terraform::errors(&log)?;
    errors
        .iter()
        .map(|error| {
            let place = error["range"]["filename"].as_str().unwrap_or_default();
            let index = case_of(place)
                .or_else(|| case_of(error["address"].as_str().unwrap_or_default()))
                .or_else(|| case_of(error["detail"].as_str().unwrap_or_default()))
                .or_else(|| case_of(&error.to_string()))
                .with_context(|| format!("an error without a case: {error}"))?;
            let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
            let line = &error["range"]["start"]["line"];
            Ok((index, format!("{place}:{line}: {}: {}", text("summary"), text("detail"))))
        })
        .collect()
}

fn read(directory: &Path, outside: &Outside, answers: &mut [Answer]) -> Result<()> {
    let shown: Json =
        serde_json::from_str(&terraform::text(directory, &["show", "-json", "plan.bin"])?)?;
    for change in shown["resource_changes"].as_array().into_iter().flatten() {
        let address = change["address"].as_str().context("a change has an address")?;
        let index = case_of(address).context("an address has a case")?;
        let of = |key: &str| change["change"][key].clone();
        let planned = Planned {
            after: of("after"),
            unknown: of("after_unknown"),
            sensitive: of("after_sensitive"),
            applied: None,
        };
        answers[index].instances.insert(address.to_owned(), planned);
    }
    let _ = outside;
    // What fails here fails for a value that the plan did not have; the rest is applied all the same.
    terraform::run(directory, &["apply", "-json", "-input=false", "plan.bin"], &[])?;
    let state: Json = serde_json::from_str(&terraform::text(directory, &["show", "-json"])?)?;
    applied(&state["values"]["root_module"], answers);
    Ok(())
}

fn applied(module: &Json, answers: &mut [Answer]) {
    for resource in module["resources"].as_array().into_iter().flatten() {
        let address = resource["address"].as_str().unwrap_or_default();
        let answer = case_of(address).and_then(|index| answers.get_mut(index));
        if let Some(planned) = answer.and_then(|answer| answer.instances.get_mut(address)) {
            planned.applied = Some(resource["values"].clone());
        }
    }
    for child in module["child_modules"].as_array().into_iter().flatten() {
        applied(child, answers);
    }
}
