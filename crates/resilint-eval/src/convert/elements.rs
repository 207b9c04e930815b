//! Conversions of what is inside collections, tuples and objects to one element type.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::conversion::{ConvertError, convert};
use super::unify;
use crate::operators::is_built_in;
use crate::path::PathStep;
use crate::value::{Data, Open, Reason, Type, Value};

/// The elements of a list or set as elements of another one.
pub(super) fn of_collection(
    have: &Type,
    elements: &[Value],
    wanted: &Type,
) -> Result<(Type, Vec<Value>), ConvertError> {
    if elements.is_empty() && *wanted == Type::Any {
        return Ok((have.clone(), Vec::new()));
    }
    let mut elements = each(elements, wanted)?;
    let type_ = element_type(elements.iter(), wanted)?;
    elements.iter_mut().for_each(|element| give_null_its_type(element, &type_));
    Ok((type_, elements))
}

/// The elements of a tuple as elements of a list or set. Those of a list are brought to one type once more after they are converted.
pub(super) fn of_tuple(
    elements: &[Value],
    wanted: &Type,
    to_list: bool,
) -> Result<(Type, Vec<Value>), ConvertError> {
    let common = common_type(elements.iter(), wanted)?;
    // Terraform refuses what has no type yet beside a collection, whatever the types of the others are.
    if common == Type::Any && elements.iter().any(is_typeless) && elements.iter().any(holds_others)
    {
        return Err(ConvertError::new("all elements must be of one type, and one has none yet"));
    }
    let mut converted = each(elements, &common)?;
    if to_list && common.contains_any() && !converted.is_empty() {
        let types: Vec<Type> = converted.iter().map(Value::type_of).collect();
        converted = each(&converted, &unify(&types).ok_or_else(no_common_type)?)?;
    }
    let type_ = element_type(converted.iter(), &common)?;
    converted.iter_mut().for_each(|element| give_null_its_type(element, &type_));
    Ok((type_, converted))
}

/// The entries of a map or object as entries of a map.
pub(super) fn of_entries(
    entries: &BTreeMap<Arc<str>, Value>,
    element: &Type,
    wanted: &Type,
) -> Result<Data, ConvertError> {
    let each = |entries: &BTreeMap<Arc<str>, Value>, to: &Type| {
        let one = |(name, value): (&Arc<str>, &Value)| {
            let value = convert(value, to)
                .map_err(|error| error.inside(PathStep::Name(Arc::clone(name))))?;
            Ok((Arc::clone(name), value))
        };
        entries.iter().map(one).collect::<Result<BTreeMap<_, _>, ConvertError>>()
    };
    let mut converted = each(entries, element)?;
    let is_nested = element.element().is_some() || matches!(element, Type::Object(_));
    if is_nested && element.contains_any() && !converted.is_empty() {
        let types: Vec<Type> = converted.values().map(Value::type_of).collect();
        converted = each(&converted, &unify(&types).ok_or_else(no_common_type)?)?;
    }
    let element = if entries.is_empty() { wanted } else { element };
    let element = element_type(converted.values(), element)?;
    converted.values_mut().for_each(|value| give_null_its_type(value, &element));
    Ok(Data::Map(element, Arc::new(converted)))
}

/// The type to which all values are to be converted: the wanted one, or if any will do, the one that they have in common.
pub(super) fn common_type<'v>(
    values: impl Iterator<Item = &'v Value>,
    wanted: &Type,
) -> Result<Type, ConvertError> {
    if *wanted != Type::Any {
        return Ok(wanted.clone());
    }
    let types: Vec<Type> = values.map(Value::type_of).collect();
    if types.is_empty() { Ok(Type::Any) } else { unify(&types).ok_or_else(no_common_type) }
}

/// An element that is `null` is one of the elements' type.
fn give_null_its_type(element: &mut Value, type_: &Type) {
    if let Data::Null(have @ Type::Any) = &mut element.data {
        have.clone_from(type_);
    }
}

fn no_common_type() -> ConvertError {
    ConvertError::new("cannot find a common base type for all elements")
}

fn each(elements: &[Value], to: &Type) -> Result<Vec<Value>, ConvertError> {
    let one =
        |(index, value)| convert(value, to).map_err(|error| error.inside(PathStep::Index(index)));
    elements.iter().enumerate().map(one).collect()
}

/// The element type of a collection whose wanted element type may leave something open. Elements of several types make no collection.
fn element_type<'v>(
    elements: impl Iterator<Item = &'v Value> + Clone,
    wanted: &Type,
) -> Result<Type, ConvertError> {
    if !wanted.contains_any() {
        return Ok(wanted.without_optional());
    }
    let mut types = elements.clone().map(Value::type_of).filter(|type_| *type_ != Type::Any);
    let Some(first) = types.next() else { return Ok(wanted.without_optional()) };
    if types.all(|type_| type_ == first) {
        return Ok(first);
    }
    if elements.into_iter().any(holds_any_type) {
        return Ok(wanted.without_optional());
    }
    Err(ConvertError::new("all elements must be of one type"))
}

/// Whether a value certainly is a collection, a tuple or an object.
fn holds_others(value: &Value) -> bool {
    let type_ = value.type_of();
    let is_structure = matches!(type_, Type::Tuple(_) | Type::Object(_));
    is_structure || type_.element().is_some()
}

/// Whether Terraform itself does not know the type.
pub(super) fn is_typeless(value: &Value) -> bool {
    value.has_no_type() && !may_have_any_type(value)
}

/// Whether a value has a type that only a provider or an input could tell. What it is now, if that is known, is no collection.
fn may_have_any_type(value: &Value) -> bool {
    let is_told = || {
        let is_known_to_all = value.reason().map_or(value.open == Open::Tried, is_own);
        is_known_to_all && is_from_own(value)
    };
    let is_word = matches!(value.data, Data::String(_) | Data::Number(_) | Data::Bool(_));
    let is_open = value.is_untyped() || value.has_no_type() && !value.is_null();
    is_open && !is_word && !is_told()
}

/// Whether a value, or anything inside, has a type that only a provider or an input could tell.
fn holds_any_type(value: &Value) -> bool {
    may_have_any_type(value) || value.children().any(holds_any_type)
}

/// Whether neither a provider nor an input could tell more of a value than Terraform itself does.
pub(crate) fn is_all_own(value: &Value) -> bool {
    fn has_own_reasons(value: &Value) -> bool {
        match &value.data {
            Data::Unknown(unknown) => is_own(&unknown.reason),
            _ => value.children().all(has_own_reasons),
        }
    }
    has_own_reasons(value) && is_from_own(value)
}

fn is_own(reason: &Reason) -> bool {
    match reason {
        Reason::AfterApply { address, .. } => is_built_in(address),
        Reason::Impure(_) | Reason::Untyped(_) | Reason::Tried => true,
        _ => false,
    }
}

fn is_from_own(value: &Value) -> bool {
    value.deep_marks().sources().iter().all(|source| is_built_in(&source.address))
}
