//! `for` and splat.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_syntax::{Expression, For, Span};

use super::context::{Binding, Context};
use super::evaluate::{computed, evaluate};
use super::fault::{Evaluated, Fault};
use super::reference;
use crate::convert::convert;
use crate::origin::OriginKind;
use crate::value::{Data, Marks, Open, Reason, Refinement, Type, Value};

/// What there is to go through.
pub(crate) enum Elements {
    /// Keys and values, in order.
    Known(Vec<(Value, Value)>),
    /// Nobody knows.
    Unknown(Value),
    /// It is no collection.
    None,
}

/// The keys and elements of a collection. Its sources go to its elements; how sensitive it is, is said of the whole that is made of them.
pub(crate) fn elements_of(collection: &Value) -> Elements {
    let unknown = || {
        let reason = collection.why().unwrap_or(Reason::Expansion);
        Elements::Unknown(Value::unknown(Type::Any, reason).with_marks(&collection.deep_marks()))
    };
    match elements_of_typed(collection) {
        // In which order, nobody knows; where the type is settled, Terraform goes by what it knows so far.
        Elements::Known(_) if collection.is_untyped() && is_unordered(collection) => unknown(),
        Elements::Known(elements) if collection.is_undecided() => {
            let untyped = |(key, value): (Value, Value)| (key, value.untyped_as(collection));
            Elements::Known(elements.into_iter().map(untyped).collect())
        }
        Elements::None if collection.is_untyped() => unknown(),
        elements => elements,
    }
}

fn elements_of_typed(collection: &Value) -> Elements {
    let marks = &collection.marks.only_sources();
    match &collection.data {
        Data::List(_, elements) | Data::Tuple(elements) => {
            let pair = |(index, value): (usize, &Value)| {
                (
                    Value::number(u64::try_from(index).unwrap_or(u64::MAX)),
                    value.clone().with_marks(marks),
                )
            };
            Elements::Known(elements.iter().enumerate().map(pair).collect())
        }
        // Two unknown elements of a set may turn out to be one; Terraform counts them all the same.
        Data::Set(_, elements) => Elements::Known(
            elements.iter().map(|value| (value.clone(), value.clone().with_marks(marks))).collect(),
        ),
        Data::Map(_, entries) | Data::Object(entries) => {
            let pair = |(name, value): (&Arc<str>, &Value)| {
                (Value::string(Arc::clone(name)), value.clone().with_marks(marks))
            };
            Elements::Known(entries.iter().map(pair).collect())
        }
        Data::Unknown(unknown) if unknown.type_.is_primitive() => Elements::None,
        Data::Unknown(_) => Elements::Unknown(collection.clone()),
        _ => Elements::None,
    }
}

/// An element of a collection of which nobody knows the elements.
fn symbolic_element(collection: &Value) -> Value {
    let reason = collection.why().unwrap_or(Reason::Expansion);
    let type_ = collection.type_of().element().cloned().unwrap_or(Type::Any);
    Value::unknown(type_, reason).with_marks(&collection.marks.weakened())
}

pub(super) fn for_expression(
    clauses: &For<'_>,
    span: Span,
    context: &Context<'_, '_>,
) -> Evaluated {
    let collection = evaluate(clauses.collection, context)?;
    condition_is_meant(clauses, &collection, context)?;
    let elements = match elements_of(&collection) {
        Elements::Known(elements) => elements,
        Elements::Unknown(unknown) => return Ok(unknown_for(clauses, &unknown, span, context)),
        Elements::None => {
            return Err(Fault::invalid(
                clauses.collection.span(),
                "a `for` expression needs a collection",
            ));
        }
    };
    // Neither does Terraform know which elements there are.
    let open = if collection.is_undecided() { Open::Type } else { order_of(&collection) };
    let mut building = Building {
        clauses,
        values: Vec::new(),
        entries: BTreeMap::new(),
        marks: collection.marks.clone(),
        unknown: None,
        fault: None,
    };
    for (key, value) in elements {
        let added = with_names(clauses, &key, &value, context, |inner| building.element(inner));
        // Nobody goes through it before it is known.
        if open == Open::Type && (added.is_err() || building.fault.is_some()) {
            return Ok(unknown_for(clauses, &collection, span, context));
        }
        added.map_err(|fault| fault.of_type(Type::Any))?;
    }
    let fault = building.fault.take();
    let result = building.finish();
    if let Some(fault) = fault {
        return Err(fault.of_type(result.type_of()).with_marks(&result.marks));
    }
    let result = Value { open, ..result };
    let origin = context.origin(span, OriginKind::Literal);
    Ok(result.with_origin(origin))
}

