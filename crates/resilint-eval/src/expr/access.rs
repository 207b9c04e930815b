//! Attributes and elements of values, of unknown ones too.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_config::Mode;

use crate::convert::convert;
use crate::value::{Data, Marks, Reason, Refinement, Source, Type, Unknown, Value};

/// An element of more values than these is not told apart.
const MAX_CHOICES: usize = 64;

/// `base.name`; the error is a sentence.
pub(crate) fn attribute_of(base: &Value, name: &str) -> Result<Value, String> {
    match &base.data {
        Data::Object(entries) | Data::Map(_, entries) => entry(base, entries, name),
        Data::Unknown(unknown) => unknown_attribute(base, unknown, name),
        Data::Null(_) => Err(format!("this value is null, so it has no attribute `{name}`")),
        Data::List(..) | Data::Tuple(_) | Data::Set(..) if let Ok(index) = name.parse::<u64>() => {
            element_of(base, &Value::number(index))
        }
        Data::List(..) | Data::Tuple(_) | Data::Set(..) => {
            Err(format!("a list has no attribute `{name}`; select an element first"))
        }
        _ => Err(format!("{} has no attribute `{name}`", base.type_of().friendly_name())),
    }
}

fn entry(base: &Value, entries: &BTreeMap<Arc<str>, Value>, name: &str) -> Result<Value, String> {
    let marks = narrow(&base.marks, name);
    match entries.get(name) {
        Some(value) if !(value.is_null() && is_open(base)) => Ok(value.clone().with_marks(&marks)),
        _ if is_open(base) => Ok(provided(&marks)),
        _ => Err(format!("there is no attribute `{name}`{}", suggestion(entries, name))),
    }
}

fn suggestion(entries: &BTreeMap<Arc<str>, Value>, name: &str) -> String {
    let close = entries.keys().find(|known| {
        known.eq_ignore_ascii_case(name)
            || known.trim_end_matches('s') == name.trim_end_matches('s')
    });
    close.map_or_else(String::new, |known| format!("; did you mean `{known}`?"))
}

/// Whether the value is (part of) a resource, whose provider may add attributes that the text does not give.
pub(crate) fn is_open(value: &Value) -> bool {
    matches!(value.data, Data::Object(_)) && !value.marks.sources().is_empty()
}

/// An attribute that the text does not give: the provider will.
fn provided(marks: &Marks) -> Value {
    let reason = marks.sources().first().map_or(Reason::Expansion, unset_reason);
    Value::unknown(Type::Any, reason).with_marks(marks)
}

/// Why an attribute that the text does not give is unknown.
pub(crate) fn unset_reason(source: &Source) -> Reason {
    let (address, attribute) = (Arc::clone(&source.address), Arc::clone(&source.attribute));
    match address.resource.mode {
        Mode::Managed => Reason::AfterApply { address, attribute },
        Mode::Data | Mode::Ephemeral => Reason::DataSource { address, attribute },
        Mode::Module => Reason::MissingModule(Arc::clone(&address.resource.type_name)),
    }
}

fn unknown_attribute(base: &Value, unknown: &Unknown, name: &str) -> Result<Value, String> {
    let marks = narrow(&base.marks, name);
    if let Some(arms) = &unknown.refinement.one_of {
        let selected: Vec<Value> = arms
            .iter()
            .filter(|arm| !arm.is_null())
            .filter_map(|arm| attribute_of(arm, name).ok())
            .collect();
        return Ok(if selected.is_empty() {
            narrowed(unknown, &marks, Type::Any)
        } else {
            one_of(selected, unknown.reason.clone(), &marks)
        });
    }
    let type_ = match &unknown.type_ {
        Type::Object(attributes) => match attributes.get(name) {
            Some(attribute) => attribute.type_.clone(),
            None => return Err(format!("there is no attribute `{name}`")),
        },
        Type::Map(element) => (**element).clone(),
        Type::Any => Type::Any,
        other => return Err(format!("{} has no attribute `{name}`", other.friendly_name())),
    };
    Ok(narrowed(unknown, &marks, type_))
}

/// Part of an unknown value: unknown for the same reason.
fn narrowed(unknown: &Unknown, marks: &Marks, type_: Type) -> Value {
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
    let marks = arms.iter().fold(marks.clone(), |marks, arm| marks.union(&arm.marks));
    let marks = marks.weakened();
    let not_null = arms.iter().all(Value::is_certainly_not_null);
    let refinement = Refinement { not_null, one_of: Some(arms.into()), ..Refinement::default() };
    Value::refined(type_, reason, refinement).with_marks(&marks)
}

/// A value chosen by something unknown.
pub(crate) fn uncertain_choice(arms: &[Value], chooser: &Value) -> Value {
    let reason = chooser.reason().cloned().unwrap_or(Reason::Expansion);
    one_of(arms.to_vec(), reason, &chooser.marks)
}

