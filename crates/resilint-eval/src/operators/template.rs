//! Putting the parts of a string template together.

use std::sync::Arc;

use super::OperatorError;
use crate::convert::convert;
use crate::value::{Data, Marks, Refinement, Type, UNKNOWN_PART, Value};

/// Longer strings are refused: locals that double each other would otherwise fill the memory.
const MAX_LENGTH: usize = 64 << 20;
/// Partly known texts are kept up to this length.
const MAX_PARTS: usize = 64 * 1024;
/// More alternatives than this are not listed.
const MAX_ALTERNATIVES: usize = 16;

/// Joins the parts of a template, literals and interpolated values alike, to one string. The result carries the marks of all parts and no origin; what
/// stands before the first unknown part stays known, and so do the alternatives of undecided parts.
///
/// # Errors
/// A part is null, or is not a string, number or bool.
pub fn join_template(parts: &[Value]) -> Result<Value, OperatorError> {
    let mut texts = Vec::with_capacity(parts.len());
    let mut marks = Marks::default();
    for (index, part) in parts.iter().enumerate() {
        if part.is_null() {
            return Err(OperatorError::at(
                index,
                "the expression result is null: cannot include a null value in a string template",
            ));
        }
        if let Some(unknown) = part.as_unknown().filter(|unknown| !unknown.type_.is_primitive()) {
            // Whether it fits is seen once it is known.
            marks = marks.union(&part.marks);
            texts.push(Value::unknown(Type::String, unknown.reason.clone()));
            continue;
        }
        let text = convert(part, &Type::String).map_err(|error| {
            OperatorError::at(
                index,
                format!("cannot include the given value in a string template: {}", error.message),
            )
        })?;
        marks = marks.union(&text.deep_marks());
        texts.push(text);
    }
    let length: usize = texts.iter().filter_map(Value::as_str).map(str::len).sum();
    if length > MAX_LENGTH {
        return Err(OperatorError { message: "the string is too long".to_owned(), operand: None });
    }
    if texts.iter().all(|text| text.as_str().is_some()) {
        let joined: String = texts.iter().filter_map(Value::as_str).collect();
        return Ok(Value::string(joined).with_marks(&marks));
    }
    let reason = texts.iter().find_map(Value::reason).cloned().expect("a part is unknown");
    let prefix = prefix(&texts);
    let one_of = all_alternatives(&texts);
    let parts = Some(marked(&texts)).filter(|parts| parts.len() <= MAX_PARTS).map(Into::into);
    Ok(Value::refined(
        Type::String,
        reason,
        Refinement { not_null: true, prefix, parts, one_of, ..Refinement::default() },
    )
    .with_marks(&marks))
}

/// The text with its unknown parts marked.
fn marked(texts: &[Value]) -> String {
    let mut known = String::new();
    for text in texts {
        match &text.data {
            Data::String(part) => known.push_str(part),
            Data::Unknown(unknown) => match &unknown.refinement.parts {
                Some(parts) => known.push_str(parts),
                None => known.push(UNKNOWN_PART),
            },
            _ => {}
        }
    }
    known
}

fn prefix(texts: &[Value]) -> Option<Arc<str>> {
    let mut known = String::new();
    for text in texts {
        match &text.data {
            Data::String(part) => known.push_str(part),
            Data::Unknown(unknown) => {
                known.push_str(unknown.refinement.prefix.as_deref().unwrap_or_default());
                break;
            }
            _ => break,
        }
    }
    Some(known.into()).filter(|known: &Arc<str>| !known.is_empty())
}

/// Every string there can be, when all unknown parts have known alternatives.
fn all_alternatives(texts: &[Value]) -> Option<Arc<[Value]>> {
    let mut strings = vec![String::new()];
    for text in texts {
        let parts: Vec<&str> = match text.alternatives() {
            Some(values) => values.iter().map(Value::as_str).collect::<Option<_>>()?,
            None => vec![text.as_str()?],
        };
        if strings.len() * parts.len() > MAX_ALTERNATIVES {
            return None;
        }
        strings = strings
            .iter()
            .flat_map(|string| parts.iter().map(move |part| format!("{string}{part}")))
            .collect();
    }
    Some(strings.into_iter().map(Value::from).collect())
}
