//! What a conversion makes of a value.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use super::elements::{common_type, is_typeless, of_collection, of_entries, of_tuple};
use super::exists::conversion_exists;
use super::{mismatch_message, unify};
use crate::number::Number;
use crate::path::PathStep;
use crate::value::{
    Data, ObjectAttribute, Open, Reason, Refinement, Type, Unknown, Value, of_one_length,
};

/// A value that does not fit a type.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ConvertError {
    /// Where inside the value.
    pub path: Vec<PathStep>,
    /// What is wrong: `a number is required`.
    pub message: String,
}

impl ConvertError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { path: Vec::new(), message: message.into() }
    }

    pub(super) fn inside(mut self, step: PathStep) -> Self {
        self.path.insert(0, step);
        self
    }
}

/// Converts a value as Terraform does where a type is asked for. Origins and marks survive, unknown values keep their reason and what is known about them.
///
/// # Errors
/// The value does not fit the type.
pub fn convert(value: &Value, to: &Type) -> Result<Value, ConvertError> {
    if *to == Type::Any {
        return Ok(value.clone());
    }
    if value.is_untyped() {
        return Ok(convert_untyped(value, to));
    }
    let from = value.type_of();
    if from == *to {
        return Ok(value.clone());
    }
    if !value.is_null() && !conversion_exists(&from, to) {
        return Err(ConvertError::new(mismatch_message(&from, to)));
    }
    if value.is_null() && from != Type::Any && !conversion_exists(&from, to) {
        return Err(ConvertError::new(mismatch_message(&from, to)));
    }
    let converted = match to {
        Type::Set(wanted) if value.elements().is_some() => to_set(value, &from, wanted),
        _ => converted(value, &from, to).map(Value::new),
    };
    let Value { data, marks, .. } = match converted {
        Err(error) if value.is_undecided() => {
            Value::new(Data::Unknown(Arc::new(not_fitting(value, to, &error))))
        }
        converted => converted?,
    };
    // A collection of nothing is empty, whatever Terraform does not know yet.
    let is_settled =
        value.open == Open::Present && is_without_parts(&from) && to.element().is_some();
    let open = if is_settled { Open::Nothing } else { value.open };
    Ok(Value { data, marks: value.marks.union(&marks), open, ..*value })
}

fn is_without_parts(type_: &Type) -> bool {
    match type_ {
        Type::Tuple(elements) => elements.is_empty(),
        Type::Object(attributes) => attributes.is_empty(),
        _ => false,
    }
}

/// A set of a value's elements; it is as sensitive as they are.
fn to_set(value: &Value, from: &Type, wanted: &Type) -> Result<Value, ConvertError> {
    let elements = value.elements().unwrap_or_default();
    let (element, elements) = match &value.data {
        Data::Tuple(_) => of_tuple(elements, wanted, false)?,
        _ => of_collection(from.element().unwrap_or(&Type::Any), elements, wanted)?,
    };
    Ok(Value::set(element, elements.into_iter().map(without_mark_of_null).collect()))
}

/// Terraform forgets here that a `null` is sensitive.
fn without_mark_of_null(value: Value) -> Value {
    if !value.is_null() {
        return value;
    }
    let marks = value.marks.only_sources();
    value.replace_marks(marks)
}

/// A value whose type is not settled yet: what does not fit now may do so later.
fn convert_untyped(value: &Value, to: &Type) -> Value {
    let known = Value { open: Open::Value, ..value.clone() };
    let converted = convert(&known, to).unwrap_or_else(|error| Value {
        data: Data::Unknown(Arc::new(not_fitting(value, to, &error))),
        ..known
    });
    let open = if to.contains_any() { value.open.of_type() } else { converted.open };
    Value { open, ..converted }
}

/// What does not fit now, and may do so later.
fn not_fitting(value: &Value, to: &Type, error: &ConvertError) -> Unknown {
    let invalid = || Reason::Invalid(error.message.as_str().into());
    let reason = value.cause().unwrap_or_else(invalid);
    Unknown { type_: to.without_optional(), refinement: Refinement::default(), reason }
}

