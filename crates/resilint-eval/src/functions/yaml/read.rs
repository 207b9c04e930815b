//! `yamldecode`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput, Tag};

use super::scalar::{number, resolve_plain};
use crate::convert::convert;
use crate::functions::FunctionError;
use crate::functions::call::{Call, Outcome};
use crate::value::{Type, Value};

/// Deeper documents are refused.
const MAX_DEPTH: usize = 200;
/// Anchors may multiply a document up to this many values.
const MAX_VALUES: usize = 1 << 20;

pub(in crate::functions) fn yamldecode(call: &Call<'_>) -> Outcome {
    let text = call.text(0);
    let text = if text.is_empty() { "\n" } else { text };
    document(text).map_err(|message| FunctionError::at(0, message))
}

fn document(text: &str) -> Result<Value, String> {
    let mut reader =
        Reader { parser: Parser::new_from_str(text), anchors: BTreeMap::new(), values: 0 };
    reader.expect(|event| matches!(event, Event::StreamStart), "missing stream start token")?;
    reader.expect(|event| matches!(event, Event::DocumentStart(_)), "missing start of document")?;
    let value = reader.value(0)?;
    reader.expect(
        |event| matches!(event, Event::DocumentEnd),
        "unexpected extra content after value",
    )?;
    reader
        .expect(|event| matches!(event, Event::StreamEnd), "only a single document is allowed")?;
    Ok(value)
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    anchors: BTreeMap<usize, Value>,
    values: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Event<'t>, String> {
        match self.parser.next() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => Err(error.to_string()),
            None => Err("expecting value but found end of stream".to_owned()),
        }
    }

    fn expect(&mut self, wanted: impl Fn(&Event<'_>) -> bool, message: &str) -> Result<(), String> {
        if wanted(&self.next()?) { Ok(()) } else { Err(message.to_owned()) }
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        let event = self.next()?;
        self.value_of(event, depth)
    }

    fn value_of(&mut self, event: Event<'t>, depth: usize) -> Result<Value, String> {
        if depth > MAX_DEPTH {
            return Err("the document is nested too deeply".to_owned());
        }
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                (scalar(&text, style, tag.as_deref())?, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                check_tag(tag.as_deref(), "seq", "sequence")?;
                (self.sequence(depth)?, anchor)
            }
            Event::MappingStart(anchor, tag) => {
                check_tag(tag.as_deref(), "map", "mapping")?;
                (self.mapping(depth)?, anchor)
            }
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).cloned();
                (
                    value.ok_or(
                        "reference to undefined anchor, or from inside its own definition",
                    )?,
                    0,
                )
            }
            Event::StreamEnd | Event::DocumentEnd => {
                return Err("expecting value but found end of stream".to_owned());
            }
            _ => return Err("unexpected parser event".to_owned()),
        };
        self.values += count(&value);
        if self.values > MAX_VALUES {
            return Err("the document is too large".to_owned());
        }
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn sequence(&mut self, depth: usize) -> Result<Value, String> {
        let mut elements = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd => return Ok(Value::tuple(elements)),
                event => elements.push(self.value_of(event, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Value, String> {
        let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        loop {
            let (text, style, tag) = match self.next()? {
                Event::MappingEnd => return Ok(Value::object(entries)),
                Event::Scalar(text, style, _, tag) => (text, style, tag),
                _ => return Err("only strings are allowed as mapping keys".to_owned()),
            };
            if text == "<<" && tag.is_none() {
                let merged = self.value(depth + 1)?;
                merge(&merged, &mut entries)?;
                continue;
            }
            let key = scalar(&text, style, tag.as_deref())?;
            let key = convert(&key, &Type::String)
                .map_err(|_| "only strings are allowed as mapping keys")?;
            let key: Arc<str> = key.as_str().ok_or("mapping key cannot be null")?.into();
            let value = self.value(depth + 1)?;
            entries.insert(key, value);
        }
    }
}

/// How many values there are on the first levels: an estimate is enough against bombs.
fn count(value: &Value) -> usize {
    1 + value.children().map(|child| 1 + child.children().count()).sum::<usize>()
}

fn merge(merged: &Value, entries: &mut BTreeMap<Arc<str>, Value>) -> Result<(), String> {
    let unsuitable = || format!("cannot merge {} into mapping", merged.type_of().friendly_name());
    let from = merged.entries().ok_or_else(unsuitable)?;
    entries.extend(from.iter().map(|(name, value)| (Arc::clone(name), value.clone())));
    Ok(())
}

fn check_tag(tag: Option<&Tag>, wanted: &str, what: &str) -> Result<(), String> {
    match tag {
        Some(tag) if !(is_core(tag) && tag.suffix == wanted) => {
            Err(format!("can't interpret {what} as {}", show(tag)))
        }
        _ => Ok(()),
    }
}

fn is_core(tag: &Tag) -> bool {
    tag.handle == "tag:yaml.org,2002:" || tag.handle == "!!"
}

fn show(tag: &Tag) -> String {
    if is_core(tag) { format!("!!{}", tag.suffix) } else { format!("{}{}", tag.handle, tag.suffix) }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, String> {
    let invalid = |tag: &Tag| format!("cannot parse {text:?} as {}", show(tag));
    let Some(tag) = tag else {
        return if style == ScalarStyle::Plain { resolve_plain(text) } else { Ok(text.into()) };
    };
    if !is_core(tag) {
        return Err(format!("unsupported tag {:?}", show(tag)));
    }
    let plain_looking = text.is_empty()
        || text.starts_with(|first: char| "+-.0123456789yYnNtTfFoO~".contains(first));
    if style != ScalarStyle::Plain && plain_looking {
        return Ok(text.into());
    }
    match &*tag.suffix {
        "str" | "binary" => Ok(text.into()),
        "bool" => resolve_plain(text)
            .ok()
            .filter(|value| value.as_bool().is_some())
            .ok_or_else(|| invalid(tag)),
        "int" | "float" => {
            let plain: Cow<'_, str> =
                if text.contains('_') { text.replace('_', "").into() } else { text.into() };
            number(&plain).map(Value::number).ok_or_else(|| invalid(tag))
        }
        "null" => Ok(Value::null(Type::Any)),
        "timestamp" => crate::functions::date::yaml_timestamp(text)
            .map(Value::from)
            .ok_or_else(|| invalid(tag)),
        _ => Err(format!("unsupported tag {:?}", show(tag))),
    }
}
