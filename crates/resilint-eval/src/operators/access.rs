//! Reading one element or attribute of a value.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::OperatorError;
use crate::convert::convert;
use crate::number::Number;
use crate::value::{Data, Marks, Reason, Refinement, Type, Unknown, Value};

/// `base.name`: an attribute of an object or an element of a map. It keeps its own origin; the base's marks are added.
///
/// # Errors
/// There is no such attribute, or the value has none at all.
pub fn attribute(base: &Value, name: &str) -> Result<Value, OperatorError> {
    let found = match &base.data {
        Data::Map(_, entries) | Data::Object(entries) => entries.get(name).cloned(),
        Data::Unknown(unknown) => return attribute_of_unknown(base, unknown, name),
        Data::Null(_) => {
            return Err(OperatorError::at(
                0,
                "this value is null, so it does not have any attributes",
            ));
        }
        _ => None,
    };
    found
        .map(|value| value.with_marks(&base.marks))
        .ok_or_else(|| no_attribute(&base.type_of(), name))
}

fn no_attribute(type_: &Type, name: &str) -> OperatorError {
    OperatorError::at(
        0,
        match type_ {
            Type::Object(_) => format!("this object does not have an attribute named `{name}`"),
            Type::Map(_) => format!("this map does not have an element with the key `{name}`"),
            Type::List(_) | Type::Set(_) | Type::Tuple(_) => {
                format!(
                    "can't access attribute `{name}` on a {}: select an element first",
                    type_.friendly_name()
                )
            }
            _ => format!("can't access attribute `{name}` on a {} value", type_.friendly_name()),
        },
    )
}

fn attribute_of_unknown(
    base: &Value,
    unknown: &Unknown,
    name: &str,
) -> Result<Value, OperatorError> {
    let type_ = match &unknown.type_ {
        Type::Any => Type::Any,
        Type::Map(element) => Type::clone(element),
        Type::Object(attributes) => {
            let attribute =
                attributes.get(name).ok_or_else(|| no_attribute(&unknown.type_, name))?;
            attribute.type_.clone()
        }
        other => return Err(no_attribute(other, name)),
    };
    Ok(part_of_unknown(base, unknown, type_, |alternative| attribute(alternative, name).ok()))
}

/// A part of an unknown value is unknown; a part of each alternative is an alternative.
fn part_of_unknown(
    base: &Value,
    unknown: &Unknown,
    type_: Type,
    part: impl Fn(&Value) -> Option<Value>,
) -> Value {
    let alternatives = unknown.refinement.one_of.as_ref();
    let one_of: Option<Arc<[Value]>> =
        alternatives.and_then(|values| values.iter().map(part).collect());
    let not_null =
        one_of.as_ref().is_some_and(|values| values.iter().all(Value::is_certainly_not_null));
    let refinement = Refinement { not_null, one_of, ..Refinement::default() };
    Value::refined(type_, Reason::clone(&unknown.reason), refinement)
        .with_origin(base.origin)
        .with_marks(&base.marks)
}

/// `base[key]`. The element keeps its own origin; the marks of base and key are added.
///
/// # Errors
/// There is no such element, or the value has none at all.
pub fn index(base: &Value, key: &Value) -> Result<Value, OperatorError> {
    if key.is_null() {
        return Err(OperatorError::at(1, "can't use a null value as an indexing key"));
    }
    let marks = base.marks.union(&key.marks);
    match &base.data {
        Data::Null(_) => {
            Err(OperatorError::at(0, "this value is null, so it does not have any indices"))
        }
        Data::List(_, elements) | Data::Tuple(elements) => {
            element(elements, &base.type_of(), &as_number(key)?, &marks)
        }
        Data::Map(_, entries) => entry(entries, &base.type_of(), &as_name(key)?, &marks),
        // A key of an object is no element: only where it came from is remembered, not that it is sensitive.
        Data::Object(entries) => {
            let marks = base.marks.union(&key.marks.only_sources());
            entry(entries, &base.type_of(), &as_name(key)?, &marks)
        }
        Data::Unknown(unknown) => {
            let type_ = element_type_of_unknown(&unknown.type_, key)?;
            let part = |value: &Value| index(value, key).ok();
            Ok(part_of_unknown(base, unknown, type_, part).with_marks(&marks))
        }
        _ => Err(no_indices(&base.type_of())),
    }
}

