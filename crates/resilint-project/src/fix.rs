//! Fixes: one attribute set in the text, everything else left as it is to the byte. A change that would touch more is refused.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hcl_edit::expr::{Array, Expression};
use hcl_edit::structure::{Attribute, Block, Body, Structure};
use hcl_edit::{Decor, Decorate, Ident, Span as _};
use resilint_eval::{Instance, PathStep};
use resilint_syntax::{FileId, Files, Format, Span, parse};
use serde_json::Value;

/// A replacement of text in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextEdit {
    /// What is replaced; empty to insert.
    pub(crate) span: Span,
    pub(crate) new_text: String,
    /// Whether an expression that is not a plain literal is replaced.
    pub(crate) replaces_expression: bool,
}

/// The changes that were worked out: many findings ask for the same one, at every keystroke and in every root module.
#[derive(Debug, Default)]
pub(crate) struct Fixes(Mutex<HashMap<Asked, Option<Change>>>);

/// The most changes that are remembered.
const MOST: usize = 4_096;

/// The text of a resource, and what is to be set there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Asked {
    resource: String,
    path: Vec<PathStep>,
    value: Value,
}

/// A replacement inside the text of a resource.
#[derive(Debug, Clone)]
struct Change {
    start: u32,
    end: u32,
    new_text: String,
    replaces_expression: bool,
}

impl Fixes {
    /// The edit that gives an attribute of a resource a value; `None` when it cannot be done without touching anything else.
    pub(crate) fn set_attribute(
        &self,
        files: &Files,
        instance: &Instance,
        path: &[PathStep],
        value: &Value,
    ) -> Option<TextEdit> {
        let Span { file, start, end } = instance.span;
        if Format::of(&files.path(file)) != Some(Format::Native) || instance.incomplete {
            return None;
        }
        let text = files.text(file);
        // Only the resource's own text is read: what stands around it stays as it is anyway.
        let resource = std::str::from_utf8(text.get(start as usize..end as usize)?).ok()?;
        let asked =
            Asked { resource: resource.to_owned(), path: path.to_vec(), value: value.clone() };
        let Change { start: from, end: to, new_text, replaces_expression } = self.change(asked)?;
        let span = Span::new(file, start + from, start + to);
        Some(TextEdit { span, new_text, replaces_expression })
    }

    fn change(&self, asked: Asked) -> Option<Change> {
        if let Some(known) = self.known().get(&asked) {
            return known.clone();
        }
        let change = asked.change();
        let mut known = self.known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(asked, change.clone());
        change
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Asked, Option<Change>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Asked {
    fn change(&self) -> Option<Change> {
        let old = &*self.resource;
        let mut body: Body = old.parse().ok()?;
        if body.to_string() != old {
            return None;
        }
        let (attribute, blocks) = self.path.split_last()?;
        let PathStep::Name(name) = attribute else { return None };
        let block = block_at(&mut body, 0)?;
        let target = nested(block, blocks)?;
        let replaces_expression = set(&mut target.body, name, expression(&self.value)?)?;
        let new = body.to_string();
        let change = Change { replaces_expression, ..difference(old, &new, 0..old.len())? };
        holds(&new, &self.path).then_some(change)
    }
}

/// The top-level block that begins at an offset.
fn block_at(body: &mut Body, start: usize) -> Option<&mut Block> {
    let begins = |block: &Block| block.span().is_some_and(|span| span.start == start);
    let at = body.iter().position(|structure| structure.as_block().is_some_and(begins))?;
    body.get_mut(at).and_then(Structure::as_block_mut)
}

/// The block inside a block that a path leads to: `["backup", 0]` is the first block of that type.
fn nested<'b>(block: &'b mut Block, path: &[PathStep]) -> Option<&'b mut Block> {
    let (kind, index, rest) = match path {
        [] => return Some(block),
        [PathStep::Name(kind), PathStep::Index(index), rest @ ..] => (kind, *index, rest),
        [PathStep::Name(kind), rest @ ..] => (kind, 0, rest),
        [PathStep::Index(_), ..] => return None,
    };
    let of_kind =
        |structure: &Structure| structure.as_block().is_some_and(|block| block.has_ident(kind));
    let at =
        block.body.iter().enumerate().filter(|(_, structure)| of_kind(structure)).nth(index)?.0;
    nested(block.body.get_mut(at).and_then(Structure::as_block_mut)?, rest)
}