fn converted(value: &Value, from: &Type, to: &Type) -> Result<Data, ConvertError> {
    match (&value.data, to) {
        (Data::Null(_), _) => Ok(Data::Null(fill(from, &to.without_optional()))),
        (Data::Unknown(unknown), _) => unknown_to(unknown, from, to),
        (Data::Bool(flag), Type::String) => {
            Ok(Data::String(if *flag { "true" } else { "false" }.into()))
        }
        (Data::Number(number), Type::String) => Ok(Data::String(number.to_string().into())),
        (Data::String(text), Type::Number) => Number::parse(text)
            .map(Data::Number)
            .ok_or_else(|| ConvertError::new("a number is required")),
        (Data::String(text), Type::Bool) => text_to_bool(text).map(Data::Bool),
        // Nobody knows in which order, and whether two of them are the same.
        (Data::Set(_, elements), Type::List(_))
            if elements.len() > 1 && !value.is_wholly_known() =>
        {
            let refinement = Refinement {
                not_null: true,
                min_length: Some(1),
                max_length: u64::try_from(elements.len()).ok(),
                ..Refinement::default()
            };
            let reason = value.why();
            // Terraform leaves the elements as they are, of whatever type, if it knows of them.
            let is_seen = !value.is_undecided() && elements.iter().any(is_typeless);
            let type_ = match from.element() {
                Some(Type::Any) if is_seen => Type::Any.list(),
                Some(element) if !element.contains_any() => element.clone().list(),
                _ => fill(from, &to.without_optional()),
            };
            Ok(Data::Unknown(Arc::new(Unknown { type_, refinement, reason })))
        }
        (Data::List(have, elements) | Data::Set(have, elements), Type::List(wanted)) => {
            let (element, elements) = of_collection(have, elements, wanted)?;
            Ok(Data::List(element, elements.into_iter().map(without_mark_of_null).collect()))
        }
        (Data::Tuple(elements), Type::List(wanted)) => {
            let (element, elements) = of_tuple(elements, wanted, true)?;
            Ok(Data::List(element, elements.into()))
        }
        (Data::Tuple(elements), Type::Tuple(types)) => {
            let pairs = elements.iter().zip(types.iter()).enumerate();
            let convert_one = |(index, (value, type_))| {
                convert(value, type_).map_err(|error| error.inside(PathStep::Index(index)))
            };
            Ok(Data::Tuple(pairs.map(convert_one).collect::<Result<_, _>>()?))
        }
        (Data::Map(_, entries), Type::Map(element)) => of_entries(entries, element, element),
        (Data::Object(entries), Type::Map(wanted)) => {
            let element = common_type(entries.values(), wanted)?;
            of_entries(entries, &element, wanted)
        }
        (Data::Map(_, entries) | Data::Object(entries), Type::Object(attributes)) => {
            to_object(entries, attributes)
        }
        _ => Err(ConvertError::new(mismatch_message(from, to))),
    }
}

fn text_to_bool(text: &str) -> Result<bool, ConvertError> {
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(ConvertError::new(match text.to_lowercase().as_str() {
            "true" => "a bool is required; to convert from string, use lowercase \"true\"",
            "false" => "a bool is required; to convert from string, use lowercase \"false\"",
            _ => "a bool is required",
        })),
    }
}

fn to_object(
    entries: &BTreeMap<Arc<str>, Value>,
    attributes: &BTreeMap<Arc<str>, ObjectAttribute>,
) -> Result<Data, ConvertError> {
    let mut converted = BTreeMap::new();
    for (name, attribute) in attributes {
        let value = match entries.get(name) {
            Some(value) => convert(value, &attribute.type_)
                .map_err(|error| error.inside(PathStep::Name(Arc::clone(name))))?,
            None if attribute.optional => Value::null(attribute.type_.without_optional()),
            None => {
                return Err(ConvertError::new(format!(
                    "map has no element for required attribute \"{name}\""
                )));
            }
        };
        converted.insert(Arc::clone(name), without_mark_of_null(value));
    }
    Ok(Data::Object(Arc::new(converted)))
}

