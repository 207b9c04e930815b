//! Tuples and objects as they are written.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_syntax::{Object, ObjectKey, Tuple};

use super::context::Context;
use super::evaluate::evaluate;
use super::fault::{Evaluated, Fault};
use crate::convert::convert;
use crate::origin::OriginKind;
use crate::value::{Data, Marks, Type, Value};

pub(super) fn tuple(tuple: Tuple<'_>, context: &Context<'_, '_>) -> Evaluated {
    let mut first_fault = None;
    let items = tuple.items().into_iter().map(|item| evaluate(item, context));
    let items = items.map(|item| item.unwrap_or_else(|fault| set_aside(fault, &mut first_fault)));
    let elements: Vec<Value> = items.collect();
    if let Some(fault) = first_fault {
        return Err(fault.of_type(Value::tuple(elements).type_of()));
    }
    let origin = context.origin(tuple.span(), OriginKind::Literal);
    Ok(Value::tuple(elements).with_origin(origin))
}

/// Keeps the first fault; the rest is looked at for its type.
fn set_aside(fault: Box<Fault>, first: &mut Option<Box<Fault>>) -> Value {
    let value = fault.value();
    first.get_or_insert(fault);
    value
}

pub(super) fn object(object: Object<'_>, context: &Context<'_, '_>) -> Evaluated {
    let mut attributes: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    let mut marks = Marks::default();
    let (mut unknown_key, mut first_fault) = (None, None);
    for entry in object.entries() {
        let value = evaluate(entry.value, context)
            .unwrap_or_else(|fault| set_aside(fault, &mut first_fault));
        match entry.key {
            ObjectKey::Name(name, _) => {
                attributes.insert(Arc::from(name), value);
            }
            ObjectKey::Expression(key) => {
                let span = key.span();
                let key = evaluate(key, context).map_err(|fault| fault.of_type(Type::Any))?;
                marks = marks.union(&key.marks);
                match convert(&key, &Type::String).map(|key| key.data) {
                    Ok(Data::String(name)) => {
                        attributes.insert(name, value);
                    }
                    Ok(Data::Unknown(unknown)) => {
                        marks = marks.union(&value.deep_marks().forgotten());
                        unknown_key = Some(unknown.reason.clone());
                    }
                    Ok(_) => {
                        return Err(Fault::invalid(span, "the key of an object cannot be null"));
                    }
                    Err(error) => {
                        return Err(Fault::invalid(
                            span,
                            format!("this is no key of an object: {}", error.message),
                        ));
                    }
                }
            }
        }
    }
    if let Some(fault) = first_fault {
        let is_known = unknown_key.is_none();
        return Err(if is_known {
            fault.of_type(Value::object(attributes).type_of())
        } else {
            fault
        });
    }
    let origin = context.origin(object.span(), OriginKind::Literal);
    if let Some(reason) = unknown_key {
        // Terraform forgets how sensitive the values are.
        let marks = attributes
            .values()
            .fold(marks, |marks, value| marks.union(&value.deep_marks().forgotten()));
        return Ok(Value::unknown(Type::Any, reason)
            .not_null()
            .with_marks(&marks)
            .with_origin(origin));
    }
    Ok(Value::object(attributes).with_marks(&marks).with_origin(origin))
}
