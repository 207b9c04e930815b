//! Fixes: one attribute set in the text, everything else left as it is to the byte. A change that would touch more is refused.

use hcl_edit::expr::{Array, Expression};
use hcl_edit::structure::{Attribute, Block, Body, Structure};
use hcl_edit::{Decor, Decorate, Ident, Span as _};
use resilint_eval::{Instance, PathStep};
use resilint_syntax::{Files, Format, Span, parse};
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

/// The edit that gives an attribute of a resource a value; `None` when it cannot be done without touching anything else.
pub(crate) fn set_attribute(
    files: &Files,
    instance: &Instance,
    path: &[PathStep],
    value: &Value,
) -> Option<TextEdit> {
    let file = instance.span.file;
    if Format::of(&files.path(file)) != Some(Format::Native) || instance.incomplete {
        return None;
    }
    let bytes = files.text(file);
    // Only the resource's own text is read: what stands around it stays as it is anyway.
    let (start, end) = (instance.span.start as usize, instance.span.end as usize);
    let old = std::str::from_utf8(bytes.get(start..end)?).ok()?;
    let resource = Span::new(file, 0, instance.span.end - instance.span.start);
    let mut body: Body = old.parse().ok()?;
    if body.to_string() != old {
        return None;
    }
    let (attribute, blocks) = path.split_last()?;
    let PathStep::Name(name) = attribute else { return None };
    let block = block_at(&mut body, 0)?;
    let target = nested(block, blocks)?;
    let replaces_expression = set(&mut target.body, name, expression(value)?)?;
    let new = body.to_string();
    let edit = difference(old, &new, resource)?;
    let at = |offset: u32| instance.span.start + offset;
    let span = Span::new(file, at(edit.span.start), at(edit.span.end));
    holds(&new, resource, path).then_some(TextEdit { replaces_expression, span, ..edit })
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
fn difference(old: &str, new: &str, resource: Span) -> Option<TextEdit> {
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| {
        pairs
            .take_while(|(left, right)| left == right)
            .map(|(letter, _)| letter.len_utf8())
            .sum::<usize>()
    };
    let before = same(&mut old.chars().zip(new.chars()));
    let (old_rest, new_rest) = (old.get(before..)?, new.get(before..)?);
    let after = same(&mut old_rest.chars().rev().zip(new_rest.chars().rev()));
    let span = Span::new(
        resource.file,
        u32::try_from(before).ok()?,
        u32::try_from(old.len() - after).ok()?,
    );
    let new_text = new.get(before..new.len() - after)?.to_owned();
    let inside = resource.start < span.start && span.end < resource.end;
    inside.then_some(TextEdit { span, new_text, replaces_expression: false })
}

/// Whether the new text can be read, and the attribute is there.
fn holds(new: &str, resource: Span, path: &[PathStep]) -> bool {
    let (tree, diagnostics) = parse(resource.file, &new.as_bytes().into(), Format::Native);
    let Some(block) =
        tree.body().blocks().into_iter().find(|block| block.span().start == resource.start)
    else {
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
    use resilint_syntax::{FileId, Span};
    use serde_json::json;

    use super::{block_at, difference, expression, set};

    /// The text with an attribute of its first block set.
    fn fixed(text: &str, name: &str, value: &serde_json::Value) -> Option<String> {
        let mut body: Body = text.parse().unwrap();
        let start = text.find("resource").unwrap();
        set(&mut block_at(&mut body, start)?.body, name, expression(value)?)?;
        let new = body.to_string();
        let resource = Span::new(
            FileId::new(0),
            u32::try_from(start).unwrap(),
            u32::try_from(text.trim_end().len()).unwrap(),
        );
        let edit = difference(text, &new, resource)?;
        let mut edited = text.to_owned();
        edited.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.new_text);
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
