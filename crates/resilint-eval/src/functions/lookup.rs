//! Functions that pick one thing out of several: the result keeps that one's origin.

use super::FunctionError;
use super::call::{Call, Outcome};
use crate::convert::{convert, unify};
use crate::operators::equals;
use crate::value::{Data, Marks, Open, Reason, Refinement, Source, Type, Value};

/// More alternatives than this are not listed.
const MAX_ALTERNATIVES: usize = 32;

pub(super) fn coalesce(call: &Call<'_>) -> Outcome {
    let types: Vec<Type> = call.arguments.iter().map(Value::type_of).collect();
    if types.is_empty() {
        return Err(FunctionError::new("at least one argument is required"));
    }
    let type_ =
        unify(&types).ok_or_else(|| FunctionError::new("all arguments must have the same type"))?;
    for (index, argument) in call.arguments.iter().enumerate() {
        let value =
            convert(argument, &type_).map_err(|error| FunctionError::at(index, error.message))?;
        match &value.data {
            Data::Unknown(unknown)
                if unknown.refinement.not_null && unknown.refinement.prefix.is_some() =>
            {
                return Ok(value);
            }
            Data::Unknown(_) => return Ok(call.unknown_of(type_)),
            Data::Null(_) => {}
            Data::String(text) if text.is_empty() => {}
            _ => return Ok(value),
        }
    }
    Err(FunctionError::new("no non-null, non-empty-string arguments"))
}

pub(super) fn coalescelist(call: &Call<'_>) -> Outcome {
    if call.arguments.is_empty() {
        return Err(FunctionError::new("at least one argument is required"));
    }
    let is_list = |type_: &Type| matches!(type_, Type::List(_) | Type::Tuple(_));
    for (index, argument) in call.arguments.iter().enumerate() {
        if argument.is_unknown() || argument.is_untyped() {
            break;
        }
        if !is_list(&argument.type_of()) {
            let message = "coalescelist arguments must be lists or tuples";
            return Err(FunctionError::at(index, message));
        }
    }
    for argument in &call.arguments {
        match &argument.data {
            Data::Unknown(_) => return Ok(call.unknown()),
            Data::List(_, elements) | Data::Tuple(elements) if !elements.is_empty() => {
                return Ok(argument.clone());
            }
            _ => {}
        }
    }
    Err(FunctionError::new("no non-null arguments"))
}

/// Where an index points that wraps around. A list goes on in both directions, a tuple in one only.
fn position(index: i64, length: usize, in_list: bool) -> Result<usize, FunctionError> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    if length == 0 {
        return Err(FunctionError::at(0, "cannot use element function with an empty list"));
    }
    let wrapped = if in_list { index.rem_euclid(length) } else { index % length };
    usize::try_from(wrapped)
        .map_err(|_| FunctionError::at(1, "cannot use element function with a negative index"))
}

pub(super) fn element(call: &Call<'_>) -> Outcome {
    let (list, index) = (call.argument(0), call.argument(1));
    let elements = match &list.data {
        Data::List(_, elements) | Data::Tuple(elements) => elements,
        Data::Unknown(unknown) => {
            return match &unknown.type_ {
                Type::List(element) => {
                    // Beyond the third element the index may wrap around to an earlier one.
                    let narrow = index
                        .as_u64()
                        .filter(|index| *index < 3)
                        .and_then(|index| listed_element(list, index));
                    Ok(narrow.unwrap_or_else(|| call.unknown_of(Type::clone(element))))
                }
                Type::Tuple(types) if !index.is_unknown() => {
                    let type_ = types.get(position(call.integer(1)?, types.len(), false)?);
                    Ok(call.unknown_of(type_.cloned().unwrap_or(Type::Any)))
                }
                Type::Tuple(_) | Type::Any => Ok(call.unknown()),
                other => Err(FunctionError::at(
                    0,
                    format!("cannot read elements from {}", other.friendly_name()),
                )),
            };
        }
        _ => {
            return Err(FunctionError::at(
                0,
                format!("cannot read elements from {}", list.type_of().friendly_name()),
            ));
        }
    };
    if index.is_unknown() {
        let is_tuple = matches!(list.data, Data::Tuple(_));
        let open = if is_tuple { Open::Type } else { Open::Nothing };
        if elements.is_empty() {
            let type_ = list.type_of().element().cloned().unwrap_or(Type::Any);
            return Ok(Value { open, ..call.unknown_of(type_) });
        }
        return Ok(Value { open, ..one_of(call, elements.iter()) });
    }
    let in_list = matches!(list.data, Data::List(..));
    let at = if elements.is_empty() { 0 } else { call.integer(1)? };
    let chosen = elements.get(position(at, elements.len(), in_list)?);
    let chosen = chosen.expect("the index wraps around");
    Ok(chosen.clone().with_marks(&list.marks).with_marks(&index.marks))
}

/// An element of a list that a data source reads: unknown, but its source says which element it is.
pub(super) fn listed_element(list: &Value, index: u64) -> Option<Value> {
    let unknown = list.as_unknown()?;
    let Type::List(type_) = &unknown.type_ else { return None };
    if !matches!(unknown.reason, Reason::DataSource { .. }) || list.marks.sources().is_empty() {
        return None;
    }
    let marks = list.marks.map_sources(|source| Source {
        attribute: format!("{}.{index}", source.attribute).into(),
        ..source.clone()
    });
    Some(Value::unknown(Type::clone(type_), unknown.reason.clone()).replace_marks(marks))
}

