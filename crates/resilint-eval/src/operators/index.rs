//! Reading an element of a value by its key, of unknown ones too.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::OperatorError;
use super::access::{
    MAX_DEPTH, MAX_DIRECT, entry, is_part_of_resource, narrow, one_of, part_of_arms,
    part_of_unknown, parts_of_arms, provided, unless_untyped,
};
use crate::convert::convert;
use crate::number::Number;
use crate::value::{Data, Marks, Open, Reason, Source, Type, Unknown, Value};

/// Marks of an element: of an attribute that is a list, the sources say which element it is. Elements of a repeated resource are instances, which
/// have marks of their own.
fn narrow_index(marks: &Marks, key: &Value) -> Marks {
    match key.as_number() {
        Some(number) if marks.sources().len() <= MAX_DIRECT => marks.map_sources(|source| {
            if source.attribute.is_empty() || source.attribute.split('.').count() >= MAX_DEPTH {
                return source.clone();
            }
            Source { attribute: format!("{}.{number}", source.attribute).into(), ..source.clone() }
        }),
        _ => marks.clone(),
    }
}

/// `base[key]`. The element keeps its own origin; the marks of base and key are added.
///
/// # Errors
/// There is no such element, or the value has none at all.
pub fn index(base: &Value, key: &Value) -> Result<Value, OperatorError> {
    let is_undecided = key.is_undecided();
    if key.is_null() && !is_undecided {
        return Err(OperatorError::at(1, "can't use a null value as an indexing key"));
    }
    let part = unless_untyped(base, index_of(base, key));
    if is_undecided { of_undecided_key(base, key, part) } else { part }
}

/// Terraform does not know yet which element is meant; of a tuple or an object, not even of which type it is.
fn of_undecided_key(
    base: &Value,
    key: &Value,
    part: Result<Value, OperatorError>,
) -> Result<Value, OperatorError> {
    let type_ = match base.type_of() {
        Type::List(element) | Type::Map(element) => Some(Type::clone(&element)),
        Type::Tuple(_) | Type::Object(_) => None,
        _ => return part,
    };
    let open = if type_.is_none() { Open::Type } else { Open::Value };
    let part = part.unwrap_or_else(|error| {
        let reason = key.cause();
        let reason = reason.unwrap_or_else(|| Reason::Invalid(error.message.as_str().into()));
        let marks = base.deep_marks().weakened().union(&key.marks);
        Value::unknown(type_.unwrap_or(Type::Any), reason).with_marks(&marks)
    });
    Ok(Value { open: part.open.max(open), ..part })
}

fn index_of(base: &Value, key: &Value) -> Result<Value, OperatorError> {
    match &base.data {
        Data::Null(_) => {
            Err(OperatorError::at(0, "this value is null, so it does not have any indices"))
        }
        Data::List(_, elements) | Data::Tuple(elements) => {
            let key = as_number(key)?;
            let marks = narrow_index(&base.marks, &key).union(&key.marks);
            element(elements, base, &key, &marks)
        }
        Data::Map(_, entries) => keyed(base, entries, &as_name(key)?, &key.marks),
        // A key of an object is no element: only where it came from is remembered, not that it is sensitive.
        Data::Object(entries) => keyed(base, entries, &as_name(key)?, &key.marks.only_sources()),
        Data::Unknown(unknown) => index_of_unknown(base, unknown, key),
        _ => Err(no_indices(&base.type_of())),
    }
}

fn keyed(
    base: &Value,
    entries: &BTreeMap<Arc<str>, Value>,
    key: &Value,
    marks: &Marks,
) -> Result<Value, OperatorError> {
    match key.as_str() {
        Some(name) => Ok(entry(base, entries, name)?.with_marks(marks)),
        None => Ok(any_of(entries.values(), base, key, &base.marks.union(marks))),
    }
}