/// Marks of an attribute: the sources say which attribute it is.
fn narrow(marks: &Marks, name: &str) -> Marks {
    marks.map_sources(|source| {
        let attribute = if source.attribute.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", source.attribute)
        };
        Source { attribute: attribute.into(), ..source.clone() }
    })
}

/// `base[key]`; the error is a sentence.
pub(crate) fn element_of(base: &Value, key: &Value) -> Result<Value, String> {
    if key.is_null() {
        return Err("the index is null".to_owned());
    }
    let with_key = |value: Value| value.with_marks(&key.marks);
    match &base.data {
        Data::Null(_) => Err("this value is null, so it has no elements".to_owned()),
        Data::Set(..) => {
            Err("elements of a set have no index; use `tolist` or a `for` expression".to_owned())
        }
        Data::List(_, elements) | Data::Tuple(elements) => {
            if key.is_unknown() {
                return Ok(any_element(base, elements.iter(), key));
            }
            let index = convert(key, &Type::Number)
                .ok()
                .and_then(|index| index.as_u64())
                .ok_or("the index of a list must be a whole number")?;
            let element = usize::try_from(index).ok().and_then(|index| elements.get(index));
            let element = element.ok_or_else(|| {
                format!("there is no element {index}: the list has {} elements", elements.len())
            })?;
            Ok(with_key(element.clone().with_marks(&narrow_index(&base.marks, index))))
        }
        Data::Map(_, entries) | Data::Object(entries) => {
            if key.is_unknown() {
                return Ok(any_element(base, entries.values(), key));
            }
            let name = convert(key, &Type::String).map_err(|error| error.message)?;
            let name = name.as_str().ok_or("the key of a map must be a string")?;
            attribute_of(base, name).map(with_key)
        }
        Data::Unknown(unknown) => unknown_element(base, unknown, key).map(with_key),
        _ => Err(format!("{} has no elements", base.type_of().friendly_name())),
    }
}

fn any_element<'a>(base: &Value, elements: impl Iterator<Item = &'a Value>, key: &Value) -> Value {
    let elements: Vec<Value> = elements.cloned().collect();
    let marks = base.marks.union(&key.marks);
    let reason = key.reason().cloned().unwrap_or(Reason::Expansion);
    if elements.is_empty() || elements.len() > MAX_CHOICES {
        let marks =
            elements.iter().fold(marks, |marks, element| marks.union(&element.deep_marks()));
        return Value::unknown(Type::Any, reason).with_marks(&marks.weakened());
    }
    one_of(elements, reason, &marks)
}

fn unknown_element(base: &Value, unknown: &Unknown, key: &Value) -> Result<Value, String> {
    if let Some(arms) = &unknown.refinement.one_of {
        let selected: Vec<Value> = arms
            .iter()
            .filter(|arm| !arm.is_null())
            .filter_map(|arm| element_of(arm, key).ok())
            .collect();
        return Ok(if selected.is_empty() {
            narrowed(unknown, &base.marks, Type::Any)
        } else {
            one_of(selected, unknown.reason.clone(), &base.marks)
        });
    }
    match &unknown.type_ {
        Type::List(element) | Type::Map(element) => {
            Ok(indexed(base, unknown, key, (**element).clone()))
        }
        Type::Tuple(types) => {
            let type_ =
                key.as_u64().and_then(|index| types.get(usize::try_from(index).ok()?)).cloned();
            Ok(indexed(base, unknown, key, type_.unwrap_or(Type::Any)))
        }
        Type::Object(_) => match key.as_str() {
            Some(name) => unknown_attribute(base, unknown, name),
            None => Ok(narrowed(unknown, &base.marks, Type::Any)),
        },
        Type::Any => Ok(indexed(base, unknown, key, Type::Any)),
        other => Err(format!("{} has no elements", other.friendly_name())),
    }
}

/// An element of an attribute that the provider gives has a path of its own.
fn indexed(base: &Value, unknown: &Unknown, key: &Value, type_: Type) -> Value {
    let own_attribute =
        matches!(unknown.reason, Reason::AfterApply { .. } | Reason::DataSource { .. })
            && base.marks.sources().len() == 1;
    let marks = match (own_attribute, key.as_u64(), key.as_str()) {
        (true, Some(index), _) => narrow_index(&base.marks, index),
        (true, None, Some(name)) => narrow(&base.marks, name),
        _ => base.marks.clone(),
    };
    narrowed(unknown, &marks, type_)
}

fn narrow_index(marks: &Marks, index: u64) -> Marks {
    marks.map_sources(|source| {
        if source.attribute.is_empty() {
            return source.clone();
        }
        Source { attribute: format!("{}.{index}", source.attribute).into(), ..source.clone() }
    })
}
