//! Of which type the result of a function is whose arguments are not all known.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::signature::Signature;
use crate::convert::unify;
use crate::value::{ObjectAttribute, Type, Value};

/// The type of what a function gives, whatever it is. Some signatures leave it open only for arguments that have no type themselves.
pub(super) fn returned<'s>(
    name: &str,
    signature: &'s Signature,
    arguments: &[Value],
) -> Cow<'s, Type> {
    let declared = Cow::Borrowed(&signature.returns.0);
    if arguments.iter().any(Value::has_no_type) {
        return match name {
            "setintersection" | "setsubtract" | "setunion" => {
                typed_set(arguments).map_or(declared, Cow::Owned)
            }
            _ => declared,
        };
    }
    match name {
        "contains" => Cow::Borrowed(&Type::Bool),
        "index" | "parseint" => Cow::Borrowed(&Type::Number),
        _ => declared,
    }
}

/// The set that several make of which some have no type yet: the others tell it.
fn typed_set(sets: &[Value]) -> Option<Type> {
    let is_empty = |set: &Value| set.elements().is_some_and(<[Value]>::is_empty);
    let element = |set: &Value| match set.type_of().element() {
        // Whatever the others are, it fits.
        Some(Type::Any) if is_empty(set) && !set.has_no_type() => None,
        Some(element) if !set.has_no_type() => Some(element.clone()),
        _ => Some(Type::Any),
    };
    let types: Vec<Type> = sets.iter().filter_map(element).collect();
    unify(&types).filter(|common| !common.contains_any()).map(Type::set)
}

/// The type of a result that is not known: more than the function returns in any case, where it follows from the types of the arguments.
pub(super) fn when_unknown(name: &str, arguments: &[Value], returns: &Type) -> Type {
    let types: Vec<Type> = arguments.iter().map(Value::type_of).collect();
    let known = match (name, types.as_slice()) {
        ("distinct" | "matchkeys" | "reverse" | "slice", [type_ @ Type::List(_), ..]) => {
            Some(type_.clone())
        }
        ("reverse", [Type::Set(element)]) | ("values", [Type::Map(element)]) => {
            Some(Type::List(Arc::clone(element)))
        }
        ("reverse", [Type::Tuple(elements)]) => {
            Some(Type::Tuple(elements.iter().rev().cloned().collect()))
        }
        ("slice", [Type::Tuple(elements), ..]) => part_of(elements, arguments),
        ("values", [Type::Object(attributes)]) => Some(Type::Tuple(
            attributes.values().map(|attribute| attribute.type_.clone()).collect(),
        )),
        ("one", [Type::List(element) | Type::Set(element)]) => Some(Type::clone(element)),
        ("one", [Type::Tuple(elements)]) if elements.len() == 1 => elements.first().cloned(),
        ("zipmap", [_, Type::List(element)]) => Some(Type::Map(Arc::clone(element))),
        ("zipmap", [_, Type::Tuple(elements)]) => zipped(arguments.first(), elements),
        ("lookup", [Type::Map(element), ..]) => Some(Type::clone(element)),
        ("lookup", [Type::Object(attributes), ..]) => attribute_of(attributes, arguments),
        ("concat", _) => joined(arguments, &types),
        ("merge", _) => merged(arguments, &types),
        _ => None,
    };
    known.unwrap_or_else(|| returns.clone())
}

fn part_of(elements: &[Type], arguments: &[Value]) -> Option<Type> {
    let bound = |at: usize| arguments.get(at).and_then(Value::as_u64);
    let bounds = usize::try_from(bound(1)?).ok()?..usize::try_from(bound(2)?).ok()?;
    elements.get(bounds).map(|part| Type::Tuple(part.into()))
}

fn zipped(keys: Option<&Value>, elements: &[Type]) -> Option<Type> {
    let keys: Option<Vec<&str>> = keys?.elements()?.iter().map(Value::as_str).collect();
    let keys = keys.filter(|keys| keys.len() == elements.len())?;
    let attributes = keys.into_iter().zip(elements);
    Some(Type::object(attributes.map(|(key, type_)| (Arc::from(key), type_.clone()))))
}

fn attribute_of(
    attributes: &BTreeMap<Arc<str>, ObjectAttribute>,
    arguments: &[Value],
) -> Option<Type> {
    match attributes.get(arguments.get(1)?.as_str()?) {
        Some(attribute) => Some(attribute.type_.clone()),
        None => arguments.get(2).map(Value::type_of),
    }
}

/// All elements of all lists and tuples; where all are lists of one type, a list.
fn joined(arguments: &[Value], types: &[Type]) -> Option<Type> {
    if types.iter().all(|type_| matches!(type_, Type::List(_))) {
        return unify(types);
    }
    let mut all = Vec::new();
    for (argument, type_) in arguments.iter().zip(types) {
        match type_ {
            Type::Tuple(elements) => all.extend(elements.iter().cloned()),
            Type::List(element) => {
                let length = argument.elements()?.len();
                all.extend(std::iter::repeat_n(Type::clone(element), length));
            }
            _ => return None,
        }
    }
    Some(Type::Tuple(all.into()))
}

/// All attributes of all objects; where all are of one type, that type.
fn merged(arguments: &[Value], types: &[Type]) -> Option<Type> {
    let first = types.first()?;
    if types.iter().all(|type_| type_ == first) {
        return Some(first.clone());
    }
    let mut all = BTreeMap::new();
    for (argument, type_) in arguments.iter().zip(types) {
        match type_ {
            _ if argument.is_null() => {}
            Type::Object(attributes) => all.extend(
                attributes.iter().map(|(name, each)| (Arc::clone(name), each.type_.clone())),
            ),
            Type::Map(element) => {
                let names = argument.entries()?.keys();
                all.extend(names.map(|name| (Arc::clone(name), Type::clone(element))));
            }
            _ => return None,
        }
    }
    Some(Type::object(all))
}
