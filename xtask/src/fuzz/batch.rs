//! Many cases in one root module: what Terraform plans for each, and what it makes of them when it applies the plan.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value as Json;

use super::case::{Case, NAME};
use crate::{json, terraform};

/// Later versions do not look at the right operand of `&&` and `||` if the left one decides.
/// How the error begins that stands above all errors of `terraform init`.
const INITIALISATION: &str = "Terraform encountered problems during initialisation";
const VERSIONS: &str = "terraform {\n  required_version = \"~> 1.11.0\"\n}\n";

/// What Terraform says about one case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    /// What it refuses.
    pub(crate) errors: Vec<Refusal>,
    /// Resource instances by address.
    pub(crate) instances: BTreeMap<String, Planned>,
}

/// What Terraform refuses.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    /// Where: a file and a line.
    pub(crate) path: String,
    pub(crate) line: u64,
    /// What is wrong.
    pub(crate) text: String,
    /// The line.
    pub(crate) code: String,
    /// Whether it is refused before anything is planned. No input variable and no attribute of a resource is known then, and what has no instance is
    /// looked at all the same.
    pub(crate) is_early: bool,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.text)
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
    for _ in 0..cases.len() + 2 {
        let refused = |index: usize| !answers[index].errors.is_empty();
        if (0..cases.len()).all(refused) {
            return Ok(answers);
        }
        let outside = write(directory, cases, refused)?;
        let errors = plan(directory, &outside)?;
        if errors.is_empty() {
            read(directory, &mut answers)?;
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
fn plan(directory: &Path, outside: &Outside) -> Result<Vec<(usize, Refusal)>> {
    let init = ["init", "-backend=false", "-input=false", "-json"];
    let log = terraform::text(directory, &init)?;
    let mut errors = terraform::errors(&log)?;
    if errors.is_empty() {
        let said = json::read(&terraform::text(directory, &["validate", "-json"])?)?;
        let said = said["diagnostics"].as_array().cloned().unwrap_or_default();
        errors = said.into_iter().filter(|said| said["severity"] == "error").collect();
    }
    let is_early = !errors.is_empty();
    if !is_early {
        errors = terraform::errors(&planned(directory, outside)?)?;
    }
    // One of several may say only that there are others.
    let is_summary = |error: &Json| {
        error["summary"].as_str().is_some_and(|text| text.starts_with(INITIALISATION))
    };
    if !errors.iter().all(is_summary) {
        errors.retain(|error| !is_summary(error));
    }
    errors.iter().map(|error| refusal(error, is_early)).collect()
}

/// The log of a plan.
fn planned(directory: &Path, outside: &Outside) -> Result<String> {
    let environment: Vec<(String, String)> = outside
        .environment
        .iter()
        .map(|(name, value)| (format!("TF_VAR_{name}"), value.clone()))
        .collect();
    let arguments = outside.arguments.iter().map(|(name, value)| format!("-var={name}={value}"));
    let arguments: Vec<String> = arguments.collect();
    let mut words = vec!["plan", "-json", "-input=false", "-refresh=false", "-out=plan.bin"];
    words.extend(arguments.iter().map(String::as_str));
    Ok(String::from_utf8(terraform::run(directory, &words, &environment)?.stdout)?)
}

fn refusal(error: &Json, is_early: bool) -> Result<(usize, Refusal)> {
    let text = |key: &str| error[key].as_str().unwrap_or_default();
    let place = &error["range"];
    let path = place["filename"].as_str().unwrap_or_default().to_owned();
    let index = case_of(&path)
        .or_else(|| case_of(text("address")))
        .or_else(|| case_of(text("detail")))
        .or_else(|| case_of(&error.to_string()))
        .with_context(|| format!("an error without a case: {error}"))?;
    let line = place["start"]["line"].as_u64().unwrap_or_default();
    let text = format!("{}: {}", text("summary"), text("detail"));
    let code = error["snippet"]["code"].as_str().unwrap_or_default().to_owned();
    Ok((index, Refusal { path, line, text, code, is_early }))
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
