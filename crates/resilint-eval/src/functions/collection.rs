//! Functions that look at whole collections.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use super::FunctionError;
use super::call::{Call, Outcome};
use crate::operators::equals;
use crate::value::{Data, Open, Refinement, Type, Value};

pub(super) fn alltrue(call: &Call<'_>) -> Outcome {
    let elements = call.elements(0);
    let is_false = |element: &Value| element.is_null() || element.as_bool() == Some(false);
    // Terraform stops at the first that is false, or that it does not know.
    if let Some(first) = elements.iter().position(is_false) {
        let before = elements.get(..=first).unwrap_or_default();
        let waits = before.iter().any(|element| element.is_unknown() || element.is_undecided());
        return Ok(truth(false, waits));
    }
    if elements.iter().any(Value::is_unknown) {
        return Ok(call.unknown());
    }
    Ok(truth(true, elements.iter().any(Value::is_undecided)))
}

pub(super) fn anytrue(call: &Call<'_>) -> Outcome {
    let elements = call.elements(0);
    let mut true_ones = elements.iter().filter(|element| element.as_bool() == Some(true));
    if true_ones.clone().next().is_some() {
        return Ok(truth(true, true_ones.all(Value::is_undecided)));
    }
    if elements.iter().any(Value::is_unknown) {
        return Ok(call.unknown());
    }
    Ok(truth(false, elements.iter().any(Value::is_undecided)))
}

/// Whether it is true, for which Terraform may have to wait.
fn truth(is_true: bool, waits: bool) -> Value {
    Value::bool(is_true).opened(if waits { Open::Present } else { Open::Nothing })
}

pub(super) fn contains(call: &Call<'_>) -> Outcome {
    let (list, value) = (call.argument(0), call.argument(1));
    if list.is_unknown() || value.is_unknown() {
        return Ok(call.unknown());
    }
    let Some(elements) = list.elements() else {
        return Err(FunctionError::at(0, "argument must be list, tuple, or set"));
    };
    let answers: Vec<Option<bool>> =
        elements.iter().map(|element| equals(value, element).as_bool()).collect();
    if answers.contains(&Some(true)) {
        return Ok(Value::bool(true));
    }
    if answers.contains(&None) { Ok(call.unknown()) } else { Ok(Value::bool(false)) }
}

pub(super) fn length(call: &Call<'_>) -> Outcome {
    let value = call.argument(0);
    let marks = &value.marks;
    let known = match &value.data {
        Data::String(text) => Some(text.graphemes(true).count()),
        Data::Set(_, elements) if elements.len() > 1 && !value.is_wholly_known() => {
            let range = |refinement: &mut Refinement| {
                between(refinement, Some(1), u64::try_from(elements.len()).ok())
            };
            return call.unknown_with(range);
        }
        Data::List(_, elements) | Data::Set(_, elements) | Data::Tuple(elements) => {
            Some(elements.len())
        }
        Data::Map(_, entries) | Data::Object(entries) => Some(entries.len()),
        Data::Unknown(unknown) => match &unknown.type_ {
            // Once the type is settled, there may be no such value at all.
            _ if call.open >= Open::Tried => return unknown_length(call, &unknown.refinement),
            Type::Tuple(elements) => Some(elements.len()),
            Type::Object(attributes) => Some(attributes.len()),
            Type::Bool | Type::Number => None,
            _ => return unknown_length(call, &unknown.refinement),
        },
        _ => None,
    };
    let known = known.ok_or_else(|| {
        FunctionError::at(0, "argument must be a string, a collection type, or a structural type")
    })?;
    Ok(Value::number(known).with_marks(marks))
}

fn unknown_length(call: &Call<'_>, known: &Refinement) -> Outcome {
    if known.min_length.is_some() && known.min_length == known.max_length {
        return Ok(
            Value::number(known.min_length.unwrap_or_default()).with_marks(&call.argument(0).marks)
        );
    }
    let prefix =
        known.prefix.as_ref().and_then(|prefix| u64::try_from(prefix.graphemes(true).count()).ok());
    call.unknown_with(|refinement| {
        between(refinement, known.min_length.or(prefix).or(Some(0)), known.max_length)
    })
}

fn between(refinement: &mut Refinement, least: Option<u64>, most: Option<u64>) {
    refinement.at_least = least.map(Into::into);
    refinement.at_most = most.map(Into::into);
}

pub(super) fn keys(call: &Call<'_>) -> Outcome {
    let value = call.argument(0);
    let names = |names: Vec<&Arc<str>>| {
        names
            .into_iter()
            .map(|name| Value::string(Arc::clone(name)).with_origin(value.origin))
            .collect()
    };
    let result = match &value.data {
        Data::Map(_, entries) => Value::list(Type::String, names(entries.keys().collect())),
        Data::Object(entries) => Value::tuple(names(entries.keys().collect())),
        Data::Unknown(unknown) => match &unknown.type_ {
            Type::Object(attributes) => Value::tuple(names(attributes.keys().collect())),
            Type::Map(_) => return unknown_keys(call, &unknown.refinement),
            Type::Any => return Ok(call.unknown()),
            _ => return Err(FunctionError::at(0, "must have map or object type")),
        },
        _ => return Err(FunctionError::at(0, "must have map or object type")),
    };
    Ok(result.with_marks(&value.marks))
}

fn unknown_keys(call: &Call<'_>, known: &Refinement) -> Outcome {
    let lengths = |refinement: &mut Refinement| {
        refinement.min_length = known.min_length;
        refinement.max_length = known.max_length;
    };
    Ok(call.unknown_of(Type::String.list()).refine(lengths))
}

pub(super) fn values(call: &Call<'_>) -> Outcome {
    let value = call.argument(0);
    let result = match &value.data {
        Data::Map(type_, entries) => {
            Value::list(type_.clone(), entries.values().cloned().collect())
        }
        Data::Object(entries) => Value::tuple(entries.values().cloned().collect()),
        _ => return Err(FunctionError::at(0, "values() requires a map as the first argument")),
    };
    Ok(result.with_origin(value.origin).with_marks(&value.marks))
}

pub(super) fn transpose(call: &Call<'_>) -> Outcome {
    let input = call.argument(0);
    if !input.is_wholly_known() {
        return Ok(call.unknown());
    }
    let mut output: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    for (name, list) in input.entries().into_iter().flatten() {
        for element in list.elements().unwrap_or_default() {
            let key = element
                .as_str()
                .ok_or_else(|| FunctionError::at(0, "input must not contain null values"))?;
            let value = Value::string(Arc::clone(name))
                .with_origin(input.origin)
                .with_marks(&element.marks);
            output.entry(key.into()).or_default().push(value);
        }
    }
    let output =
        output.into_iter().map(|(key, names)| (key, Value::list(Type::String, names))).collect();
    Ok(Value::map(Type::String.list(), output))
}