/// Whether the elements may come in another order once all are known.
pub(super) fn is_unordered(collection: &Value) -> bool {
    matches!(collection.data, Data::Set(..)) && !collection.is_wholly_known()
}

/// Whether the order of what is made of each element is open.
fn order_of(collection: &Value) -> Open {
    let is_open = is_unordered(collection) || collection.open >= Open::Order;
    if is_open { Open::Order } else { Open::Nothing }
}

/// What is wrong with the condition whatever the elements are, is wrong without any.
fn condition_is_meant(
    clauses: &For<'_>,
    collection: &Value,
    context: &Context<'_, '_>,
) -> Result<(), Box<Fault>> {
    let Some(condition) = clauses.condition.filter(|_| !is_dynamic(collection)) else {
        return Ok(());
    };
    let any = Value::unknown(Type::Any, Reason::Expansion);
    let decided = with_names(clauses, &any, &any, context, |inner| evaluate(condition, inner))?;
    if decided.is_null() {
        return Err(Fault::invalid(condition.span(), "the condition is null"));
    }
    convert(&decided, &Type::Bool)
        .map(|_| ())
        .map_err(|error| Fault::invalid(condition.span(), error.message))
}

/// Whether even the type of a value is open.
fn is_dynamic(value: &Value) -> bool {
    value.type_of() == Type::Any
}

fn with_names<T>(
    clauses: &For<'_>,
    key: &Value,
    value: &Value,
    context: &Context<'_, '_>,
    body: impl FnOnce(&Context<'_, '_>) -> T,
) -> T {
    let value = Binding { name: clauses.value_name, value, outer: context.bindings };
    let key = clauses.key_name.map(|name| Binding { name, value: key, outer: Some(&value) });
    body(&context.with_binding(key.as_ref().unwrap_or(&value)))
}

/// Nobody knows what is gone through: the result is unknown, but may come from everything the clauses mention.
fn unknown_for(
    clauses: &For<'_>,
    collection: &Value,
    span: Span,
    context: &Context<'_, '_>,
) -> Value {
    let reason = collection.why().unwrap_or(Reason::Expansion);
    let element = reference::symbolic_element(clauses.collection, context)
        .unwrap_or_else(|| symbolic_element(collection));
    let key = Value::unknown(Type::Any, reason.clone());
    let body = with_names(clauses, &key, &element, context, |inner| evaluate(clauses.value, inner));
    let marks = body.map_or_else(|_| Marks::default(), |value| value.deep_marks().weakened());
    let result = Value::unknown(Type::Any, reason)
        .not_null()
        .with_marks(&collection.marks.weakened())
        .with_marks(&marks);
    computed(result, span, &[collection.origin], context)
}

struct Building<'f, 't> {
    clauses: &'f For<'t>,
    values: Vec<Value>,
    entries: BTreeMap<Arc<str>, Vec<Value>>,
    marks: Marks,
    unknown: Option<Reason>,
    /// What is wrong with a value; the type that it would have counts all the same.
    fault: Option<Box<Fault>>,
}

impl Building<'_, '_> {
    fn element(&mut self, context: &Context<'_, '_>) -> Result<(), Box<Fault>> {
        let mut is_certain = true;
        if let Some(condition) = self.clauses.condition {
            let decided = evaluate(condition, context)?;
            self.marks = self.marks.union(&decided.marks);
            let decided = convert(&decided, &Type::Bool)
                .map_err(|error| Fault::invalid(condition.span(), error.message))?;
            match &decided.data {
                Data::Bool(true) => {}
                Data::Bool(false) => return Ok(()),
                Data::Null(_) => {
                    return Err(Fault::invalid(condition.span(), "the condition is null"));
                }
                _ => {
                    is_certain = false;
                    self.unknown = self.unknown.take().or_else(|| decided.reason().cloned());
                }
            }
        }
        let value = match evaluate(self.clauses.value, context) {
            // Nobody asks for it before the condition is known.
            Err(_) if !is_certain => return Ok(()),
            value => value.unwrap_or_else(|fault| {
                let value = fault.value();
                self.fault.get_or_insert(fault);
                value
            }),
        };
        let Some(key) = self.clauses.key else {
            self.values.push(value);
            return Ok(());
        };
        let span = key.span();
        let key = evaluate(key, context)?;
        self.marks = self.marks.union(&key.marks);
        let key =
            convert(&key, &Type::String).map_err(|error| Fault::invalid(span, error.message))?;
        match &key.data {
            Data::String(name) => self.entry(name, value, span),
            Data::Unknown(unknown) => {
                self.unknown = Some(unknown.reason.clone());
                self.values.push(value);
                Ok(())
            }
            // Nobody minds once another key is unknown.
            _ if self.unknown.is_some() => Ok(()),
            _ => Err(Fault::invalid(span, "the key of an object cannot be null")),
        }
    }

