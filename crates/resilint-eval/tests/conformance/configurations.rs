//! What Terraform plans for the configurations in `fixtures/language/*`, each with its `expected.json`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use resilint_config::{LoadOptions, Modules, load, normalize_path};
use resilint_eval::{Evaluation, InputArgument, Inputs, Value, evaluate, to_json_text};
use resilint_syntax::{Disk, EntryKind, FileSystem, Files, Memory};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::fixtures;

#[derive(Deserialize)]
struct Expected {
    addresses: Vec<String>,
    values: BTreeMap<String, BTreeMap<String, Json>>,
    unknown: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    sensitive: BTreeMap<String, Vec<String>>,
    outputs: BTreeMap<String, Json>,
}

/// What is handed in besides files: `inputs.json`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Given {
    environment: BTreeMap<String, String>,
    arguments: Vec<String>,
    workspace: Option<String>,
}

/// Single files, each of which Terraform refuses.
const REFUSED: &str = "refused";

#[test]
fn configurations_are_planned_as_terraform_plans_them() {
    let mut count = 0;
    let mut failures = Vec::new();
    for directory in configurations() {
        count += 1;
        let expected = Disk.read(&directory.join("expected.json")).unwrap();
        let expected: Expected = serde_json::from_slice(&expected).unwrap();
        let name = directory.file_name().unwrap().to_str().unwrap();
        let found = compare(&expected, &directory).into_iter();
        failures.extend(found.map(|failure| format!("{name}: {failure}")));
    }
    assert!(count >= 60, "only {count} configurations");
    assert!(failures.is_empty(), "{count} configurations:\n{}", failures.join("\n"));
}

#[test]
fn what_terraform_refuses_is_reported() {
    let directory = normalize_path(&fixtures(REFUSED));
    let said = Disk.read(&directory.join("expected.json")).unwrap();
    let said: BTreeMap<String, String> = serde_json::from_slice(&said).unwrap();
    assert!(said.len() >= 20, "only {} files", said.len());
    for (name, error) in said {
        let path = directory.join(&name);
        let alone = Memory::new();
        let root = normalize_path(Path::new("/refused"));
        for file in Disk.walk(&path, &|_| true).unwrap() {
            let text = Disk.read(&file).unwrap();
            alone.insert(root.join(file.strip_prefix(&path).unwrap()), text);
        }
        if let Ok(text) = Disk.read(&path) {
            alone.insert(root.join("main.tf"), text);
        }
        let (_, errors) = evaluated_in(&alone, &root, &Inputs::default());
        assert!(!errors.is_empty(), "{name}: Terraform says {error}");
    }
}

fn configurations() -> Vec<PathBuf> {
    let entries = Disk.list(&normalize_path(&fixtures(""))).unwrap().into_iter();
    let directories = entries.filter(|entry| entry.kind == EntryKind::Directory);
    let paths = directories.map(|entry| entry.path);
    let recorded = paths.filter(|path| Disk.read(&path.join("expected.json")).is_ok());
    recorded.filter(|path| !path.ends_with(REFUSED)).collect()
}

fn evaluated(directory: &Path) -> (Evaluation, Vec<String>) {
    let given = Disk.read(&directory.join("inputs.json"));
    let given: Given = given.map_or_else(
        |_| Given { workspace: Some("default".to_owned()), ..Given::default() },
        |text| serde_json::from_slice(&text).unwrap(),
    );
    let inputs = Inputs {
        environment: given.environment,
        arguments: given.arguments.iter().map(|text| argument(text, directory)).collect(),
        workspace: given.workspace,
        ..Inputs::default()
    };
    evaluated_in(&Disk, directory, &inputs)
}

/// `-var=NAME=VALUE` or `-var-file=FILE`.
fn argument(text: &str, directory: &Path) -> InputArgument {
    match text.strip_prefix("-var-file=") {
        Some(file) => InputArgument::File(directory.join(file)),
        None => {
            let (name, value) = text.strip_prefix("-var=").unwrap().split_once('=').unwrap();
            InputArgument::Value(name.to_owned(), value.to_owned())
        }
    }
}

pub(crate) fn evaluated_in(
    fs: &dyn FileSystem,
    directory: &Path,
    inputs: &Inputs,
) -> (Evaluation, Vec<String>) {
    let (files, modules) = (Files::new(), Modules::new());
    let options = LoadOptions::new(directory);
    let (configuration, mut said) = load(&files, fs, directory, &options, &modules);
    let evaluation = evaluate(&configuration, &files, fs, inputs);
    said.extend(evaluation.diagnostics.iter().cloned());
    // A value given for no variable is no mistake for Terraform either.
    let refused = said.into_iter().filter(|said| said.code != "undeclared-variable-value");
    (evaluation, refused.map(|said| format!("{}: {}", said.code, said.message)).collect())
}

