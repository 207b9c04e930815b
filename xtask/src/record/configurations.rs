//! Asks Terraform what it plans for each configuration in `fixtures/language`, and writes the answer to its `expected.json`. A configuration that needs a
//! provider is planned with a mocked one, and only when the provider is at hand.

#![expect(clippy::disallowed_methods, reason = "a chore reads the checkout itself")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{json, say, terraform};

const FOLDER: &str = "fixtures/language";
/// Single files and small folders, none of which Terraform accepts.
const REFUSED: &str = "refused";

/// What is handed in besides the files that Terraform reads by itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Inputs {
    environment: BTreeMap<String, String>,
    /// `-var=NAME=VALUE` and `-var-file=FILE`, as Terraform takes them.
    arguments: Vec<String>,
    workspace: Option<String>,
}

/// See `fixtures/language/README.md`.
#[derive(Debug, Default, Serialize)]
struct Expected {
    addresses: Vec<String>,
    values: BTreeMap<String, Map<String, Value>>,
    unknown: BTreeMap<String, Vec<String>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    sensitive: BTreeMap<String, Vec<String>>,
    outputs: BTreeMap<String, Value>,
}

/// Records the configurations with these names, or all.
pub(super) fn record_all(root: &Path, plugins: Option<&Path>, names: &[&str]) -> Result<()> {
    let mut directories: Vec<PathBuf> =
        fs::read_dir(root.join(FOLDER))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    directories.retain(|path| has_configuration(path));
    directories.sort();
    for directory in directories {
        let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !names.is_empty() && !names.contains(&name.as_str()) {
            continue;
        }
        if name == REFUSED {
            record_refused(&directory)?;
            continue;
        }
        let plan = plan(&directory, plugins).with_context(|| name.clone())?;
        let Some(plan) = plan else {
            say(&format!("`{name}` needs a provider: `--plugins DIR`"));
            continue;
        };
        let text = serde_json::to_string_pretty(&expected(&plan))?;
        fs::write(directory.join("expected.json"), json::unmarked(&text) + "\n")?;
    }
    Ok(())
}

/// What Terraform says about each file or folder, to `expected.json`.
fn record_refused(directory: &Path) -> Result<()> {
    let mut said = BTreeMap::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let scratch = terraform::scratch("record-refused")?;
        if path.is_dir() {
            terraform::copy(&path, &scratch)?;
        } else if name.ends_with(".tf") {
            fs::copy(&path, scratch.join("main.tf"))?;
        } else {
            continue;
        }
        let mut log = terraform::text(&scratch, &["init", "-backend=false", "-json"])?;
        if terraform::errors(&log)?.is_empty() {
            log = terraform::text(&scratch, &["plan", "-json", "-input=false"])?;
        }
        fs::remove_dir_all(&scratch)?;
        let errors = terraform::errors(&log)?;
        let first = errors.first().with_context(|| format!("Terraform accepts `{name}`"))?;
        let text = |key: &str| first[key].as_str().unwrap_or_default();
        let detail = text("detail").lines().next().unwrap_or_default();
        said.insert(name.to_owned(), format!("{}: {detail}", text("summary")));
    }
    let text = serde_json::to_string_pretty(&said)? + "\n";
    fs::write(directory.join("expected.json"), text)?;
    Ok(())
}

fn has_configuration(directory: &Path) -> bool {
    let Ok(entries) = fs::read_dir(directory) else { return false };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names.into_iter().any(|name| name.ends_with(".tf") || name.ends_with(".tf.json"))
}

/// The plan as JSON; none if a provider is missing.
fn plan(directory: &Path, plugins: Option<&Path>) -> Result<Option<Value>> {
    let scratch = terraform::scratch("record-configuration")?;
    terraform::copy(directory, &scratch)?;
    let main = fs::read_to_string(scratch.join("main.tf")).unwrap_or_default();
    let plan = if main.contains("required_providers") {
        let Some(plugins) = plugins else { return Ok(None) };
        if main.contains("\ndata \"") {
            fs::write(scratch.join("account_override.tf"), WITHOUT_ACCOUNT)?;
            own_plan(&scratch, Some(plugins))?
        } else {
            mocked_plan(&scratch, plugins, "mock_provider \"aws\" {}\n")?
        }
    } else {
        own_plan(&scratch, None)?
    };
    fs::remove_dir_all(&scratch)?;
    Ok(Some(plan))
}

/// A mocked provider answers data sources with anything; the real one decides some without an account and without a network.
const WITHOUT_ACCOUNT: &str = "provider \"aws\" {
  access_key                  = \"none\"
  secret_key                  = \"none\"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true
}
";

/// A plan with what `inputs.json` says, without any provider but those at hand.
pub(crate) fn own_plan(directory: &Path, plugins: Option<&Path>) -> Result<Value> {
    let given = directory.join("inputs.json");
    let inputs: Inputs = match fs::read_to_string(given) {
        Ok(text) => serde_json::from_str(&text)?,
        Err(_) => Inputs::default(),
    };
    let plugins = plugins.map(|plugins| format!("-plugin-dir={}", plugins.display()));
    let mut init = vec!["init", "-backend=false", "-input=false", "-no-color"];
    init.extend(plugins.as_deref());
    terraform::must(directory, &init, &[])?;
    if let Some(workspace) = &inputs.workspace {
        terraform::must(directory, &["workspace", "new", workspace], &[])?;
    }
    let mut words = vec!["plan".to_owned(), "-input=false".to_owned(), "-no-color".to_owned()];
    words.push("-out=plan.bin".to_owned());
    words.extend(inputs.arguments);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let environment: Vec<(String, String)> = inputs
        .environment
        .into_iter()
        .map(|(name, value)| (format!("TF_VAR_{name}"), value))
        .collect();
    terraform::must(directory, &words, &environment)?;
    json::read(&terraform::must(directory, &["show", "-json", "plan.bin"], &[])?)
}