/// Gives an attribute a value, keeping blanks and comments. Says whether something else than a plain literal was there.
fn set(body: &mut Body, name: &str, mut value: Expression) -> Option<bool> {
    if let Some(mut attribute) = body.get_attribute_mut(name) {
        let old = attribute.value_mut();
        let replaces = !(old.is_bool() || old.is_number() || old.is_str() || old.is_null());
        *value.decor_mut() = old.decor().clone();
        *old = value;
        return Some(replaces);
    }
    // A block on one line has no line of its own to offer.
    let last = body
        .iter()
        .enumerate()
        .filter(|(_, structure)| structure.is_attribute())
        .map(|(at, _)| at)
        .last();
    let indent = body.iter().find_map(indentation)?;
    let mut key = hcl_edit::Decorated::new(Ident::try_new(name).ok()?);
    *key.decor_mut() = Decor::new(indent, " ");
    *value.decor_mut() = Decor::new(" ", "");
    body.insert(last.map_or(0, |at| at + 1), Attribute::new(key, value));
    Some(false)
}

/// The blanks in front of an argument or block that begins a line.
fn indentation(structure: &Structure) -> Option<String> {
    let decor = match structure {
        Structure::Attribute(attribute) => attribute.decor(),
        Structure::Block(block) => block.decor(),
    };
    let text = decor.prefix().map(|prefix| prefix.to_string()).unwrap_or_default();
    let line = text.rsplit('\n').next().unwrap_or_default();
    (!line.is_empty() && line.trim().is_empty()).then(|| line.to_owned())
}

fn expression(value: &Value) -> Option<Expression> {
    match value {
        Value::Bool(flag) => Some(Expression::from(*flag)),
        Value::Number(number) => number.as_i64().map(Expression::from),
        Value::String(text) => Some(Expression::from(text.as_str())),
        Value::Array(items) => {
            Some(Expression::from(items.iter().map(expression).collect::<Option<Array>>()?))
        }
        Value::Null | Value::Object(_) => None,
    }
}

/// The one place in which two texts differ; `None` when it reaches out of the resource.
fn difference(old: &str, new: &str, resource: Range<usize>) -> Option<Change> {
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| {
        pairs
            .take_while(|(left, right)| left == right)
            .map(|(letter, _)| letter.len_utf8())
            .sum::<usize>()
    };
    let before = same(&mut old.chars().zip(new.chars()));
    let (old_rest, new_rest) = (old.get(before..)?, new.get(before..)?);
    let after = same(&mut old_rest.chars().rev().zip(new_rest.chars().rev()));
    let end = old.len() - after;
    if before <= resource.start || end >= resource.end {
        return None;
    }
    Some(Change {
        start: u32::try_from(before).ok()?,
        end: u32::try_from(end).ok()?,
        new_text: new.get(before..new.len() - after)?.to_owned(),
        replaces_expression: false,
    })
}

/// Whether the new text of a resource can be read, and the attribute is there.
fn holds(new: &str, path: &[PathStep]) -> bool {
    let (tree, diagnostics) = parse(FileId::default(), &new.as_bytes().into(), Format::Native);
    let Some(block) = tree.body().blocks().into_iter().find(|block| block.span().start == 0) else {
        return false;
    };
    let mut body = block.body();
    for step in path.iter().take(path.len() - 1) {
        if let PathStep::Name(kind) = step {
            let Some(inner) = body.blocks_of(kind, 0).into_iter().next() else { return false };
            body = inner.body();
        }
    }
    let written =
        matches!(path.last(), Some(PathStep::Name(name)) if body.attribute(name).is_some());
    written && diagnostics.iter().all(|diagnostic| !diagnostic.is_error())
}

#[cfg(test)]
mod tests {
    use hcl_edit::structure::Body;
    use serde_json::json;

    use super::{block_at, difference, expression, set};

    /// The text with an attribute of its first block set.
    fn fixed(text: &str, name: &str, value: &serde_json::Value) -> Option<String> {
        let mut body: Body = text.parse().unwrap();
        let start = text.find("resource").unwrap();
        set(&mut block_at(&mut body, start)?.body, name, expression(value)?)?;
        let new = body.to_string();
        let change = difference(text, &new, start..text.trim_end().len())?;
        let mut edited = text.to_owned();
        edited.replace_range(change.start as usize..change.end as usize, &change.new_text);
        assert_eq!(edited, new);
        Some(new)
    }

    #[test]
    fn a_value_is_replaced_and_nothing_else() {
        let text = "# a\nresource \"a\" \"b\" {\n  x   = 1 # one\n  on  = false # why\n\n  y { z = 1 }\n}\n";
        let new = fixed(text, "on", &json!(true)).unwrap();
        assert_eq!(new, text.replace("false", "true"));
    }

    #[test]
    fn a_missing_argument_follows_the_others() {
        let text = "resource \"a\" \"b\" {\n    x = 1\n\n    y {\n      z = 1\n    }\n}\n";
        let new = fixed(text, "days", &json!(7)).unwrap();
        assert_eq!(new, text.replace("    x = 1\n", "    x = 1\n    days = 7\n"));
    }

    #[test]
    fn a_block_on_one_line_is_left_alone() {
        assert_eq!(fixed("resource \"a\" \"b\" {}\n", "days", &json!(7)), None);
    }
}