fn compare(expected: &Expected, directory: &Path) -> Vec<String> {
    let (evaluation, failures) = evaluated(directory);
    let mut comparison = Comparison { unknown: &[], failures };
    let addresses = evaluation.instances.iter().map(|instance| instance.address.to_string());
    let mut addresses: Vec<String> = addresses.collect();
    addresses.sort();
    if addresses != expected.addresses {
        let failure = format!("addresses: expected {:?}, got {addresses:?}", expected.addresses);
        comparison.failures.push(failure);
    }
    for instance in &evaluation.instances {
        let address = instance.address.to_string();
        let Some(values) = expected.values.get(&address) else { continue };
        comparison.unknown = expected.unknown.get(&address).map_or(&[], Vec::as_slice);
        for (name, value) in instance.attributes.entries().into_iter().flatten() {
            let wanted = values.get(&**name).unwrap_or(&Json::Null);
            comparison.value(value, wanted, &format!("{address}.{name}"), name);
        }
        if &*instance.address.resource.type_name == "terraform_data" {
            let mut paths = Vec::new();
            sensitive_paths(&instance.attributes, "", &mut paths);
            paths.sort();
            let wanted = expected.sensitive.get(&address).cloned().unwrap_or_default();
            if paths != wanted {
                let failure = format!("{address}: sensitive should be {wanted:?}, got {paths:?}");
                comparison.failures.push(failure);
            }
        }
    }
    for (name, value) in &evaluation.outputs {
        let at = format!("output.{name}");
        comparison.unknown = expected.unknown.get(&at).map_or(&[], Vec::as_slice);
        comparison.value(value, expected.outputs.get(&**name).unwrap_or(&Json::Null), &at, "");
    }
    comparison.failures
}

/// The outermost sensitive parts.
fn sensitive_paths(value: &Value, path: &str, paths: &mut Vec<String>) {
    if value.marks.is_sensitive_in_plan() {
        paths.push(path.to_owned());
        return;
    }
    for (name, inner) in value.entries().into_iter().flatten() {
        let inside = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
        sensitive_paths(inner, &inside, paths);
    }
    for (index, inner) in value.elements().into_iter().flatten().enumerate() {
        sensitive_paths(inner, &format!("{path}[{index}]"), paths);
    }
}

struct Comparison<'a> {
    /// The paths that Terraform does not know.
    unknown: &'a [String],
    failures: Vec<String>,
}

impl Comparison<'_> {
    /// Equal where Terraform knows; where it does not, whatever may become true.
    fn value(&mut self, value: &Value, wanted: &Json, at: &str, path: &str) {
        if self.unknown.iter().any(|unknown| unknown == path) {
            return;
        }
        match (value.entries(), value.elements(), wanted) {
            (Some(entries), _, Json::Object(wanted)) => {
                for (name, wanted) in wanted {
                    if !entries.contains_key(name.as_str()) && !added_by_schema(wanted) {
                        self.failures.push(format!("{at}.{name} is missing"));
                    }
                }
                for (name, value) in entries {
                    let inside =
                        if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
                    let wanted = wanted.get(&**name).unwrap_or(&Json::Null);
                    self.value(value, wanted, &format!("{at}.{name}"), &inside);
                }
            }
            (_, Some(elements), Json::Array(wanted)) if elements.len() == wanted.len() => {
                let blocks = elements.iter().all(|element| element.entries().is_some());
                if blocks && self.in_any_order(elements, wanted, path) {
                    return;
                }
                for (index, (value, wanted)) in elements.iter().zip(wanted).enumerate() {
                    let inside = format!("{path}[{index}]");
                    self.value(value, wanted, &format!("{at}[{index}]"), &inside);
                }
            }
            _ if value.is_unknown() || !same(&read_back(value), wanted) => {
                self.failures.push(format!("{at}: expected {wanted}, got {}", value.to_json()));
            }
            _ => {}
        }
    }

    /// Nested blocks that are a set have Terraform's order, not the text's.
    fn in_any_order(&self, blocks: &[Value], wanted: &[Json], path: &str) -> bool {
        let mut left: Vec<&Value> = blocks.iter().collect();
        wanted.iter().enumerate().all(|(index, wanted)| {
            let found = left.iter().position(|block| {
                let mut trial = Comparison { unknown: self.unknown, failures: Vec::new() };
                trial.value(block, wanted, "", &format!("{path}[{index}]"));
                trial.failures.is_empty()
            });
            found.map(|index| left.remove(index)).is_some()
        })
    }
}

/// A value as it is read from its text, so that many digits are rounded as those of the answer are.
fn read_back(value: &Value) -> Json {
    let text = to_json_text(value).and_then(|text| serde_json::from_str(&text).ok());
    text.unwrap_or_else(|| value.to_json())
}

/// What a provider's schema adds to what is written.
fn added_by_schema(value: &Json) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// A provider's schema makes numbers of strings and the other way round.
fn same(left: &Json, right: &Json) -> bool {
    let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    left == right
        || !left.is_object() && !left.is_array() && !left.is_null() && text(left) == text(right)
        || left.as_f64().is_some_and(|left| right.as_f64() == Some(left))
}
