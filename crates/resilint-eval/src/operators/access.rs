//! Reading one element or attribute of a value, of unknown ones too.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_config::{Address, Mode};

use super::OperatorError;
use crate::convert::convert;
use crate::number::Number;
use crate::value::{
    Data, Marks, Open, Reason, Refinement, Source, Type, Unknown, Value, alternatives,
};

/// A value taken from more sources than these is made of them; it is no part of any.
const MAX_DIRECT: usize = 4;
/// How deep an attribute's path is told.
const MAX_DEPTH: usize = 8;

/// `base.name`: an attribute of an object or an element of a map. It keeps its own origin; the base's marks are added, and their sources say which
/// attribute it is. A resource has every attribute: those that the text does not give are unknown.
///
/// # Errors
/// There is no such attribute, or the value has none at all.
pub fn attribute(base: &Value, name: &str) -> Result<Value, OperatorError> {
    unless_untyped(base, attribute_of(base, name))
}

/// Nothing is wrong yet with a part of a value whose type is not settled.
fn unless_untyped(
    base: &Value,
    part: Result<Value, OperatorError>,
) -> Result<Value, OperatorError> {
    match part {
        Err(error) if base.is_undecided() => {
            let invalid = || Reason::Invalid(error.message.as_str().into());
            let reason = base.reason().cloned().unwrap_or_else(invalid);
            let element = match base.type_of() {
                Type::List(element) | Type::Map(element) => Type::clone(&element),
                // Its type is known, and it has no such part.
                type_ if type_ != Type::Any => return Err(error),
                _ => Type::Any,
            };
            let part = Value::unknown(element, reason).untyped_as(base);
            Ok(part.with_marks(&base.deep_marks().weakened()))
        }
        part => part.map(|part| part.untyped_as(base)),
    }
}

fn attribute_of(base: &Value, name: &str) -> Result<Value, OperatorError> {
    match &base.data {
        Data::Map(_, entries) | Data::Object(entries) => entry(base, entries, name),
        Data::Unknown(unknown) => attribute_of_unknown(base, unknown, name),
        Data::Null(_) => Err(OperatorError::at(
            0,
            format!("this value is null, so it does not have the attribute `{name}`"),
        )),
        _ => Err(no_attribute(&base.type_of(), name)),
    }
}

fn entry(
    base: &Value,
    entries: &BTreeMap<Arc<str>, Value>,
    name: &str,
) -> Result<Value, OperatorError> {
    let marks = || narrow(&base.marks, name);
    match entries.get(name) {
        Some(value) if !(value.is_null() && is_open(base)) => {
            Ok(value.clone().with_marks(&marks()))
        }
        _ if is_open(base) => Ok(provided(&marks())),
        _ => Err(no_attribute(&base.type_of(), name)),
    }
}

/// Whether the value is (part of) a resource, whose provider may add attributes that the text does not give.
pub(crate) fn is_open(value: &Value) -> bool {
    let is_of_provider = |source: &Source| !is_built_in(&source.address);
    matches!(value.data, Data::Object(_)) && value.marks.sources().iter().any(is_of_provider)
}

/// Whether it is Terraform's own resource, whose attributes are all known.
pub(crate) fn is_built_in(address: &Address) -> bool {
    address.resource.mode == Mode::Managed && &*address.resource.type_name == "terraform_data"
}

/// An attribute that the text does not give: the provider will.
fn provided(marks: &Marks) -> Value {
    let source = marks.sources().first();
    let reason = source.map_or(Reason::Expansion, unset_reason);
    // Every resource has these, and they are texts.
    let is_name = |source: &Source| {
        source.address.resource.mode == Mode::Managed
            && matches!(&*source.attribute, "id" | "arn" | "self_link")
    };
    let value = match source {
        Some(source) if marks.sources().len() == 1 && is_name(source) => {
            Value::unknown(Type::String, reason).not_null()
        }
        _ => Value::unknown(Type::Any, reason),
    };
    value.with_marks(marks)
}

/// Why an attribute that the text does not give is unknown.
fn unset_reason(source: &Source) -> Reason {
    let (address, attribute) = (Arc::clone(&source.address), Arc::clone(&source.attribute));
    match address.resource.mode {
        Mode::Managed => Reason::AfterApply { address, attribute },
        Mode::Data | Mode::Ephemeral => Reason::DataSource { address, attribute },
        Mode::Module => Reason::MissingModule(Arc::clone(&address.resource.type_name)),
    }
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
    let marks = narrow(&base.marks, name);
    if let Some(parts) = parts_of_arms(unknown, |arm| attribute(arm, name).ok()) {
        return Ok(one_of(parts, unknown.reason.clone(), &own_marks(base, unknown)));
    }
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
    Ok(part_of_unknown(unknown, &marks, type_))
}

