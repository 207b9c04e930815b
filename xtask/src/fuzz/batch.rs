//! Many cases in one root module: what Terraform plans for each, and what it makes of them when it applies the plan.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value as Json;

use super::case::{Case, NAME};
use crate::{json, terraform};

/// How the error begins that stands above all errors of `terraform init`.
const INITIALISATION: &str = "Terraform encountered problems during initialisation";
/// Later versions do not look at the right operand of `&&` and `||` if the left one decides.
const VERSIONS: &str = "terraform {\n  required_version = \"~> 1.11.0\"\n}\n";

/// What Terraform says about one case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    /// What it refuses: where, and why.
    pub(crate) errors: Vec<String>,
    /// Whether it was refused before anything was planned. No input variable and no attribute of a resource is known then, and what has no instance is
    /// looked at all the same. The errors are those of the plan, nevertheless; there may be none.
    pub(crate) is_early: bool,
    /// Resource instances by address.
    pub(crate) instances: BTreeMap<String, Planned>,
}

impl Answer {
    /// Whether Terraform shows no plan for it.
    pub(crate) fn is_refused(&self) -> bool {
        self.is_early || !self.errors.is_empty()
    }

    /// Whether Terraform would plan it if it were not refused early.
    pub(crate) fn is_only_early(&self) -> bool {
        self.is_early && self.errors.is_empty()
    }
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
    loop {
        let refused = |index: usize| answers[index].is_refused();
        if (0..cases.len()).all(refused) {
            break;
        }
        let outside = write(directory, cases, refused)?;
        let refusals = plan(directory, &outside)?;
        if refusals.errors.is_empty() {
            read(directory, &mut answers)?;
            break;
        }
        let before = answers.iter().filter(|answer| answer.is_refused()).count();
        for (index, error) in refusals.errors {
            answers[index].is_early |= refusals.are_early;
            answers[index].errors.push(error);
        }
        let after = answers.iter().filter(|answer| answer.is_refused()).count();
        ensure!(after > before, "Terraform refuses what was left out: {}", directory.display());
    }
    plan_unvalidated(directory, cases, &mut answers)?;
    Ok(answers)
}

/// Plans the cases that Terraform refused early: its console does not look at them without their inputs first.
fn plan_unvalidated(directory: &Path, cases: &[Case], answers: &mut [Answer]) -> Result<()> {
    if !answers.iter().any(|answer| answer.is_early) {
        return Ok(());
    }
    let outside = write(directory, cases, |index| !answers[index].is_early)?;
    terraform::must(directory, &["init", "-backend=false", "-input=false"], &[])?;
    let said = with_inputs(directory, &["console", "-plan", "-no-color"], &outside)?;
    for answer in answers.iter_mut().filter(|answer| answer.is_early) {
        answer.errors.clear();
    }
    let said = String::from_utf8(said.stderr)?;
    for error in said.split("Error: ").skip(1) {
        let index = case_of(error).with_context(|| format!("an error without a case: {error}"))?;
        answers[index].errors.push(error.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    Ok(())
}

/// Errors of one kind, each with its case.
struct Refusals {
    are_early: bool,
    errors: Vec<(usize, String)>,
}

fn plan(directory: &Path, outside: &Outside) -> Result<Refusals> {
    let init = ["init", "-backend=false", "-input=false", "-json"];
    let mut errors = terraform::errors(&terraform::text(directory, &init)?)?;
    let mut are_early = false;
    if errors.is_empty() {
        let said = json::read(&terraform::text(directory, &["validate", "-json"])?)?;
        let said = said["diagnostics"].as_array().cloned().unwrap_or_default();
        errors = said.into_iter().filter(|said| said["severity"] == "error").collect();
        are_early = !errors.is_empty();
    }
    if errors.is_empty() {
        let plan = ["plan", "-json", "-input=false", "-refresh=false", "-out=plan.bin"];
        let said = with_inputs(directory, &plan, outside)?;
        errors = terraform::errors(&String::from_utf8(said.stdout)?)?;
    }
    // One of several may say only that there are others.
    let is_summary = |error: &Json| {
        error["summary"].as_str().is_some_and(|text| text.starts_with(INITIALISATION))
    };
    if !errors.iter().all(is_summary) {
        errors.retain(|error| !is_summary(error));
    }
    let errors = errors.iter().map(refusal).collect::<Result<_>>()?;
    Ok(Refusals { are_early, errors })
}

/// Runs Terraform with the inputs that are not in files.
fn with_inputs(directory: &Path, command: &[&str], outside: &Outside) -> Result<Output> {
    let environment: Vec<(String, String)> = outside
        .environment
        .iter()
        .map(|(name, value)| (format!("TF_VAR_{name}"), value.clone()))
        .collect();
    let arguments = outside.arguments.iter().map(|(name, value)| format!("-var={name}={value}"));
    let arguments: Vec<String> = arguments.collect();
    let mut words = command.to_vec();
    words.extend(arguments.iter().map(String::as_str));
    terraform::run(directory, &words, &environment)
}

fn refusal(error: &Json) -> Result<(usize, String)> {
    let text = |key: &str| error[key].as_str().unwrap_or_default();
    let place = &error["range"];
    let path = place["filename"].as_str().unwrap_or_default();
    let index = case_of(path)
        .or_else(|| case_of(text("address")))
        .or_else(|| case_of(text("detail")))
        .or_else(|| case_of(&error.to_string()))
        .with_context(|| format!("an error without a case: {error}"))?;
    let line = place["start"]["line"].as_u64().unwrap_or_default();
    Ok((index, format!("{path}:{line}: {}: {}", text("summary"), text("detail"))))
}

fn read(directory: &Path, answers: &mut [Answer]) -> Result<()> {
    let shown = json::read(&terraform::text(directory, &["show", "-json", "plan.bin"])?)?;
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
    // What fails here fails for a value that the plan did not have; the rest is applied all the same.
    terraform::run(directory, &["apply", "-json", "-input=false", "plan.bin"], &[])?;
    let state = json::read(&terraform::text(directory, &["show", "-json"])?)?;
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