/// A plan as `terraform test` makes it, without an account and without a network.
pub(crate) fn mocked_plan(directory: &Path, plugins: &Path, mocks: &str) -> Result<Value> {
    let plugins = format!("-plugin-dir={}", plugins.display());
    let init = ["init", "-backend=false", "-input=false", "-no-color", plugins.as_str()];
    terraform::must(directory, &init, &[])?;
    let tests = directory.join("tests");
    fs::create_dir_all(&tests)?;
    let run = "run \"plan\" {\n  command = plan\n}\n";
    fs::write(tests.join("plan.tftest.hcl"), format!("{mocks}{run}"))?;
    let filter = "-filter=tests/plan.tftest.hcl";
    let log = terraform::text(directory, &["test", "-json", "-verbose", filter])?;
    for line in log.lines().filter(|line| !line.trim().is_empty()) {
        let entry = json::read(line)?;
        if entry["type"] == "test_plan" {
            return Ok(entry["test_plan"].clone());
        }
    }
    let errors: Vec<String> =
        terraform::errors(&log)?.iter().map(ToString::to_string).take(3).collect();
    bail!("no plan: {}", errors.join("\n"))
}

fn expected(plan: &Value) -> Expected {
    let mut expected = Expected::default();
    for change in plan["resource_changes"].as_array().into_iter().flatten() {
        let is_deletion = change["change"]["actions"] == serde_json::json!(["delete"]);
        let Some(address) = change["address"].as_str() else { continue };
        if is_deletion || change["mode"] != "managed" {
            continue;
        }
        expected.addresses.push(address.to_owned());
        let (value, paths) = without_unknown(&change["change"]);
        let mut entries = value.and_then(|value| value.as_object().cloned()).unwrap_or_default();
        entries.retain(|_, value| !value.is_null());
        expected.values.insert(address.to_owned(), entries);
        note(&mut expected.unknown, address, paths);
        let mut sensitive = Vec::new();
        sensitive_paths(&change["change"]["after_sensitive"], "", &mut sensitive);
        // What a provider calls sensitive is not what the configuration says.
        if change["type"] == "terraform_data" {
            note(&mut expected.sensitive, address, sensitive);
        }
    }
    read_already(&plan["prior_state"]["values"]["root_module"], &mut expected.addresses);
    expected.addresses.sort();
    for (name, change) in plan["output_changes"].as_object().into_iter().flatten() {
        let (value, paths) = without_unknown(change);
        if let Some(value) = value {
            expected.outputs.insert(name.clone(), value);
        }
        note(&mut expected.unknown, &format!("output.{name}"), paths);
    }
    expected
}

/// The data sources that were read while planning.
fn read_already(module: &Value, addresses: &mut Vec<String>) {
    let resources = module["resources"].as_array().into_iter().flatten();
    let data = resources.filter(|resource| resource["mode"] == "data");
    addresses.extend(data.filter_map(|data| data["address"].as_str()).map(str::to_owned));
    for child in module["child_modules"].as_array().into_iter().flatten() {
        read_already(child, addresses);
    }
}

fn note(into: &mut BTreeMap<String, Vec<String>>, at: &str, mut paths: Vec<String>) {
    if !paths.is_empty() {
        paths.sort();
        into.insert(at.to_owned(), paths);
    }
}

/// The planned value without its unknown parts, and the paths of these.
fn without_unknown(change: &Value) -> (Option<Value>, Vec<String>) {
    let mut paths = Vec::new();
    let value = strip(&change["after"], &change["after_unknown"], "", &mut paths);
    (value, paths)
}

/// `None` for an unknown value. Names are sorted.
fn strip(value: &Value, unknown: &Value, path: &str, paths: &mut Vec<String>) -> Option<Value> {
    if *unknown == Value::Bool(true) {
        paths.push(path.to_owned());
        return None;
    }
    if value.is_object() || unknown.is_object() {
        let names = [value, unknown].into_iter().filter_map(Value::as_object);
        let mut names: Vec<&String> = names.flat_map(Map::keys).collect();
        names.sort();
        names.dedup();
        let entries = names.into_iter().filter_map(|name| {
            let inside = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            Some((name.clone(), strip(&value[name], &unknown[name], &inside, paths)?))
        });
        return Some(Value::Object(entries.collect()));
    }
    let length = |value: &Value| value.as_array().map_or(0, Vec::len);
    if value.is_array() || unknown.is_array() {
        let elements = (0..length(value).max(length(unknown))).map(|index| {
            let inside = format!("{path}[{index}]");
            strip(&value[index], &unknown[index], &inside, paths).unwrap_or(Value::Null)
        });
        return Some(Value::Array(elements.collect()));
    }
    Some(value.clone())
}

/// The paths that a mask calls sensitive.
fn sensitive_paths(mask: &Value, path: &str, paths: &mut Vec<String>) {
    match mask {
        Value::Bool(true) => paths.push(path.to_owned()),
        Value::Object(entries) => {
            for (name, mask) in entries {
                let inside = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                sensitive_paths(mask, &inside, paths);
            }
        }
        Value::Array(elements) => {
            for (index, mask) in elements.iter().enumerate() {
                sensitive_paths(mask, &format!("{path}[{index}]"), paths);
            }
        }
        _ => {}
    }
}
