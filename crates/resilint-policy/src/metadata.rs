//! Reads the METADATA comment that opens a policy file. The Rego engine does not hand it out, so it is read here.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use resilint_syntax::Severity;
use saphyr::{LoadableYamlNode, MarkedYaml, SafelyIndex};

use crate::policy_file::{PolicyDiagnostic, PolicyFile};
use crate::rule::{Category, Rule};

/// The comment block before `package`: its YAML, and for each line of it where that line begins in the file.
struct Block {
    yaml: String,
    lines: Vec<usize>,
    range: Range<usize>,
}

/// Reads the rule a policy file declares. `Ok(None)` for a file without METADATA or without `custom.severity`: a library.
pub(crate) fn read_rule(file: &PolicyFile) -> Result<Option<Rule>, PolicyDiagnostic> {
    let (Some(block), Some((package, _))) = (find_block(&file.text), find_package(&file.text))
    else {
        return Ok(None);
    };
    let documents = MarkedYaml::load_from_str(&block.yaml).map_err(|error| {
        let line = block
            .lines
            .get(error.marker().line().saturating_sub(1))
            .copied()
            .unwrap_or(block.range.start);
        file.error(
            "policy-metadata",
            line..line_end(&file.text, line),
            format!("METADATA is not valid YAML: {}", error.info().to_lowercase()),
        )
    })?;
    let Some(root) = documents.first() else { return Ok(None) };
    let Some(custom) = root.get("custom") else { return Ok(None) };
    let Some(severity) = custom.get("severity") else { return Ok(None) };
    let severity = text(severity).as_deref().and_then(severity_from_name).ok_or_else(|| {
        file.error(
            "policy-metadata",
            place(&block, &file.text, severity),
            "`custom.severity` is none of `error`, `warning`, `info` and `hint`",
        )
    })?;
    let Some(title) = root.get("title").and_then(text) else {
        return Err(file.error("policy-metadata", block.range.clone(), "METADATA has no `title`"));
    };
    let (id, category) = name(&package);
    Ok(Some(Rule {
        id,
        title,
        description: root.get("description").and_then(text).unwrap_or_default(),
        category,
        severity,
        roles: list(custom, "roles"),
        resource_types: list(custom, "resource_types"),
        objectives: list(custom, "objectives"),
        remediation: custom.get("remediation").and_then(text),
        remedies: texts(custom, "remedies"),
        equivalents: list(custom, "equivalents"),
        related_resources: list(root, "related_resources"),
        since: custom.get("since").and_then(text),
        builtin: file.builtin,
        package: package.into(),
        path: Arc::clone(&file.path),
    }))
}

/// The package a policy file declares, and where.
pub(crate) fn find_package(text: &str) -> Option<(String, Range<usize>)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(rest) = line.strip_prefix("package ") {
            let name = rest.split('#').next().unwrap_or_default().trim();
            return Some((name.to_owned(), start..start + line.trim_end().len()));
        }
        start += line.len();
    }
    None
}

/// The rule id and the category a package name stands for: its last part, and the last part before it that names a category.
fn name(package: &str) -> (Arc<str>, Category) {
    let mut parts = package.rsplit('.');
    let id = parts.next().unwrap_or_default().replace('_', "-");
    (id.into(), parts.find_map(Category::from_name).unwrap_or(Category::Custom))
}

fn find_block(text: &str) -> Option<Block> {
    let mut block: Option<Block> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        match (&mut block, trimmed.strip_prefix('#')) {
            (_, Some(comment)) if comment.trim() == "METADATA" => {
                block = Some(Block {
                    yaml: String::new(),
                    lines: Vec::new(),
                    range: start..start + trimmed.len(),
                });
            }
            (Some(block), Some(comment)) => {
                block.yaml.push_str(comment.strip_prefix(' ').unwrap_or(comment));
                block.yaml.push('\n');
                block.lines.push(start + 1);
            }
            (Some(_), None) if trimmed.starts_with("package") => return block,
            (Some(_), None) => block = None,
            (None, _) if trimmed.starts_with("package") => return None,
            (None, _) => {}
        }
        start += line.len();
    }
    None
}

