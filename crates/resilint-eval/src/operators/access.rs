//! Reading an attribute of a value, of unknown ones too.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_config::{Address, Mode};

use super::OperatorError;
use crate::value::{
    Data, Marks, Open, Reason, Refinement, Source, Type, Unknown, Value, alternatives,
};

/// A value taken from more sources than these is made of them; it is no part of any.
pub(super) const MAX_DIRECT: usize = 4;
/// How deep an attribute's path is told.
pub(super) const MAX_DEPTH: usize = 8;

/// `base.name`: an attribute of an object or an element of a map. It keeps its own origin; the base's marks are added, and their sources say which
/// attribute it is. A resource has every attribute: those that the text does not give are unknown.
///
/// # Errors
/// There is no such attribute, or the value has none at all.
pub fn attribute(base: &Value, name: &str) -> Result<Value, OperatorError> {
    let part = attribute_of(base, name);
    // Whatever is in a list, it has no attributes.
    if part.is_err() && !base.is_untyped() && matches!(base.type_of(), Type::List(_)) {
        return part;
    }
    unless_untyped(base, part)
}

/// Nothing is wrong yet with a part of a value whose type is not settled.
pub(super) fn unless_untyped(
    base: &Value,
    part: Result<Value, OperatorError>,
) -> Result<Value, OperatorError> {
    match part {
        Err(error) if base.is_undecided() => {
            let reason = base.cause().unwrap_or_else(|| match base.open {
                Open::Tried => Reason::Tried,
                _ => Reason::Invalid(error.message.as_str().into()),
            });
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

pub(super) fn entry(
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

/// Whether a tuple is what a resource has of one type of block, or one of its arguments.
pub(super) fn is_part_of_resource(value: &Value) -> bool {
    let is_part = |source: &Source| !source.attribute.is_empty() && !is_built_in(&source.address);
    matches!(value.data, Data::Tuple(_)) && value.marks.sources().iter().any(is_part)
}

/// Whether it is Terraform's own resource, whose attributes are all known.
pub(crate) fn is_built_in(address: &Address) -> bool {
    address.resource.mode == Mode::Managed && &*address.resource.type_name == "terraform_data"
}

/// An attribute that the text does not give: the provider will.
pub(super) fn provided(marks: &Marks) -> Value {
    let source = marks.sources().first();
    let reason = source.map_or(Reason::Expansion, Source::reason);
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

pub(super) fn no_attribute(type_: &Type, name: &str) -> OperatorError {
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
        return Ok(part_of_arms(parts, base, unknown, &Marks::default()));
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
pub(super) fn parts_of_arms(
    unknown: &Unknown,
    part: impl Fn(&Value) -> Option<Value>,
) -> Option<Vec<Value>> {
    let arms = unknown.refinement.one_of.as_ref()?;
    let parts: Vec<Value> = arms.iter().filter(|arm| !arm.is_null()).filter_map(part).collect();
    Some(parts).filter(|parts| !parts.is_empty())
}

/// One of the parts at a place in the alternatives. Terraform does not know that it is not null.
pub(super) fn part_of_arms(
    parts: Vec<Value>,
    base: &Value,
    unknown: &Unknown,
    marks: &Marks,
) -> Value {
    let part = one_of(parts, unknown.reason.clone(), &own_marks(base, unknown).union(marks));
    let open = if part.is_certainly_not_null() { Open::Value } else { Open::Nothing };
    Value { open: part.open.max(open), ..part }
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
pub(super) fn part_of_unknown(unknown: &Unknown, marks: &Marks, type_: Type) -> Value {
    let reason = match (&unknown.reason, marks.sources()) {
        (Reason::AfterApply { .. } | Reason::DataSource { .. }, [source]) => source.reason(),
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
    let reason = chooser.why();
    one_of(arms.to_vec(), reason, &chooser.marks)
}

/// Marks of an attribute: the sources say which attribute it is.
pub(super) fn narrow(marks: &Marks, name: &str) -> Marks {
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
