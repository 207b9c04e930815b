//! Asks Terraform what each expression of `fixtures/language/{functions,operators}/*.txt` gives, and writes the answers beside them. Also refreshes the
//! table of function signatures.

#![expect(clippy::disallowed_methods, reason = "a chore reads the checkout itself")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::{json, terraform};

const SIGNATURES: &str = "crates/resilint-eval/src/functions/signatures.json";
const FOLDERS: [&str; 2] = ["fixtures/language/functions", "fixtures/language/operators"];
const PRELUDE: &str = "fixtures/language/prelude.tf";

/// One expression with Terraform's answer.
#[derive(Serialize)]
struct Case<'a> {
    expression: &'a str,
    #[serde(flatten)]
    answer: Answer,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    /// Terraform refuses it.
    Error(String),
    /// The value's type and the value, both as JSON text, so that numbers keep all their digits.
    Known { r#type: Value, value: String },
    /// At least a part of the value is unknown while planning.
    Unknown { after: Value, after_unknown: Value },
}

/// Records every list of the named folders, of all folders when none is named.
pub(super) fn record_all(root: &Path, names: &[&str]) -> Result<()> {
    if names.is_empty() {
        fs::write(root.join(SIGNATURES), signatures()?)?;
    }
    let is_named = |folder: &&str| {
        names.is_empty() || names.iter().any(|name| Path::new(folder).ends_with(name))
    };
    for folder in FOLDERS.into_iter().filter(is_named) {
        for list in lists(&root.join(folder))? {
            let text = fs::read_to_string(&list)?;
            let expressions: Vec<&str> =
                text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
            let answers = record(&expressions, root, &root.join(folder))?;
            let mut output = String::from("[\n");
            for (index, (expression, answer)) in expressions.iter().zip(answers).enumerate() {
                let comma = if index + 1 < expressions.len() { "," } else { "" };
                let case = serde_json::to_string(&Case { expression, answer })?;
                writeln!(output, "  {}{comma}", json::unmarked(&case))?;
            }
            output.push_str("]\n");
            fs::write(list.with_extension("json"), output)?;
        }
    }
    Ok(())
}

fn lists(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut lists: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    lists.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    lists.sort();
    Ok(lists)
}

/// Function signatures, one a line, without descriptions.
fn signatures() -> Result<String> {
    let json: Value = serde_json::from_str(&terraform::text(
        Path::new("."),
        &["metadata", "functions", "-json"],
    )?)?;
    let functions =
        json["function_signatures"].as_object().context("Terraform lists its functions")?;
    let parameter = |parameter: &Value| {
        let mut entry = serde_json::json!({ "name": parameter["name"], "type": parameter["type"] });
        if parameter["is_nullable"] == true {
            entry["nullable"] = true.into();
        }
        entry
    };
    let mut lines = BTreeMap::new();
    for (name, function) in functions.iter().filter(|(name, _)| !name.contains("::")) {
        let parameters: Vec<Value> =
            function["parameters"].as_array().into_iter().flatten().map(parameter).collect();
        let mut entry =
            serde_json::json!({ "returns": function["return_type"], "parameters": parameters });
        if let Some(variadic) = function.get("variadic_parameter") {
            entry["variadic"] = parameter(variadic);
        }
        lines.insert(name, entry.to_string());
    }
    let lines: Vec<String> =
        lines.into_iter().map(|(name, entry)| format!("  \"{name}\": {entry}")).collect();
    Ok(format!("{{\n{}\n}}\n", lines.join(",\n")))
}

/// Plans all expressions as outputs of one configuration. Those that fail are set aside, and the rest is planned again.
fn record(expressions: &[&str], root: &Path, folder: &Path) -> Result<Vec<Answer>> {
    let directory = terraform::scratch("record")?;
    terraform::copy(&folder.join("files"), &directory.join("files"))?;
    let prelude = fs::read_to_string(root.join(PRELUDE))?;
    fs::write(directory.join("prelude.tf"), prelude)?;
    terraform::text(&directory, &["init", "-backend=false", "-input=false"])?;
    let mut failed: BTreeMap<usize, String> = BTreeMap::new();
    loop {
        let before = failed.len();
        fs::write(directory.join("main.tf"), configuration(expressions, &failed))?;
        let log = terraform::text(
            &directory,
            &["plan", "-json", "-input=false", "-refresh=false", "-out=plan.bin"],
        )?;
        for diagnostic in terraform::errors(&log)? {
            for (index, message) in refused(&diagnostic)? {
                failed.entry(index).or_insert(message);
            }
        }
        if failed.len() == before {
            break;
        }
    }
    let shown = terraform::text(&directory, &["show", "-json", "plan.bin"])?;
    fs::remove_dir_all(&directory)?;
    answers(expressions.len(), &failed, &shown)
}