fn place(block: &Block, text: &str, node: &MarkedYaml<'_>) -> Range<usize> {
    let line = block
        .lines
        .get(node.span.start.line().saturating_sub(1))
        .copied()
        .unwrap_or(block.range.start);
    line..line_end(text, line)
}

fn line_end(text: &str, start: usize) -> usize {
    text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| start + length)
}

fn severity_from_name(name: &str) -> Option<Severity> {
    [Severity::Error, Severity::Warning, Severity::Info, Severity::Hint]
        .into_iter()
        .find(|severity| severity.as_str() == name)
}

/// A scalar as text.
fn text(node: &MarkedYaml<'_>) -> Option<String> {
    if let Some(text) = node.data.as_str() {
        return Some(text.trim().to_owned());
    }
    if let Some(number) = node.data.as_integer() {
        return Some(number.to_string());
    }
    node.data
        .as_floating_point()
        .map(|number| number.to_string())
        .or_else(|| node.data.as_bool().map(|flag| flag.to_string()))
}

/// A list of texts, or of mappings with a `ref`.
fn list(node: &MarkedYaml<'_>, key: &str) -> Vec<Arc<str>> {
    let Some(items) = node.get(key).and_then(|list| list.data.as_sequence()) else {
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| text(item).or_else(|| item.get("ref").and_then(text)))
        .map(Arc::from)
        .collect()
}

/// A mapping of texts.
fn texts(node: &MarkedYaml<'_>, key: &str) -> BTreeMap<Arc<str>, String> {
    let entries = node.get(key).and_then(|entries| entries.data.as_mapping());
    let entries = entries.into_iter().flatten();
    entries.filter_map(|(key, value)| Some((Arc::from(text(key)?), text(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "# METADATA\n# title: Runs in one zone\n# description: >-\n#   Dies\n#   with it.\n# related_resources:\n#   - https://a.example\n#   - ref: https://b.example\n#     description: more\n# custom:\n#   severity: warning\n#   roles: [database]\n#   remediation: Add a zone.\n#   remedies:\n#     azurerm: Ask Azure.\n#     azurerm_mssql_database: Set it.\n#   equivalents:\n#     - X_1\npackage acme.multi_az.one_zone\n\nimport rego.v1\n";

    #[test]
    fn reads_a_rule() {
        let rule = read_rule(&PolicyFile::user("p.rego", POLICY)).unwrap().unwrap();
        assert_eq!(&*rule.id, "one-zone");
        assert_eq!(rule.category, Category::MultiAz);
        assert_eq!(rule.description, "Dies with it.");
        assert_eq!(rule.severity, Severity::Warning);
        assert_eq!(rule.remedy("aws_db_instance"), Some("Add a zone."));
        assert_eq!(rule.remedy("azurerm_mssql_server"), Some("Ask Azure."));
        assert_eq!(rule.remedy("azurerm_mssql_database"), Some("Set it."));
        assert_eq!(
            rule.related_resources,
            [Arc::from("https://a.example"), Arc::from("https://b.example")]
        );
        assert_eq!(rule.equivalents, [Arc::from("X_1")]);
        assert_eq!((&*rule.roles[0], &*rule.package), ("database", "acme.multi_az.one_zone"));
    }

    #[test]
    fn points_at_what_is_wrong_with_metadata() {
        let broken = POLICY.replace("severity: warning", "severity: terrible");
        let diagnostic = read_rule(&PolicyFile::user("p.rego", broken.clone())).unwrap_err();
        assert_eq!(
            broken.get(diagnostic.range).unwrap(),
            " # custom:".get(10..).unwrap_or_default().to_owned() + "   severity: terrible"
        );
        let broken = POLICY.replace("roles: [database]", "roles: [database");
        assert!(read_rule(&PolicyFile::user("p.rego", broken)).is_err());
        assert_eq!(read_rule(&PolicyFile::user("lib.rego", "package lib\n")), Ok(None));
    }
}