/// What is at a place in each alternative; those without it are left out, for that is an error if they are chosen.
fn parts_of_arms(unknown: &Unknown, part: impl Fn(&Value) -> Option<Value>) -> Option<Vec<Value>> {
    let arms = unknown.refinement.one_of.as_ref()?;
    let parts: Vec<Value> = arms.iter().filter(|arm| !arm.is_null()).filter_map(part).collect();
    Some(parts).filter(|parts| !parts.is_empty())
}

/// Marks of a value that are not those of its alternatives: their parts have marks of their own.
fn own_marks(base: &Value, unknown: &Unknown) -> Marks {
    let arms = unknown.refinement.one_of.as_deref().unwrap_or_default();
    let deep: Vec<Marks> = arms.iter().map(Value::deep_marks).collect();
    let of_arms: Vec<&Source> = deep.iter().flat_map(Marks::sources).collect();
    let of_arm = |source: &Source| {
        let is_it =
            |own: &&Source| own.address == source.address && own.attribute == source.attribute;
        of_arms.iter().any(is_it)
    };
    base.marks.retain_sources(|source| !of_arm(source))
}

/// A part of an unknown value is unknown for the same reason.
fn part_of_unknown(unknown: &Unknown, marks: &Marks, type_: Type) -> Value {
    let reason = match (&unknown.reason, marks.sources()) {
        (Reason::AfterApply { .. } | Reason::DataSource { .. }, [source]) => unset_reason(source),
        (reason, _) => reason.clone(),
    };
    Value::unknown(type_, reason).with_marks(marks)
}

/// A value that is one of these, nobody knows which.
pub(crate) fn one_of(arms: Vec<Value>, reason: Reason, marks: &Marks) -> Value {
    let type_ = arms.first().map_or(Type::Any, Value::type_of);
    let type_ = if arms.iter().all(|arm| arm.type_of() == type_) { type_ } else { Type::Any };
    let not_null = arms.iter().all(Value::is_certainly_not_null);
    let (one_of, of_arms) = alternatives(arms);
    let refinement = Refinement { not_null, one_of, ..Refinement::default() };
    Value::refined(type_, reason, refinement).with_marks(&marks.union(&of_arms).weakened())
}

/// A value chosen by something unknown.
pub(crate) fn uncertain_choice(arms: &[Value], chooser: &Value) -> Value {
    let reason = chooser.reason().cloned().unwrap_or(Reason::Expansion);
    one_of(arms.to_vec(), reason, &chooser.marks)
}

/// Marks of an attribute: the sources say which attribute it is.
fn narrow(marks: &Marks, name: &str) -> Marks {
    if marks.sources().len() > MAX_DIRECT {
        return marks.clone();
    }
    marks.map_sources(|source| {
        let attribute = match &*source.attribute {
            "" => name.to_owned(),
            // Deeper than this nobody asks; what is read from texts and made of many values would grow without end.
            outer if outer.split('.').count() >= MAX_DEPTH => outer.to_owned(),
            outer => format!("{outer}.{name}"),
        };
        Source { attribute: attribute.into(), ..source.clone() }
    })
}

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
        let reason = key.reason().cloned();
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
    if let Some(parts) = parts_of_arms(unknown, |arm| index(arm, key).ok()) {
        let marks = own_marks(base, unknown).union(&key.marks);
        return Ok(one_of(parts, unknown.reason.clone(), &marks));
    }
    let type_ = element_type_of_unknown(&unknown.type_, key)?;
    // An element of an attribute that the provider gives has a path of its own.
    let own = matches!(unknown.reason, Reason::AfterApply { .. } | Reason::DataSource { .. });
    let marks = match key.as_str() {
        Some(name) if own => narrow(&base.marks, name),
        None if own => narrow_index(&base.marks, key),
        _ => base.marks.clone(),
    };
    Ok(part_of_unknown(unknown, &marks, type_).with_marks(&key.marks))
}

fn as_number(key: &Value) -> Result<Value, OperatorError> {
    convert(key, &Type::Number).map_err(|error| OperatorError::at(1, error.message))
}

fn as_name(key: &Value) -> Result<Value, OperatorError> {
    convert(key, &Type::String).map_err(|error| OperatorError::at(1, error.message))
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
    let reason = key.reason().cloned().unwrap_or(Reason::Expansion);
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