    fn entry(&mut self, name: &Arc<str>, value: Value, span: Span) -> Result<(), Box<Fault>> {
        let values = self.entries.entry(Arc::clone(name)).or_default();
        if !values.is_empty() && !self.clauses.group {
            let fault = Fault::invalid(span, format!("two elements have the key `{name}`"));
            return Err(fault.with_help("write `...` after the value to group the elements by key"));
        }
        values.push(value);
        Ok(())
    }

    fn finish(self) -> Value {
        if let Some(reason) = self.unknown {
            let inner = self.values.iter().chain(self.entries.values().flatten());
            let marks = inner.fold(self.marks, |marks, value| marks.union(&value.deep_marks()));
            return Value::unknown(Type::Any, reason).not_null().with_marks(&marks.weakened());
        }
        let value = match (self.clauses.key.is_some(), self.clauses.group) {
            (false, _) => Value::tuple(self.values),
            (true, true) => Value::object(
                self.entries
                    .into_iter()
                    .map(|(name, values)| (name, Value::tuple(values)))
                    .collect(),
            ),
            (true, false) => Value::object(
                self.entries
                    .into_iter()
                    .filter_map(|(name, mut values)| Some((name, values.pop()?)))
                    .collect(),
            ),
        };
        value.with_marks(&self.marks)
    }
}

pub(super) fn splat(
    base: Expression<'_>,
    each: Expression<'_>,
    span: Span,
    context: &Context<'_, '_>,
) -> Evaluated {
    let collection = evaluate(base, context)?;
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
            let element = reference::symbolic_element(base, context)
                .unwrap_or_else(|| symbolic_element(&collection));
            return Ok(splat_of_unknown(&collection, &element, apply)?.with_origin(origin()));
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
            return Ok(undecided_splat(&collection, &fault.value()).with_origin(origin()));
        }
        Err(fault) => {
            let fault = fault.with_marks(&collection.marks);
            return Err(fault.of_type(type_of_splat(&collection, apply)));
        }
    };
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
        Data::Unknown(unknown) if !unknown.refinement.not_null => {
            let parts = Value::tuple(results);
            return Ok(undecided_splat(&collection, &parts).with_origin(origin()));
        }
        _ => Value::tuple(results),
    };
    let value = value.with_marks(&collection.marks.without_sources()).with_origin(origin());
    let open = value.open.max(collection.open).max(order_of(&collection));
    Ok(Value { open, ..value })
}

/// A splat over something of which nobody knows the elements; with a length where that is known.
fn splat_of_unknown(
    collection: &Value,
    element: &Value,
    apply: impl Fn(&Value) -> Evaluated,
) -> Evaluated {
    let unknown = collection.as_unknown().map(|unknown| unknown.refinement.clone());
    let refinement = unknown.unwrap_or_default();
    let type_ = collection.type_of();
    let value = match apply(element) {
        // Nobody looks at the elements of something without a type.
        Err(fault) if type_ == Type::Any => fault.value(),
        value => value?.weakened(),
    };
    if type_ == Type::Any {
        return Ok(undecided_splat(collection, &value));
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
    let reason = collection.why().unwrap_or(Reason::Expansion);
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
    let marks = collection.marks.without_sources().union(&element.weakened().deep_marks());
    Value { open: Open::Type, ..value.with_marks(&marks) }
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
        (Data::Tuple(elements), _) => Type::Tuple(elements.iter().map(of).collect()),
        (_, Type::Tuple(types)) => {
            Type::Tuple(types.iter().map(|type_| of(&unknown(type_))).collect())
        }
        _ => Type::Tuple(Arc::new([of(collection)])),
    }
}

/// A splat over a list is a list when its results have one type.
fn as_list(values: Vec<Value>) -> Value {
    let tuple = Value::tuple(values);
    convert(&tuple, &Type::List(Arc::new(Type::Any))).unwrap_or(tuple)
}