fn as_number(key: &Value) -> Result<Value, OperatorError> {
    convert(key, &Type::Number).map_err(|error| OperatorError::at(1, error.message))
}

fn as_name(key: &Value) -> Result<Value, OperatorError> {
    convert(key, &Type::String).map_err(|error| OperatorError::at(1, error.message))
}

fn entry(
    entries: &BTreeMap<Arc<str>, Value>,
    type_: &Type,
    key: &Value,
    marks: &Marks,
) -> Result<Value, OperatorError> {
    match key.as_str() {
        Some(name) => {
            let found = entries.get(name).cloned().map(|value| value.with_marks(marks));
            found.ok_or_else(|| no_attribute(type_, name))
        }
        None => Ok(any_of(entries.values(), type_, key, marks)),
    }
}

fn element_type_of_unknown(base: &Type, key: &Value) -> Result<Type, OperatorError> {
    match (base, key.as_str()) {
        (Type::Any, _) | (Type::Object(_), None) => Ok(Type::Any),
        (Type::List(element), _) => as_number(key).map(|_| Type::clone(element)),
        (Type::Map(element), _) => as_name(key).map(|_| Type::clone(element)),
        (Type::Object(attributes), Some(name)) => attributes
            .get(name)
            .map(|attribute| attribute.type_.clone())
            .ok_or_else(|| no_attribute(base, name)),
        (Type::Tuple(elements), _) => {
            let position = as_number(key)?.as_number().and_then(Number::to_usize);
            Ok(position.and_then(|position| elements.get(position)).cloned().unwrap_or(Type::Any))
        }
        _ => Err(no_indices(base)),
    }
}

fn no_indices(type_: &Type) -> OperatorError {
    OperatorError::at(
        0,
        match type_ {
            Type::Set(_) => {
                "elements of a set are identified only by their value and don't have any separate index or key"
            }
            _ => "this value does not have any indices",
        },
    )
}

fn element(
    elements: &[Value],
    type_: &Type,
    key: &Value,
    marks: &Marks,
) -> Result<Value, OperatorError> {
    let Some(number) = key.as_number() else {
        return Ok(any_of(elements.iter(), type_, key, marks));
    };
    let position = number.to_usize();
    let found = position.and_then(|position| elements.get(position)).cloned();
    found.map(|value| value.with_marks(marks)).ok_or_else(|| {
        let message = match (elements.is_empty(), number.is_negative()) {
            (_, true) => "a negative number is not a valid index for a sequence".to_owned(),
            _ if !number.is_integer() => "indexing a sequence requires a whole number".to_owned(),
            (true, false) => format!(
                "the index {number} is out of range: the {} has no elements",
                type_.friendly_name()
            ),
            (false, false) => format!(
                "the index {number} is out of range: the {} has only {} element(s)",
                type_.friendly_name(),
                elements.len()
            ),
        };
        OperatorError::at(1, message)
    })
}

/// More alternatives than this are not listed.
const MAX_ALTERNATIVES: usize = 32;

/// The element at an unknown key: any of them.
fn any_of<'v>(
    values: impl Iterator<Item = &'v Value>,
    base: &Type,
    key: &Value,
    marks: &Marks,
) -> Value {
    let values: Vec<Value> = values.map(Value::weakened).collect();
    let type_ = base.element().cloned().unwrap_or(Type::Any);
    let marks = values.iter().fold(marks.clone(), |marks, value| marks.union(&value.deep_marks()));
    let reason = key.reason().cloned().unwrap_or(Reason::Expansion);
    let not_null = values.iter().all(Value::is_certainly_not_null);
    let one_of = Some(Arc::from(values))
        .filter(|values: &Arc<[Value]>| !values.is_empty() && values.len() <= MAX_ALTERNATIVES);
    Value::refined(type_, reason, Refinement { not_null, one_of, ..Refinement::default() })
        .with_marks(&marks)
}
