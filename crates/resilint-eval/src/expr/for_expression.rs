//! `for` expressions.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_syntax::{For, Span};

use super::context::{Binding, Context};
use super::elements::{Elements, elements_of, order_of, symbolic_element};
use super::evaluate::{computed, evaluate};
use super::fault::{Evaluated, Fault};
use super::reference;
use crate::convert::convert;
use crate::origin::OriginKind;
use crate::value::{Data, Marks, Open, Reason, Type, Value};

pub(super) fn build(clauses: &For<'_>, span: Span, context: &Context<'_, '_>) -> Evaluated {
    let untyped = |fault: Box<Fault>| fault.of_type(Type::Any);
    let collection = evaluate(clauses.collection, context).map_err(untyped)?;
    condition_is_meant(clauses, &collection, context).map_err(untyped)?;
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
        added.map_err(untyped)?;
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
    let reason = collection.why();
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