fn index_of_unknown(base: &Value, unknown: &Unknown, key: &Value) -> Result<Value, OperatorError> {
    // Terraform looks for a key among the attributes of an object only once that is known.
    let open = match unknown.type_ {
        Type::Object(_) => Open::Type,
        _ => Open::Nothing,
    };
    if let Some(parts) = parts_of_arms(unknown, |arm| index(arm, key).ok()) {
        let part = part_of_arms(parts, base, unknown, &key.marks);
        return Ok(Value { open: part.open.max(open), ..part });
    }
    let type_ = element_type_of_unknown(&unknown.type_, key)?;
    // An element of an attribute that the provider gives has a path of its own.
    let own = matches!(unknown.reason, Reason::AfterApply { .. } | Reason::DataSource { .. });
    if let Some(keys) = key.alternatives().filter(|_| own) {
        let parts = keys.iter().map(|key| index_of_unknown(base, unknown, key));
        let parts = parts.collect::<Result<_, _>>()?;
        return Ok(one_of(parts, unknown.reason.clone(), &key.marks));
    }
    let marks = match key.as_str() {
        Some(name) if own => narrow(&base.marks, name),
        None if own => narrow_index(&base.marks, key),
        _ => base.marks.clone(),
    };
    let part = part_of_unknown(unknown, &marks, type_).with_marks(&key.marks);
    Ok(Value { open, ..part })
}

fn as_number(key: &Value) -> Result<Value, OperatorError> {
    convert(key, &Type::Number).map_err(|error| OperatorError::at(1, error.message))
}

fn as_name(key: &Value) -> Result<Value, OperatorError> {
    convert(key, &Type::String).map_err(|error| OperatorError::at(1, error.message))
}

fn element_type_of_unknown(base: &Type, key: &Value) -> Result<Type, OperatorError> {
    match base {
        Type::Any => Ok(Type::Any),
        Type::List(element) => as_number(key).map(|_| Type::clone(element)),
        Type::Map(element) => as_name(key).map(|_| Type::clone(element)),
        Type::Object(attributes) => {
            let key = as_name(key)?;
            let attribute = key.as_str().and_then(|name| attributes.get(name));
            Ok(attribute.map_or(Type::Any, |attribute| attribute.type_.clone()))
        }
        Type::Tuple(elements) => {
            let key = as_number(key)?;
            if key.is_unknown() {
                return Ok(Type::Any);
            }
            let position = key.as_number().and_then(Number::to_usize);
            position
                .and_then(|position| elements.get(position))
                .cloned()
                .ok_or_else(|| OperatorError::at(1, "there is no element at this index"))
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
    base: &Value,
    key: &Value,
    marks: &Marks,
) -> Result<Value, OperatorError> {
    let Some(number) = key.as_number() else {
        return Ok(any_of(elements.iter(), base, key, marks));
    };
    let position = number.to_usize();
    // No block of this type is written: then the provider may give one.
    if position.is_some() && elements.is_empty() && is_part_of_resource(base) {
        return Ok(provided(marks));
    }
    let found = position.and_then(|position| elements.get(position)).cloned();
    found.map(|value| value.with_marks(marks)).ok_or_else(|| {
        let message = match (elements.is_empty(), number.is_negative()) {
            (_, true) => "a negative number is not a valid index for a sequence".to_owned(),
            _ if !number.is_integer() => "indexing a sequence requires a whole number".to_owned(),
            (true, false) => format!(
                "the index {number} is out of range: the {} has no elements",
                base.type_of().friendly_name()
            ),
            (false, false) => format!(
                "the index {number} is out of range: the {} has only {} element(s)",
                base.type_of().friendly_name(),
                elements.len()
            ),
        };
        OperatorError::at(1, message)
    })
}

/// The element at an unknown key: any of them.
fn any_of<'v>(
    values: impl Iterator<Item = &'v Value>,
    base: &Value,
    key: &Value,
    marks: &Marks,
) -> Value {
    let values: Vec<Value> = values.map(Value::weakened).collect();
    let reason = key.why();
    let mut value = one_of(values, reason, marks);
    match (&mut value.data, element_type(base)) {
        (Data::Unknown(unknown), Some(element)) => {
            Arc::make_mut(unknown).type_ = element.clone();
            value
        }
        (_, Some(_)) => value,
        // Each element of a tuple, each attribute of an object has a type of its own.
        (_, None) => Value { open: Open::Type, ..value },
    }
}

/// The type of the elements of a list or map.
fn element_type(base: &Value) -> Option<&Type> {
    match &base.data {
        Data::List(element, _) | Data::Map(element, _) => Some(element),
        _ => None,
    }
}
