//! Whole resources as values for typed variables: attributes that the provider will fill in are there, but unknown.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::operators::is_open;
use crate::value::{Data, Type, Value};

/// The value with every attribute that the type asks of a resource.
pub(crate) fn complete_resources(value: &Value, type_: &Type) -> Value {
    if !value.contains_marks() {
        return value.clone();
    }
    let data = match (&value.data, type_) {
        (Data::Object(entries), Type::Object(wanted)) => {
            let mut completed: BTreeMap<Arc<str>, Value> = BTreeMap::clone(entries);
            for (name, attribute) in wanted.iter() {
                let known = completed
                    .get(name)
                    .filter(|known| !known.is_null() || !is_open(value))
                    .cloned();
                let known = known.or_else(|| {
                    if is_open(value) && !attribute.optional {
                        crate::operators::attribute(value, name).ok()
                    } else {
                        None
                    }
                });
                if let Some(known) = known {
                    completed
                        .insert(Arc::clone(name), complete_resources(&known, &attribute.type_));
                }
            }
            Data::Object(Arc::new(completed))
        }
        (Data::Object(entries), Type::Map(element)) => {
            let complete = |(name, value): (&Arc<str>, &Value)| {
                (Arc::clone(name), complete_resources(value, element))
            };
            Data::Object(Arc::new(entries.iter().map(complete).collect()))
        }
        (Data::Tuple(elements), Type::List(element) | Type::Set(element)) => {
            Data::Tuple(elements.iter().map(|value| complete_resources(value, element)).collect())
        }
        (Data::Tuple(elements), Type::Tuple(types)) if elements.len() == types.len() => {
            Data::Tuple(
                elements
                    .iter()
                    .zip(types.iter())
                    .map(|(value, type_)| complete_resources(value, type_))
                    .collect(),
            )
        }
        (other, _) => other.clone(),
    };
    Value { data, ..value.clone() }
}
