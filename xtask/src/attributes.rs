//! The attribute names of the AWS provider that a test of the catalog checks its paths against.

#![expect(clippy::disallowed_methods, reason = "a chore reads the checkout itself")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::Value;

use crate::say;

const FILE: &str = "crates/resilint-graph/tests/data/aws-attributes.txt";
const HEAD: &str = "# Attribute names of the resource types of the AWS provider 5.100.0 that the catalog names, from `terraform providers schema -json`; recorded by
# `cargo xtask schema record`. Nested ones are dotted, `~` stands after those whose inside is not typed.
";
/// What only later versions of the provider have.
const LATER: [(&str, [&str; 4]); 1] = [(
    "aws_elasticache_replication_group",
    [
        "node_group_configuration",
        "node_group_configuration.primary_availability_zone",
        "node_group_configuration.replica_availability_zones",
        "node_group_configuration.replica_count",
    ],
)];

/// Writes the names of all types that the catalog's files name.
pub(crate) fn record(root: &Path, catalog: &[PathBuf], schema: &Value) -> Result<()> {
    let mut lines = BTreeMap::new();
    for name in named(catalog)? {
        let described = &schema["resource_schemas"][&name]["block"];
        if !described.is_null() {
            let mut names = BTreeSet::new();
            of_block(described, "", &mut names);
            let later = LATER.iter().filter(|(type_name, _)| *type_name == name);
            names.extend(later.flat_map(|(_, later)| later.iter().map(|&later| later.to_owned())));
            lines.insert(name, names);
        }
    }
    let mut text = HEAD.to_owned();
    for (name, names) in &lines {
        writeln!(
            text,
            "{name} {}",
            names.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
        )?;
    }
    fs::write(root.join(FILE), text)?;
    say(&format!("the attributes of {} types", lines.len()));
    Ok(())
}

/// Every name of an AWS type in the catalog.
fn named(catalog: &[PathBuf]) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for path in catalog {
        let text = fs::read_to_string(path)?;
        let words = text.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
        found.extend(words.filter(|word| word.starts_with("aws_")).map(str::to_owned));
    }
    Ok(found)
}

fn of_block(block: &Value, at: &str, names: &mut BTreeSet<String>) {
    for (name, attribute) in block["attributes"].as_object().into_iter().flatten() {
        let path = format!("{at}{name}");
        of_block(&attribute["nested_type"], &format!("{path}."), names);
        of_type(&attribute["type"], &path, names);
    }
    for (name, nested) in block["block_types"].as_object().into_iter().flatten() {
        let path = format!("{at}{name}");
        of_block(&nested["block"], &format!("{path}."), names);
        names.insert(path);
    }
}

/// `"string"`, `["list", T]`, `["map", T]`, `["object", { name: T }]`
fn of_type(described: &Value, path: &str, names: &mut BTreeSet<String>) {
    match (described[0].as_str(), &described[1]) {
        (Some("object"), Value::Object(inner)) => {
            for (name, inner) in inner {
                of_type(inner, &format!("{path}.{name}"), names);
            }
        }
        (Some("list" | "set"), element @ Value::Array(_)) => return of_type(element, path, names),
        (Some("map"), _) => drop(names.insert(format!("{path}~"))),
        _ => {}
    }
    names.insert(path.to_owned());
}
