//! Replays what the real Terraform answered to every expression in `fixtures/language/{functions,operators}`.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read is a failed test")]

mod beyond;
mod configurations;
mod consistency;
mod harness;
mod robust;
mod whole;

use std::fs;
use std::path::{Path, PathBuf};

use harness::{Evaluator, Folder, Names, locals};
use resilint_eval::{Type, Value, to_json_text};
use serde::Deserialize;
use serde_json::Value as Json;

#[derive(Deserialize)]
struct Case {
    expression: String,
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    known: Option<Known>,
    #[serde(default)]
    unknown: Option<Partly>,
}

#[derive(Deserialize)]
struct Known {
    r#type: Json,
    value: String,
}

#[derive(Deserialize)]
struct Partly {
    after: Json,
    after_unknown: Json,
}

#[test]
fn functions_answer_as_terraform_does() {
    check("functions");
}

#[test]
fn operators_answer_as_terraform_does() {
    check("operators");
}

/// Every recorded answer: equal where Terraform knows, unknown or consistent where it does not, an error where it refuses.
fn check(folder: &str) {
    let folder = fixtures(folder);
    let context = Folder(folder.clone());
    let locals = locals();
    let evaluator = Evaluator { context: &context, locals: &locals, probe: None };
    let (mut count, mut failures) = (0, Vec::new());
    for (list, case) in cases(&folder) {
        count += 1;
        if let Err(message) = judge(&case, evaluator.text(&case.expression, &Names::new())) {
            failures.push(format!("{list}: {}\n    {message}", case.expression));
        }
    }
    assert!(count > 1_000, "only {count} cases");
    assert!(failures.is_empty(), "{} of {count} differ:\n{}", failures.len(), failures.join("\n"));
}

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/language").join(folder)
}

#[expect(clippy::disallowed_methods, reason = "tests read fixtures")]
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// All recorded cases of a folder, each with the name of its list.
#[expect(clippy::disallowed_methods, reason = "tests read fixtures")]
fn cases(folder: &Path) -> Vec<(String, Case)> {
    let mut lists: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    lists.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    lists.sort();
    let mut all = Vec::new();
    for list in lists {
        let name = list.file_stem().unwrap().to_str().unwrap().to_owned();
        let cases: Vec<Case> = serde_json::from_str(&read(&list)).unwrap();
        all.extend(cases.into_iter().map(|case| (name.clone(), case)));
    }
    all
}

/// What is not computed on purpose: only how it begins may be known.
const NOT_COMPUTED: [&str; 2] = ["base64gzip(", "rsadecrypt("];

fn judge(case: &Case, got: Result<Value, String>) -> Result<(), String> {
    if NOT_COMPUTED.iter().any(|name| case.expression.starts_with(name)) {
        let value = got?;
        let unknown = value.as_unknown().ok_or("it is not computed")?;
        let begins = |known: &Known| {
            known.value.starts_with(&format!(
                "\"{}",
                unknown.refinement.prefix.as_deref().unwrap_or_default()
            ))
        };
        return if case.known.as_ref().is_none_or(begins) {
            Ok(())
        } else {
            Err("it begins otherwise".to_owned())
        };
    }
    match (&case.error, &case.known, &case.unknown, got) {
        (Some(_), _, _, Err(_)) => Ok(()),
        (Some(error), _, _, Ok(value)) => {
            Err(format!("expected an error ({error}), got {}", value.to_json()))
        }
        (_, _, _, Err(message)) => Err(format!("failed: {message}")),
        (_, Some(known), _, Ok(value)) => judge_known(known, &value),
        (_, _, Some(partly), Ok(value)) => {
            judge_partly(&partly.after, &partly.after_unknown, &value)
        }
        _ => Err("the case has no answer".to_owned()),
    }
}

fn judge_known(known: &Known, value: &Value) -> Result<(), String> {
    let Some(text) = to_json_text(value) else {
        return Err(format!("expected {}, got unknown {}", known.value, value.to_json()));
    };
    if text != known.value && without_signed_zero(&text) != known.value {
        return Err(format!("expected {}, got {text}", known.value));
    }
    // A null output is recorded without its type.
    if known.r#type.is_null() || value.is_null() {
        return Ok(());
    }
    let type_ = type_json(&value.type_of());
    if type_ == known.r#type {
        Ok(())
    } else {
        Err(format!("expected type {}, got {type_}", known.r#type))
    }
}

/// A plan file does not keep the sign of zero.
fn without_signed_zero(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let (before, rest) = text.split_at(at);
        let ends = |text: &str| !text.starts_with(['.', 'e', 'E']);
        let is_zero = rest.strip_prefix("-0").is_some_and(ends);
        if !(is_zero && (before.is_empty() || before.ends_with(['[', ',', ':']))) {
            kept.push(character);
        }
    }
    kept
}

fn type_json(type_: &Type) -> Json {
    match type_ {
        Type::Any => "dynamic".into(),
        Type::Bool => "bool".into(),
        Type::Number => "number".into(),
        Type::String => "string".into(),
        Type::List(element) => Json::Array(vec!["list".into(), type_json(element)]),
        Type::Set(element) => Json::Array(vec!["set".into(), type_json(element)]),
        Type::Map(element) => Json::Array(vec!["map".into(), type_json(element)]),
        Type::Tuple(elements) => {
            Json::Array(vec!["tuple".into(), elements.iter().map(type_json).collect()])
        }
        Type::Object(attributes) => {
            let attributes = attributes
                .iter()
                .map(|(name, attribute)| (name.to_string(), type_json(&attribute.type_)));
            Json::Array(vec!["object".into(), Json::Object(attributes.collect())])
        }
    }
}

/// Where Terraform does not know yet, anything that may become true is right.
fn judge_partly(after: &Json, unknown: &Json, value: &Value) -> Result<(), String> {
    if *unknown == Json::Bool(true) || value.is_unknown() {
        return Ok(());
    }
    match (unknown, value.elements(), value.entries()) {
        (Json::Array(unknown), Some(elements), _) => {
            if unknown.len() != elements.len() {
                return Err(format!("expected {} elements, got {}", unknown.len(), elements.len()));
            }
            let inner = |position: usize| after.get(position).cloned().unwrap_or(Json::Null);
            elements.iter().zip(unknown).enumerate().try_for_each(|(position, (value, unknown))| {
                judge_partly(&inner(position), unknown, value)
            })
        }
        (Json::Object(unknown), _, Some(entries)) => {
            entries.iter().try_for_each(|(name, value)| {
                let unknown = unknown.get(&**name).cloned().unwrap_or(Json::Bool(false));
                judge_partly(&after.get(&**name).cloned().unwrap_or(Json::Null), &unknown, value)
            })
        }
        _ if value.to_json() == *after => Ok(()),
        _ => Err(format!("expected {after} (unknown: {unknown}), got {}", value.to_json())),
    }
}
