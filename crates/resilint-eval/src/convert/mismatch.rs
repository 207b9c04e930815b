//! How a value that does not fit is described.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::exists::conversion_exists;
use crate::value::{ObjectAttribute, Type};

/// Why a value of one type does not fit another: `attribute "name" is required`.
pub(crate) fn mismatch_message(given: &Type, wanted: &Type) -> String {
    match (given, wanted) {
        (Type::Object(have), Type::Object(want)) => objects(have, want),
        (Type::Tuple(_), Type::List(element)) if **element == Type::Any => {
            "all list elements must have the same type".to_owned()
        }
        (Type::Tuple(_), Type::Set(element)) if **element == Type::Any => {
            "all set elements must have the same type".to_owned()
        }
        (Type::Object(_), Type::Map(element)) if **element == Type::Any => {
            "all map elements must have the same type".to_owned()
        }
        (Type::Tuple(elements), Type::List(want) | Type::Set(want)) => {
            let named =
                elements.iter().enumerate().map(|(index, element)| (index.to_string(), element));
            structural(named, want)
        }
        (Type::Object(attributes), Type::Map(want)) => {
            let named = attributes
                .iter()
                .map(|(name, attribute)| (format!("\"{name}\""), &attribute.type_));
            structural(named, want)
        }
        (Type::Tuple(_) | Type::Object(_), Type::List(_) | Type::Set(_) | Type::Map(_)) => {
            required(wanted)
        }
        (Type::List(have) | Type::Set(have), Type::List(want)) => {
            format!("incorrect list element type: {}", mismatch_message(have, want))
        }
        (Type::List(have) | Type::Set(have), Type::Set(want)) => {
            format!("incorrect set element type: {}", mismatch_message(have, want))
        }
        (Type::Map(have), Type::Map(want)) => {
            format!("incorrect map element type: {}", mismatch_message(have, want))
        }
        _ if given.element().is_some() && wanted.element().is_some() => required(wanted),
        _ if !confusing(given, wanted) => {
            format!("{} required, but have {}", wanted.friendly_constraint(), given.friendly_name())
        }
        _ => required(wanted),
    }
}

fn required(wanted: &Type) -> String {
    format!("{} required", wanted.friendly_constraint())
}

fn structural<'t>(elements: impl Iterator<Item = (String, &'t Type)>, want: &Type) -> String {
    for (name, element) in elements {
        if !conversion_exists(element, want) {
            return format!("element {name}: {}", mismatch_message(element, want));
        }
    }
    format!("all elements must be {}", want.friendly_constraint())
}

fn objects(
    have: &BTreeMap<Arc<str>, ObjectAttribute>,
    want: &BTreeMap<Arc<str>, ObjectAttribute>,
) -> String {
    let missing = |(name, attribute): &(&Arc<str>, &ObjectAttribute)| {
        !attribute.optional && !have.contains_key(*name)
    };
    let missing: Vec<String> =
        want.iter().filter(missing).map(|(name, _)| format!("\"{name}\"")).collect();
    match missing.as_slice() {
        [] => {}
        [only] => return format!("attribute {only} is required"),
        [first, second] => return format!("attributes {first} and {second} are required"),
        [rest @ .., last] => {
            return format!("attributes {}, and {last} are required", rest.join(", "));
        }
    }
    for (name, attribute) in want {
        if let Some(given) = have.get(name)
            && !conversion_exists(&given.type_, &attribute.type_)
        {
            return format!(
                "attribute \"{name}\": {}",
                mismatch_message(&given.type_, &attribute.type_)
            );
        }
    }
    "incorrect object attributes".to_owned()
}

fn confusing(given: &Type, wanted: &Type) -> bool {
    if given.is_primitive() != wanted.is_primitive() || *wanted == Type::String {
        return false;
    }
    !matches!(
        (given, wanted),
        (Type::Number, Type::Bool) | (Type::Bool, Type::Number) | (Type::Tuple(_), Type::Object(_))
    )
}