/// Which expressions an error is about, and what it says of each.
fn refused(diagnostic: &Value) -> Result<Vec<(usize, String)>> {
    let text = |key: &str| diagnostic[key].as_str().unwrap_or_default();
    let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    if let Some(line) = diagnostic["range"]["start"]["line"].as_u64() {
        let message = format!("{}: {}", first(text("summary")), first(text("detail")));
        return Ok(vec![(usize::try_from(line - 1)?, message)]);
    }
    // Values that cannot be written, such as infinity, are reported for the output as a whole, in any order: `output value "v12": …`.
    let named = text("detail").split("output value \"v").skip(1).filter_map(|rest| {
        let (number, said) = rest.split_once("\": ")?;
        let said = first(said).trim_end_matches('.').to_owned();
        Some((number.parse().ok()?, format!("{}: {said}.", first(text("summary")))))
    });
    let named: Vec<(usize, String)> = named.collect();
    ensure!(!named.is_empty(), "an error without a place: {diagnostic}");
    Ok(named)
}

/// One line for each expression, so that a line number names it.
fn configuration(expressions: &[&str], failed: &BTreeMap<usize, String>) -> String {
    let mut text = String::new();
    for (index, expression) in expressions.iter().enumerate() {
        if failed.contains_key(&index) {
            text.push('\n');
        } else {
            // In a local value, because a block on one line holds one argument only.
            writeln!(text, "locals {{ v{index} = {expression} }}").expect("writing to a string");
        }
    }
    for index in (0..expressions.len()).filter(|index| !failed.contains_key(index)) {
        write!(text, "output \"v{index}\" {{\n  value = local.v{index}\n  sensitive = true\n}}\n")
            .expect("writing to a string");
    }
    text
}

#[derive(Deserialize)]
struct Shown<'a> {
    #[serde(borrow)]
    planned_values: Planned<'a>,
    #[serde(borrow)]
    output_changes: BTreeMap<String, Change<'a>>,
}

#[derive(Deserialize)]
struct Planned<'a> {
    #[serde(borrow)]
    outputs: BTreeMap<String, Output<'a>>,
}

#[derive(Deserialize)]
struct Output<'a> {
    #[serde(default)]
    r#type: Option<Value>,
    #[serde(borrow, default)]
    value: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow, default)]
    after: Option<&'a RawValue>,
    #[serde(default)]
    after_unknown: Value,
}

fn answers(count: usize, failed: &BTreeMap<usize, String>, shown: &str) -> Result<Vec<Answer>> {
    let shown: Shown<'_> = serde_json::from_str(shown)?;
    let mut answers = Vec::with_capacity(count);
    for index in 0..count {
        if let Some(message) = failed.get(&index) {
            answers.push(Answer::Error(message.clone()));
            continue;
        }
        let name = format!("v{index}");
        let change = shown.output_changes.get(&name);
        let unknown = change.map_or(&Value::Bool(false), |change| &change.after_unknown);
        if *unknown != Value::Bool(false) {
            let after = change
                .and_then(|change| change.after)
                .map_or(Ok(Value::Null), |raw| json::read(raw.get()))?;
            answers.push(Answer::Unknown { after, after_unknown: unknown.clone() });
            continue;
        }
        let output = shown.planned_values.outputs.get(&name);
        let value = output.and_then(|output| output.value).map_or("null", RawValue::get);
        let type_ = output.and_then(|output| output.r#type.clone()).unwrap_or(Value::Null);
        answers.push(Answer::Known { r#type: type_, value: value.to_owned() });
    }
    ensure!(answers.len() == count, "every expression has an answer");
    if shown.output_changes.is_empty() {
        bail!("the plan has no outputs");
    }
    Ok(answers)
}