fn unknown_to(unknown: &Unknown, from: &Type, to: &Type) -> Result<Data, ConvertError> {
    let type_ = fill(from, &to.without_optional());
    let old = &unknown.refinement;
    let one_of = old.one_of.as_deref().and_then(|values| fitting(values, to));
    let mut refinement = Refinement { not_null: old.not_null, one_of, ..Refinement::default() };
    let collection = |type_: &Type| type_.element().is_some() || *type_ == Type::Any;
    match (from, &type_) {
        (Type::Tuple(elements), Type::List(_)) => exact_length(&mut refinement, elements.len()),
        (Type::Object(attributes), Type::Map(_)) => exact_length(&mut refinement, attributes.len()),
        (Type::Tuple(elements), Type::Set(_)) => {
            exact_length(&mut refinement, elements.len());
            refinement.min_length = refinement.min_length.map(|length| length.min(1));
        }
        (_, Type::Set(_)) if collection(from) => {
            refinement.min_length = old.min_length.map(|length| length.min(1));
            refinement.max_length = old.max_length;
        }
        (_, Type::List(_) | Type::Map(_)) if collection(from) => {
            refinement.min_length = old.min_length;
            refinement.max_length = old.max_length;
        }
        (Type::String | Type::Any, Type::String) => {
            refinement.prefix.clone_from(&old.prefix);
            refinement.parts.clone_from(&old.parts);
        }
        (Type::Number | Type::Any, Type::Number) => {
            refinement.at_least.clone_from(&old.at_least);
            refinement.at_most.clone_from(&old.at_most);
        }
        _ => {}
    }
    // Of a tuple or an object, the type tells how long it is.
    let is_exact = refinement.not_null && matches!(from, Type::Tuple(_) | Type::Object(_));
    let arms = refinement.one_of.as_deref().filter(|_| is_exact);
    if let Some(value) = arms.and_then(|arms| of_one_length(arms, &type_, &unknown.reason)) {
        return Ok(value.data);
    }
    if refinement.not_null && refinement.max_length == Some(0) {
        match type_ {
            Type::List(element) => return Ok(Data::List(Type::clone(&element), Arc::new([]))),
            Type::Set(element) => return Ok(Data::Set(Type::clone(&element), Arc::new([]))),
            Type::Map(element) => return Ok(Data::Map(Type::clone(&element), Arc::default())),
            _ => {}
        }
    }
    Ok(Value::refined(type_, Reason::clone(&unknown.reason), refinement).data)
}

/// The alternatives, converted. One that does not fit is refused once it turns out to be the value; one that is partly unknown may fit then.
fn fitting(alternatives: &[Value], to: &Type) -> Option<Arc<[Value]>> {
    let mut fitting = Vec::with_capacity(alternatives.len());
    for value in alternatives {
        match convert(value, to) {
            Ok(converted) => fitting.push(converted),
            Err(_) if value.is_wholly_known() => {}
            Err(_) => return None,
        }
    }
    Some(fitting.into()).filter(|fitting: &Arc<[Value]>| !fitting.is_empty())
}

fn exact_length(refinement: &mut Refinement, length: usize) {
    let length = u64::try_from(length).ok();
    (refinement.min_length, refinement.max_length) = (length, length);
}

/// The wanted type, with what it leaves open taken from the given one.
fn fill(given: &Type, wanted: &Type) -> Type {
    let unified = |types: Vec<Type>, element: &Type| {
        unify(&types).map_or_else(|| element.clone(), |common| fill(&common, element))
    };
    match (given, wanted) {
        (Type::Any, _) => wanted.clone(),
        (_, Type::Any) => given.clone(),
        (_, Type::Bool | Type::Number | Type::String) => wanted.clone(),
        (Type::Map(have), Type::Map(want)) => fill(have, want).map(),
        (Type::Object(have), Type::Map(want)) => {
            unified(have.values().map(|attribute| attribute.type_.clone()).collect(), want).map()
        }
        (Type::List(have) | Type::Set(have), Type::List(want)) => fill(have, want).list(),
        (Type::List(have) | Type::Set(have), Type::Set(want)) => fill(have, want).set(),
        (Type::Tuple(have), Type::List(want)) => unified(have.to_vec(), want).list(),
        (Type::Tuple(have), Type::Set(want)) => unified(have.to_vec(), want).set(),
        (Type::Tuple(have), Type::Tuple(want)) if have.len() == want.len() => {
            Type::Tuple(have.iter().zip(want.iter()).map(|(have, want)| fill(have, want)).collect())
        }
        (Type::Object(have), Type::Object(want)) => {
            fill_attributes(want, |name| have.get(name).map(|attribute| &attribute.type_))
        }
        (Type::Map(have), Type::Object(want)) => fill_attributes(want, |_| Some(&**have)),
        _ => wanted.clone(),
    }
}

fn fill_attributes<'t>(
    wanted: &BTreeMap<Arc<str>, ObjectAttribute>,
    given: impl Fn(&str) -> Option<&'t Type>,
) -> Type {
    let one = |(name, attribute): (&Arc<str>, &ObjectAttribute)| {
        let type_ = given(name)
            .map_or_else(|| attribute.type_.clone(), |given| fill(given, &attribute.type_));
        (Arc::clone(name), ObjectAttribute { type_, ..attribute.clone() })
    };
    Type::Object(Arc::new(wanted.iter().map(one).collect()))
}
