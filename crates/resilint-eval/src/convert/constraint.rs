//! Conversion to what a variable declares: defaults of optional attributes first, then the conversion.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ConvertError, convert};
use crate::value::{Data, ObjectAttribute, Type, Value};

/// Fills in the defaults of optional attributes and converts.
///
/// # Errors
/// The value does not fit the type constraint.
pub fn convert_to_constraint(value: &Value, constraint: &Type) -> Result<Value, ConvertError> {
    convert(&apply_defaults(value, constraint), constraint)
}

/// Fills in the defaults of `optional(type, default)` attributes that are absent or null, at every depth.
#[must_use]
pub fn apply_defaults(value: &Value, constraint: &Type) -> Value {
    // Without elements there is nothing to fill in, but there may be a type that does not fit.
    let is_collection = matches!(value.data, Data::List(..) | Data::Set(..) | Data::Map(..));
    if !has_defaults(constraint) || is_collection && value.children().next().is_none() {
        return value.clone();
    }
    let data = match (&value.data, constraint) {
        (Data::Map(_, entries) | Data::Object(entries), Type::Object(attributes)) => {
            Data::Object(Arc::new(fill_attributes(entries, attributes)))
        }
        (
            Data::List(_, elements) | Data::Tuple(elements) | Data::Set(_, elements),
            Type::List(element) | Type::Set(element),
        ) => Data::Tuple(elements.iter().map(|value| apply_defaults(value, element)).collect()),
        (Data::Tuple(elements), Type::Tuple(types)) if elements.len() == types.len() => {
            Data::Tuple(
                elements
                    .iter()
                    .zip(types.iter())
                    .map(|(value, type_)| apply_defaults(value, type_))
                    .collect(),
            )
        }
        (Data::Map(_, entries) | Data::Object(entries), Type::Map(element)) => {
            let fill = |(name, value): (&Arc<str>, &Value)| {
                (Arc::clone(name), apply_defaults(value, element))
            };
            Data::Object(Arc::new(entries.iter().map(fill).collect()))
        }
        _ => return value.clone(),
    };
    Value { data, ..value.clone() }
}

fn fill_attributes(
    entries: &BTreeMap<Arc<str>, Value>,
    attributes: &BTreeMap<Arc<str>, ObjectAttribute>,
) -> BTreeMap<Arc<str>, Value> {
    let mut filled = BTreeMap::new();
    for (name, value) in entries {
        let value = attributes
            .get(name)
            .map_or_else(|| value.clone(), |attribute| apply_defaults(value, &attribute.type_));
        filled.insert(Arc::clone(name), value);
    }
    for (name, attribute) in attributes {
        if let Some(default) = &attribute.default
            && filled.get(name).is_none_or(Value::is_null)
        {
            filled.insert(Arc::clone(name), apply_defaults(default, &attribute.type_));
        }
    }
    filled
}

fn has_defaults(constraint: &Type) -> bool {
    match constraint {
        Type::List(element) | Type::Set(element) | Type::Map(element) => has_defaults(element),
        Type::Tuple(elements) => elements.iter().any(has_defaults),
        Type::Object(attributes) => attributes
            .values()
            .any(|attribute| attribute.default.is_some() || has_defaults(&attribute.type_)),
        _ => false,
    }
}
