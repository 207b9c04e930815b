//! What an editor writes between the lines: where a resource is placed, and the values behind expressions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use resilint_graph::ResourceFacts;
use resilint_syntax::{Expression, ExpressionKind};
use serde_json::Value;

use super::analysis::{Analysis, trees};
use crate::project::Project;

/// A longer value is cut off.
const LONGEST: usize = 60;
/// At most so many different values of one place are shown.
const SHOWN: usize = 3;

/// A few words for the end of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The byte it follows.
    pub offset: u32,
    /// What it tells.
    pub kind: HintKind,
    /// The words.
    pub text: String,
}

/// What a hint tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HintKind {
    /// The region and the zones of a resource.
    Placement,
    /// The value of an expression.
    Value,
}

impl Project {
    /// The hints for a file, from all root modules in which it plays a part, in the order of the text.
    pub fn hints<'a>(
        &self,
        analyses: impl Iterator<Item = &'a Analysis>,
        file: &Path,
        wanted: &[HintKind],
    ) -> Vec<Hint> {
        let mut found: BTreeMap<(u32, HintKind), BTreeSet<String>> = BTreeMap::new();
        for analysis in analyses {
            if wanted.contains(&HintKind::Placement) {
                self.placements(analysis, file, &mut found);
            }
            if wanted.contains(&HintKind::Value) {
                self.values(analysis, file, &mut found);
            }
        }
        let hints = found.into_iter().map(|((offset, kind), texts)| {
            let more = if texts.len() > SHOWN { " | …" } else { "" };
            let shown: Vec<String> = texts.into_iter().take(SHOWN).collect();
            let text = format!("{}{more}", shown.join(" | "));
            Hint {
                offset,
                kind,
                text: if kind == HintKind::Value { format!("= {text}") } else { text },
            }
        });
        hints.collect()
    }

    fn placements(
        &self,
        analysis: &Analysis,
        file: &Path,
        found: &mut BTreeMap<(u32, HintKind), BTreeSet<String>>,
    ) {
        for (address, instance) in self.instances_in(analysis, file) {
            let text = analysis.facts.resources.get(&**address).and_then(|facts| placement(facts));
            if let Some(text) = text {
                let lines = self.files.line_index(instance.header.file);
                let line = lines.line_range(lines.line(instance.header.end));
                let end = line.map_or(instance.header.end, |line| line.end);
                found.entry((end, HintKind::Placement)).or_default().insert(text);
            }
        }
    }

    fn values(
        &self,
        analysis: &Analysis,
        file: &Path,
        found: &mut BTreeMap<(u32, HintKind), BTreeSet<String>>,
    ) {
        let is_this = |tree: &&Arc<resilint_syntax::Tree>| *self.files.path(tree.file()) == *file;
        let Some(tree) = trees(&analysis.configuration).find(is_this) else { return };
        let blocks = tree.body().blocks();
        for (_, instance) in self.instances_in(analysis, file) {
            let Some(block) = blocks.iter().find(|block| block.span() == instance.span) else {
                continue;
            };
            for attribute in block.body().attributes() {
                let name = attribute.name();
                let value = instance.attributes.get(&name);
                let shown = value
                    .filter(|value| !value.marks.is_sensitive() && !is_plain(attribute.value()))
                    .and_then(|value| {
                        let type_name = &instance.address.resource.type_name;
                        short(&resilint_graph::shown(type_name, &name, value))
                    });
                if let Some(shown) = shown {
                    let end = attribute.value().span().end;
                    found.entry((end, HintKind::Value)).or_default().insert(shown);
                }
            }
        }
    }
}

/// `eu-west-1 · eu-west-1a, eu-west-1b`
pub(crate) fn placement(facts: &ResourceFacts) -> Option<String> {
    let known = |name: &str| facts.facts.get(name).and_then(|fact| fact.get());
    let region = known("region").and_then(Value::as_str);
    let names: Option<Vec<&str>> = known("zone_names")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect());
    let zones = match (names, known("zones").and_then(Value::as_u64)) {
        (Some(names), _) if !names.is_empty() => Some(names.join(", ")),
        (_, Some(1)) => Some("1 zone".to_owned()),
        (_, Some(count)) if count > 1 => Some(format!("{count} zones")),
        _ => None,
    };
    let parts: Vec<&str> = region.into_iter().chain(zones.as_deref()).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Whether everybody sees the value of an expression without a hint.
fn is_plain(expression: Expression<'_>) -> bool {
    match expression.kind() {
        ExpressionKind::Null | ExpressionKind::Bool(_) | ExpressionKind::Number(_) => true,
        ExpressionKind::Template(_) => expression.as_literal().is_some(),
        ExpressionKind::Parens(inner) => is_plain(inner),
        ExpressionKind::Unary { operand, .. } => is_plain(operand),
        ExpressionKind::Tuple(tuple) => tuple.items().into_iter().all(is_plain),
        // What is written out over lines shows more than a hint can.
        ExpressionKind::Object(_) | ExpressionKind::Error => true,
        _ => false,
    }
}

/// A value on one line; `None` for one that is unknown, not set, or too much for a line.
fn short(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null | Value::Object(_) => return None,
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            return None;
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            format!("[{}]", items.join(", "))
        }
        Value::String(text) if text.contains('\n') => return None,
        other => other.to_string(),
    };
    Some(crate::shortened(&text, LONGEST))
}
