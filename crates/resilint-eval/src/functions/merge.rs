//! Functions that make maps and objects: values keep their origins and marks.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::FunctionError;
use super::call::{Call, Outcome};
use super::kinds::as_many;
use crate::value::{Data, Marks, Type, Value};

pub(super) fn merge(call: &Call<'_>) -> Outcome {
    let mut types = Vec::new();
    for (index, argument) in call.arguments.iter().enumerate() {
        let type_ = argument.type_of();
        match &type_ {
            Type::Any | Type::Map(_) | Type::Object(_) => types.push(type_),
            _ => {
                return Err(FunctionError::at(
                    index,
                    format!("arguments must be maps or objects, got \"{}\"", type_.friendly_name()),
                ));
            }
        }
    }
    let alike = types.first().filter(|first| types.iter().all(|type_| type_ == *first));
    if call.arguments.iter().any(Value::is_unknown) {
        return Ok(call.unknown());
    }
    let mut merged = BTreeMap::new();
    let mut marks = Marks::default();
    for argument in &call.arguments {
        marks = if argument.is_null() {
            marks.union(&argument.marks.only_sources())
        } else {
            marks.union(&argument.marks)
        };
        merged.extend(
            argument
                .entries()
                .into_iter()
                .flatten()
                .map(|(name, value)| (Arc::clone(name), value.clone())),
        );
    }
    if let Some(Type::Object(attributes)) = alike
        && attributes.keys().any(|name| !merged.contains_key(name))
    {
        return Err(FunctionError::new("all objects are null"));
    }
    let result = match alike {
        Some(Type::Map(element)) => Value::map(Type::clone(element), merged),
        _ => Value::object(merged),
    };
    Ok(result.with_marks(&marks))
}

pub(super) fn zipmap(call: &Call<'_>) -> Outcome {
    let (keys, values) = (call.argument(0), call.argument(1));
    let unknown = || call.unknown().forgotten_but(&keys.marks.union(&values.marks));
    if keys.is_unknown() || values.is_unknown() {
        return Ok(unknown());
    }
    let (names, elements) = match &values.data {
        Data::List(_, elements) | Data::Tuple(elements) => (call.elements(0), elements),
        _ => return Err(FunctionError::at(1, "values argument must be a list or tuple value")),
    };
    if !keys.is_wholly_known() {
        return Ok(unknown());
    }
    as_many(names.len(), elements.len())?;
    let mut zipped: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    let mut marks = keys.marks.union(&values.marks);
    for (index, (name, value)) in names.iter().zip(elements.iter()).enumerate() {
        let key = name.as_str().ok_or_else(|| {
            FunctionError::at(0, format!("keys list has null value at index {index}"))
        })?;
        marks = marks.union(&name.marks);
        zipped.insert(key.into(), value.clone());
    }
    let result = match &values.data {
        Data::List(type_, _) => Value::map(type_.clone(), zipped),
        _ => Value::object(zipped),
    };
    Ok(result.with_marks(&marks))
}
