//! Splats: what is selected from each element of a list.

use std::sync::Arc;

use resilint_syntax::{Expression, Span};

use super::context::Context;
use super::elements::order_of;
use super::evaluate::evaluate;
use super::fault::{Evaluated, Fault};
use super::reference::unknown_element;
use crate::convert::convert;
use crate::origin::OriginKind;
use crate::value::{Data, Open, Reason, Refinement, Type, Value};

pub(super) fn splat(
    base: Expression<'_>,
    each: Expression<'_>,
    span: Span,
    context: &Context<'_, '_>,
) -> Evaluated {
    let collection = evaluate(base, context).map_err(|fault| fault.of_type(Type::Any))?;
    let apply = |item: &Value| evaluate(each, &Context { splat_item: Some(item), ..*context });
    let origin = || context.origin(span, OriginKind::Reference(collection.origin));
    let elements: Vec<&Value> = match (&collection.data, collection.type_of()) {
        (Data::Null(_), Type::List(_) | Type::Set(_) | Type::Tuple(_)) => {
            return Err(Fault::invalid(base.span(), "a splat needs a list, which is null here"));
        }
        (Data::Null(_), _) => Vec::new(),
        (Data::List(_, elements) | Data::Tuple(elements) | Data::Set(_, elements), _) => {
            elements.iter().collect()
        }
        (Data::Unknown(_), Type::List(_) | Type::Set(_) | Type::Tuple(_) | Type::Any) => {
            let (element, lengths) = unknown_element(base, &collection, context);
            let splat = splat_of_unknown(&collection, &element, lengths, apply)?;
            return Ok(splat.with_origin(origin()));
        }
        _ => vec![&collection],
    };
    let is_collection = matches!(collection.data, Data::List(..) | Data::Tuple(_) | Data::Set(..));
    let results = elements.into_iter().map(|element| {
        if is_collection {
            apply(&element.clone().with_marks(&collection.marks.only_sources()))
        } else {
            apply(element)
        }
    });
    let results = match results.collect::<Result<Vec<Value>, _>>() {
        Ok(results) => results,
        // Of which type it is nobody knows yet, so nothing is wrong with it either.
        Err(fault) if collection.is_undecided() => {
            let element = fault.value().weakened();
            return Ok(undecided_splat(&collection, &element).with_origin(origin()));
        }
        Err(fault) => {
            let fault = fault.with_marks(&collection.marks);
            return Err(fault.of_type(type_of_splat(&collection, apply)));
        }
    };
    // Terraform may not know yet whether what is no collection is there.
    let may_be_null = !is_collection && collection.open >= Open::Value;
    let value = match &collection.data {
        Data::List(element, _) | Data::Set(element, _) if results.is_empty() => {
            let item = Value::unknown(element.clone(), Reason::Expansion);
            match apply(&item) {
                Ok(item) => Value::list(item.type_of(), results),
                Err(_) if collection.is_untyped() => Value::list(Type::Any, results),
                Err(fault) => return Err(fault.of_type(Type::Any)),
            }
        }
        Data::List(..) | Data::Set(..) => as_list(results),
        // If it turns out to be null, there is no element at all.
        Data::Unknown(unknown) if !unknown.refinement.not_null || may_be_null => {
            let parts = Value::tuple(results);
            return Ok(undecided_splat(&collection, &parts).with_origin(origin()));
        }
        _ => Value::tuple(results),
    };
    let value = value.with_marks(&collection.marks.without_sources()).with_origin(origin());
    let open = if may_be_null { collection.open.of_type() } else { collection.open };
    Ok(Value { open: value.open.max(open).max(order_of(&collection)), ..value })
}

/// A splat over something of which nobody knows the elements; with a length where that is known.
fn splat_of_unknown(
    collection: &Value,
    element: &Value,
    lengths: (u64, Option<u64>),
    apply: impl Fn(&Value) -> Evaluated,
) -> Evaluated {
    let unknown = collection.as_unknown().map(|unknown| unknown.refinement.clone());
    let refinement = unknown.unwrap_or_default();
    let type_ = collection.type_of();
    let value = match apply(element) {
        // Nobody looks at the elements of something without a type.
        Err(fault) if type_ == Type::Any => fault.value(),
        value => value?,
    };
    let value = if lengths.0 > 0 { value } else { value.weakened() };
    if type_ == Type::Any {
        return Ok(undecided_splat(collection, &value).of_lengths(lengths));
    }
    let type_ = match type_ {
        Type::Tuple(elements) => {
            let each = |type_: &Type| apply(&Value::unknown(type_.clone(), Reason::Expansion));
            let types = elements.iter().map(|type_| Ok(each(type_)?.type_of()));
            let types = types.collect::<Result<_, Box<Fault>>>();
            Type::Tuple(types.map_err(|fault| fault.of_type(type_of_splat(collection, &apply)))?)
        }
        _ => value.type_of().list(),
    };
    let reason = collection.why();
    let lengths = Refinement {
        min_length: refinement.min_length,
        max_length: refinement.max_length,
        not_null: true,
        ..Refinement::default()
    };
    Ok(Value::refined(type_, reason, lengths).with_marks(&value.deep_marks()))
}

/// A splat over something that may or may not turn out to be a list.
fn undecided_splat(collection: &Value, element: &Value) -> Value {
    let reason = collection.reason().or(element.reason()).cloned().unwrap_or(Reason::Expansion);
    let value = Value::unknown(Type::Any, reason).not_null();
    let marks = collection.marks.without_sources().union(&element.deep_marks());
    Value { open: collection.open.of_type(), ..value.with_marks(&marks) }
}

/// The type that a splat would have if it were not faulty for some element.
fn type_of_splat(collection: &Value, apply: impl Fn(&Value) -> Evaluated) -> Type {
    let of = |element: &Value| match apply(element) {
        Ok(value) => value.type_of(),
        Err(fault) => fault.type_.clone(),
    };
    let unknown = |type_: &Type| Value::unknown(type_.clone(), Reason::Expansion);
    match (&collection.data, collection.type_of()) {
        (_, Type::List(element) | Type::Set(element)) => of(&unknown(&element)).list(),
        (_, Type::Tuple(types)) => {
            Type::Tuple(types.iter().map(|type_| of(&unknown(type_))).collect())
        }
        // It would have no element if it turned out to be null.
        (Data::Unknown(unknown), _) if !unknown.refinement.not_null => Type::Any,
        _ => Type::Tuple(Arc::new([of(collection)])),
    }
}

/// A splat over a list is a list when its results have one type.
fn as_list(values: Vec<Value>) -> Value {
    let tuple = Value::tuple(values);
    convert(&tuple, &Type::List(Arc::new(Type::Any))).unwrap_or(tuple)
}
