//! `cargo xtask schema record --plugins DIR`: what the AWS provider's own schema says about every type of block that the fixtures write. Names only, and no
//! deeper than the fixtures go, so that a test can check them without the provider. Everything that the provider calls sensitive, and the attributes of the
//! types in the catalog.

#![expect(clippy::disallowed_methods, reason = "a chore reads the checkout itself")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use resilint_syntax::{Body, FileId, Format, parse};
use serde_json::Value;

use crate::{attributes, say, terraform};

const FILE: &str = "fixtures/aws-schema.txt";
const SENSITIVE_FILE: &str = "crates/resilint-graph/catalog/sensitive-aws.txt";
const SENSITIVE_HEAD: &str = "# What the AWS provider 5.100.0 calls sensitive, from `terraform providers schema -json`; recorded by `cargo xtask schema record`.\n";
/// Blocks that are Terraform's own.
const OWN: [&str; 3] = ["lifecycle", "provisioner", "connection"];
const HEAD: &str = "# What the AWS provider 5.100.0 lets a block hold, from `terraform providers schema -json`; recorded by `cargo xtask schema record`.
# name! is required, name= is set by the provider alone, name{ is a block, name[ an argument that may be written as blocks.\n";

/// Writes the file anew.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let ["record", "--plugins", plugins] = arguments else {
        bail!("usage: cargo xtask schema record --plugins DIR");
    };
    let mut written = BTreeSet::new();
    for path in files(&root.join("fixtures"), "tf")? {
        let text: Arc<[u8]> = Arc::from(fs::read(&path)?);
        let (tree, _) = parse(FileId::default(), &text, Format::Native);
        for block in tree.body().blocks() {
            let labels = block.labels();
            let labels: Vec<_> = labels.iter().map(|label| &*label.text).collect();
            let [type_name, _] = labels.as_slice() else { continue };
            if type_name.starts_with("aws_") {
                let path = format!("{} {type_name}", block.kind());
                paths(&block.body(), &path, &OWN, &mut written);
                written.insert(path);
            }
        }
    }
    let schema = schema(Path::new(plugins))?;
    let mut lines = BTreeMap::new();
    for path in &written {
        match names_at(&schema, path) {
            Some(names) => drop(lines.insert(path, names)),
            None => say(&format!("the provider has no `{path}`")),
        }
    }
    let mut text = HEAD.to_owned();
    for (path, names) in &lines {
        writeln!(text, "{path}: {}", names.join(" "))?;
    }
    fs::write(root.join(FILE), text)?;
    say(&format!("{} kinds of blocks", lines.len()));
    fs::write(root.join(SENSITIVE_FILE), sensitive(&schema))?;
    let catalog = files(&root.join("crates/resilint-graph/catalog"), "toml")?;
    attributes::record(root, &catalog, &schema)
}

/// A line for each attribute that the provider calls sensitive: type and path.
fn sensitive(schema: &Value) -> String {
    let mut lines = BTreeSet::new();
    for kind in ["resource_schemas", "data_source_schemas"] {
        for (type_name, described) in schema[kind].as_object().into_iter().flatten() {
            sensitive_inside(&described["block"], &format!("{type_name} "), &mut lines);
        }
    }
    lines.into_iter().fold(SENSITIVE_HEAD.to_owned(), |text, line| text + &line + "\n")
}

fn sensitive_inside(block: &Value, at: &str, lines: &mut BTreeSet<String>) {
    for (name, attribute) in block["attributes"].as_object().into_iter().flatten() {
        if attribute["sensitive"] == true {
            lines.insert(format!("{at}{name}"));
        }
        sensitive_inside(&attribute["nested_type"], &format!("{at}{name}."), lines);
    }
    for (name, nested) in block["block_types"].as_object().into_iter().flatten() {
        sensitive_inside(&nested["block"], &format!("{at}{name}."), lines);
    }
}

/// The files below a directory whose names end so.
fn files(directory: &Path, wanted: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, wanted)?);
        } else if path.extension().is_some_and(|extension| extension == wanted) {
            found.push(path);
        }
    }
    Ok(found)
}

/// The paths of the blocks inside, but of those to pass over; of a dynamic one, those of what it makes.
fn paths(body: &Body<'_>, at: &str, without: &[&str], found: &mut BTreeSet<String>) {
    for block in body.blocks() {
        let (name, inner) = block.made();
        if without.contains(&&*name) {
            continue;
        }
        let path = format!("{at}.{name}");
        paths(&inner, &path, &[], found);
        found.insert(path);
    }
}

fn schema(plugins: &Path) -> Result<Value> {
    let scratch = terraform::scratch("schema")?;
    let needs =
        "terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\" }\n  }\n}\n";
    fs::write(scratch.join("main.tf"), needs)?;
    let plugins = format!("-plugin-dir={}", plugins.display());
    terraform::must(&scratch, &["init", "-backend=false", "-input=false", &plugins], &[])?;
    let text = terraform::must(&scratch, &["providers", "schema", "-json"], &[])?;
    fs::remove_dir_all(&scratch)?;
    let all: Value = serde_json::from_str(&text)?;
    let providers = all["provider_schemas"].as_object().context("there are no providers")?;
    let aws = providers.iter().find(|(name, _)| name.ends_with("hashicorp/aws"));
    Ok(aws.context("the AWS provider is missing")?.1.clone())
}

/// What a block may hold; `None` if there is no such block.
fn names_at(schema: &Value, path: &str) -> Option<Vec<String>> {
    let (kind, path) = path.split_once(' ')?;
    let mut steps = path.split('.');
    let all = if kind == "data" { "data_source_schemas" } else { "resource_schemas" };
    let mut block = &schema[all][steps.next()?]["block"];
    while let Some(step) = steps.next() {
        let nested = &block["block_types"][step]["block"];
        if nested.is_null() {
            let object = block["attributes"][step]["type"].get(1)?.get(1)?.as_object()?;
            return steps.next().is_none().then(|| object.keys().cloned().collect());
        }
        block = nested;
    }
    if block.is_null() {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    for (name, attribute) in block["attributes"].as_object().into_iter().flatten() {
        let may_be_blocks =
            attribute["type"].get(1).and_then(|of| of.get(0)) == Some(&"object".into());
        let is_written = attribute["optional"] == true || attribute["required"] == true;
        let marks = [
            ("[", may_be_blocks && is_written),
            ("=", !is_written),
            ("!", attribute["required"] == true),
        ];
        names.push(marked(name, &marks));
    }
    for (name, block) in block["block_types"].as_object().into_iter().flatten() {
        let is_required = block["min_items"].as_u64().is_some_and(|least| least > 0);
        names.push(marked(name, &[("{", true), ("!", is_required)]));
    }
    names.sort();
    Some(names)
}

fn marked(name: &str, marks: &[(&str, bool)]) -> String {
    let marks = marks.iter().filter(|(_, holds)| *holds).map(|(mark, _)| *mark);
    [name].into_iter().chain(marks).collect()
}