/// An unknown value that is one of these, whichever it is.
fn one_of<'v>(call: &Call<'_>, values: impl ExactSizeIterator<Item = &'v Value>) -> Value {
    let count = values.len();
    let values: Vec<Value> = values.map(Value::weakened).collect();
    let types: Vec<Type> = values.iter().map(Value::type_of).collect();
    let first = types.first().cloned().unwrap_or(Type::Any);
    let type_ = if types.iter().all(|type_| *type_ == first) { first } else { Type::Any };
    let not_null = values.iter().all(Value::is_certainly_not_null);
    let one_of = Some(values).filter(|_| count <= MAX_ALTERNATIVES);
    let one_of = one_of.and_then(|values| crate::value::alternatives(values).0);
    let refinement = Refinement { not_null, one_of, ..Refinement::default() };
    let unknown = call.unknown_of(type_);
    let marks = call.arguments.iter().fold(Marks::default(), |marks, argument| {
        let inner = if argument.children().next().is_some() {
            argument.weakened().deep_marks()
        } else {
            argument.deep_marks()
        };
        marks.union(&inner)
    });
    unknown.replace_marks(marks).refine(|known| *known = refinement)
}

pub(super) fn index(call: &Call<'_>) -> Outcome {
    let (list, value) = (call.argument(0), call.argument(1));
    let (Data::List(_, elements) | Data::Tuple(elements)) = &list.data else {
        return Err(FunctionError::at(0, "argument must be a list or tuple"));
    };
    if elements.is_empty() {
        return Err(FunctionError::at(0, "cannot search an empty list"));
    }
    for (position, element) in elements.iter().enumerate() {
        match equals(element, value).as_bool() {
            Some(true) => return Ok(Value::number(position)),
            Some(false) => {}
            None => return Ok(call.unknown()),
        }
    }
    Err(FunctionError::new("item not found"))
}

pub(super) fn lookup(call: &Call<'_>) -> Outcome {
    let (map, key) = (call.argument(0), call.argument(1));
    let default = call.arguments.get(2);
    if call.arguments.len() > 3 {
        return Err(FunctionError::at(3, "lookup() takes two or three arguments"));
    }
    let (entries, element) = match &map.data {
        Data::Map(type_, entries) => (entries, Some(type_.clone())),
        Data::Object(entries) => (entries, None),
        Data::Unknown(unknown)
            if matches!(unknown.type_, Type::Any | Type::Object(_) | Type::Map(_)) =>
        {
            let is_typeless = unknown.type_ == Type::Any;
            let kept = if is_typeless { Marks::default() } else { map.marks.union(&key.marks) };
            return Ok(call.unknown().forgotten_but(&kept));
        }
        _ => return Err(FunctionError::at(0, "lookup() requires a map as the first argument")),
    };
    let default = match (default, &element) {
        (Some(default), Some(element)) => {
            let default = convert(default, element);
            Some(default.map_err(|error| FunctionError::at(2, error.message))?)
        }
        (default, _) => default.cloned(),
    };
    let Some(name) = key.as_str() else {
        let values: Vec<&Value> = entries.values().chain(default.as_ref()).collect();
        let open = if element.is_none() { Open::Type } else { Open::Nothing };
        let found = one_of(call, values.into_iter());
        let found = found.forgotten_but(&map.marks.union(&key.marks));
        return Ok(Value { open, ..found });
    };
    let found = entries.get(name).cloned().or(default);
    let found = found.ok_or_else(|| match element {
        Some(_) => FunctionError::new(format!("lookup failed to find key \"{name}\"")),
        None => FunctionError::at(0, format!("the given object has no attribute \"{name}\"")),
    })?;
    Ok(found.with_marks(&map.marks).with_marks(&key.marks))
}

pub(super) fn matchkeys(call: &Call<'_>) -> Outcome {
    let (values, keys, searched) = (call.argument(0), call.argument(1), call.argument(2));
    let element = values.type_of().element().cloned().unwrap_or(Type::Any);
    if call.elements(0).len() != call.elements(1).len() {
        return Err(FunctionError::new("length of keys and values should be equal"));
    }
    let common = unify(&[keys.type_of(), searched.type_of()]);
    let common =
        common.ok_or_else(|| FunctionError::new("keys and searchset must be of the same type"))?;
    let same_type = |index: usize| {
        convert(call.argument(index), &common)
            .map_err(|error| FunctionError::at(index, error.message))
    };
    let (keys, searched) = (same_type(1)?, same_type(2)?);
    if !values.is_wholly_known() || !keys.is_wholly_known() {
        return Ok(call.unknown_of(element.list()));
    }
    let mut kept = Vec::new();
    for (value, key) in call.elements(0).iter().zip(keys.elements().unwrap_or_default()) {
        for wanted in searched.elements().unwrap_or_default() {
            match equals(key, wanted).as_bool() {
                Some(true) => {
                    kept.push(value.clone());
                    break;
                }
                Some(false) => {}
                None => return Ok(call.unknown_of(element.list())),
            }
        }
    }
    Ok(Value::list(element, kept))
}

pub(super) fn one(call: &Call<'_>) -> Outcome {
    let list = call.argument(0);
    let wanted = || {
        FunctionError::at(0, "must be a list, set, or tuple value with either zero or one elements")
    };
    if let Some(unknown) = list.as_unknown() {
        let has_several = unknown.refinement.min_length.is_some_and(|least| least > 1);
        return if has_several { Err(wanted()) } else { Ok(call.unknown()) };
    }
    let elements = list.elements().ok_or_else(wanted)?;
    match elements {
        [] => Ok(Value::null(list.type_of().element().cloned().unwrap_or(Type::Any))
            .with_origin(list.origin)),
        [only] => Ok(only.clone()),
        _ if matches!(list.data, Data::Set(..)) && !list.is_wholly_known() => Ok(call.unknown()),
        _ => Err(wanted()),
    }
}
