//! JSON as Terraform writes and reads it: exact numbers, sorted keys, and the escapes of Go's encoder.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::FunctionError;
use super::call::{Call, Outcome};
use crate::number::Number;
use crate::value::{Data, Open, Refinement, Type, UNKNOWN_PART, Value};

/// Partly known texts are kept up to this length.
const MAX_PARTS: usize = 64 * 1024;
/// JSON is read to this depth.
const MAX_DEPTH: usize = 512;

pub(super) fn jsonencode(call: &Call<'_>) -> Outcome {
    let value = call.argument(0);
    match to_json_text(value) {
        Some(text) => Ok(text.into()),
        None => call.unknown_with(|refinement: &mut Refinement| {
            // Of what has no type yet, or may be null, Terraform does not know how it begins.
            let start = known_start(value).filter(|_| call.open < Open::Value);
            refinement.prefix = start.map(Into::into);
            let mut parts = String::new();
            write(value, &mut parts, Unknowns::Marked);
            refinement.parts = Some(parts).filter(|parts| parts.len() <= MAX_PARTS).map(Into::into);
        }),
    }
}

/// What the JSON of a partly unknown value begins with.
fn known_start(value: &Value) -> Option<&'static str> {
    if !value.is_certainly_not_null() {
        return None;
    }
    match value.type_of() {
        Type::String => Some("\""),
        Type::Object(_) | Type::Map(_) => Some("{"),
        Type::Tuple(_) | Type::List(_) | Type::Set(_) => Some("["),
        _ => None,
    }
}

/// The value as JSON text, as `jsonencode` writes it. `None` when something in it is unknown.
#[must_use]
pub fn to_json_text(value: &Value) -> Option<String> {
    let mut text = String::new();
    write(value, &mut text, Unknowns::Refused)?;
    Some(text)
}

/// What becomes of unknown values in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unknowns {
    /// There is no text then.
    Refused,
    /// Each stands as an unknown part: of a text within quotes, anything else without.
    Marked,
}

fn write(value: &Value, text: &mut String, unknowns: Unknowns) -> Option<()> {
    match &value.data {
        Data::Unknown(_) if unknowns == Unknowns::Refused => return None,
        Data::Unknown(unknown) => match &unknown.refinement.parts {
            Some(parts) => write_string(parts, text),
            None if unknown.type_ == Type::String => {
                write_string(UNKNOWN_PART.encode_utf8(&mut [0; 4]), text);
            }
            None => text.push(UNKNOWN_PART),
        },
        Data::Null(_) => text.push_str("null"),
        Data::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Data::Number(number) => write!(text, "{number}").ok()?,
        Data::String(string) => write_string(string, text),
        Data::List(_, elements) | Data::Set(_, elements) | Data::Tuple(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(element, text, unknowns)?;
            }
            text.push(']');
        }
        Data::Map(_, entries) | Data::Object(entries) => {
            text.push('{');
            for (index, (name, element)) in entries.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_string(name, text);
                text.push(':');
                write(element, text, unknowns)?;
            }
            text.push('}');
        }
    }
    Some(())
}

/// A JSON string; `<`, `>`, `&` and the line separators are escaped, so that it may stand in HTML.
pub(crate) fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for char in string.chars() {
        match char {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                write!(text, "\\u{:04x}", u32::from(char)).expect("writing to a string");
            }
            _ => text.push(char),
        }
    }
    text.push('"');
}

pub(super) fn jsondecode(call: &Call<'_>) -> Outcome {
    match &call.argument(0).data {
        Data::Unknown(unknown) => {
            let start = unknown.refinement.prefix.as_deref().unwrap_or_default();
            Ok(call.unknown_of(type_of_start(start)?))
        }
        _ => from_json_text(call.text(0)).map_err(|message| FunctionError::at(0, message)),
    }
}

/// The type of a document of which only the start is known.
fn type_of_start(start: &str) -> Result<Type, FunctionError> {
    match start.trim().chars().next() {
        None | Some('{' | '[' | 'n') => Ok(Type::Any),
        Some('"') => Ok(Type::String),
        Some('t' | 'f') => Ok(Type::Bool),
        Some('-' | '0'..='9') => Ok(Type::Number),
        Some(other) => {
            let message = format!("a JSON document cannot begin with the character {other:?}");
            Err(FunctionError::at(0, message))
        }
    }
}

/// Reads JSON of which parts are unknown. A part that is not within a text may be anything: it is an object here, whose one member has the name
/// [`UNKNOWN_PART`].
#[must_use]
pub fn read_partly_known_json(text: &str) -> Option<serde_json::Value> {
    let (mut whole, mut is_within, mut is_escaped) = (String::new(), false, false);
    for char in text.chars() {
        if char == UNKNOWN_PART && !is_within {
            write!(whole, "{{\"{UNKNOWN_PART}\":null}}").expect("writing to a string");
            continue;
        }
        is_within ^= char == '"' && !is_escaped;
        is_escaped = is_within && char == '\\' && !is_escaped;
        whole.push(char);
    }
    serde_json::from_str(&whole).ok()
}

/// The value that JSON text stands for: objects and tuples, numbers exact.
///
/// # Errors
/// The text is no JSON, or nested deeper than anything sensible.
pub(crate) fn from_json_text(text: &str) -> Result<Value, String> {
    read(text, MAX_DEPTH)
}

fn read(text: &str, depth: usize) -> Result<Value, String> {
    let Some(depth) = depth.checked_sub(1) else { return Err("it is nested too deeply".into()) };
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let syntax = |error: serde_json::Error| error.to_string();
    match text.bytes().next() {
        Some(b'{') => {
            let entries: BTreeMap<String, &RawValue> =
                serde_json::from_str(text).map_err(syntax)?;
            let read_one =
                |(name, raw): (String, &RawValue)| Ok((Arc::from(name), read(raw.get(), depth)?));
            Ok(Value::object(entries.into_iter().map(read_one).collect::<Result<_, String>>()?))
        }
        Some(b'[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(text).map_err(syntax)?;
            Ok(Value::tuple(
                elements
                    .into_iter()
                    .map(|raw| read(raw.get(), depth))
                    .collect::<Result<_, String>>()?,
            ))
        }
        Some(b'"') => serde_json::from_str::<String>(text).map(Value::from).map_err(syntax),
        _ => {
            serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(syntax)?;
            match text {
                "null" => Ok(Value::null(Type::Any)),
                "true" | "false" => Ok(Value::bool(text == "true")),
                _ => Number::parse(text)
                    .map(Value::number)
                    .ok_or_else(|| format!("the number `{text}` is too large")),
            }
        }
    }
}
