//! `for` expressions.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_syntax::{Expression, For, Span};

use super::context::{Binding, Context};
use super::elements::{Elements, elements_of, order_of};
use super::evaluate::{computed, evaluate};
use super::fault::{Evaluated, Fault};
use super::reference::unknown_element;
use crate::convert::convert;
use crate::origin::OriginKind;
use crate::value::{Data, Marks, Open, Reason, Type, Value};

pub(super) fn build(clauses: &For<'_>, span: Span, context: &Context<'_, '_>) -> Evaluated {
    let untyped = |fault: Box<Fault>| fault.of_type(Type::Any);
    let collection = evaluate(clauses.collection, context).map_err(untyped)?;
    if collection.is_untyped() {
        context.doubt();
    }
    let condition = marks_of_condition(clauses, &collection, context).map_err(untyped)?;
    let elements = match elements_of(&collection) {
        Elements::Known(elements) => elements,
        Elements::Unknown(unknown) => {
            return Ok(unknown_for(clauses, &unknown, span, context).with_marks(&condition));
        }
        Elements::None => {
            return Err(Fault::invalid(
                clauses.collection.span(),
                "a `for` expression needs a collection",
            ));
        }
    };
    // Neither does Terraform know which elements there are.
    let open =
        if collection.is_undecided() { collection.open.of_type() } else { order_of(&collection) };
    let mut building = Building {
        clauses,
        values: Vec::new(),
        entries: BTreeMap::new(),
        marks: collection.marks.clone(),
        unknown: None,
        fault: None,
    };
    for (key, value) in elements {
        with_names(clauses, &key, &value, context, |inner| building.element(inner));
        // Nobody goes through it before it is known.
        if open >= Open::Tried && building.fault.is_some() {
            return Ok(unknown_for(clauses, &collection, span, context));
        }
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

/// The marks of the condition, whatever the elements are. What is wrong with it then is wrong without any.
fn marks_of_condition(
    clauses: &For<'_>,
    collection: &Value,
    context: &Context<'_, '_>,
) -> Result<Marks, Box<Fault>> {
    let Some(condition) = clauses.condition.filter(|_| !collection.has_no_type()) else {
        return Ok(Marks::default());
    };
    let any = Value::unknown(Type::Any, Reason::Expansion);
    let decided = with_names(clauses, &any, &any, context, |inner| evaluate(condition, inner))?;
    if decided.is_null() {
        return Err(Fault::invalid(condition.span(), "the condition is null"));
    }
    convert(&decided, &Type::Bool)
        .map(|_| decided.marks.weakened())
        .map_err(|error| Fault::invalid(condition.span(), error.message))
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
    let (element, lengths) = unknown_element(clauses.collection, collection, context);
    let key = Value::unknown(Type::Any, reason.clone());
    let body = with_names(clauses, &key, &element, context, |inner| evaluate(clauses.value, inner));
    let is_there = clauses.condition.is_none() && lengths.0 > 0;
    let marks = body.map_or_else(|_| Marks::default(), |value| value.deep_marks());
    let marks = if is_there { marks } else { marks.weakened() };
    // Terraform does not look at the values, nor at a collection without a type.
    let whole = if is_there { collection.marks.clone() } else { collection.marks.weakened() };
    let whole = if collection.has_no_type() { whole.forgotten() } else { whole };
    let result =
        Value::unknown(Type::Any, reason).with_marks(&whole).with_marks(&marks.forgotten());
    // A tuple has an element for each, as long as none is left out.
    let result = match (clauses.key, clauses.condition) {
        (None, None) => result.of_lengths(lengths),
        _ => result,
    };
    computed(result, span, &[collection.origin], context)
}

struct Building<'f, 't> {
    clauses: &'f For<'t>,
    values: Vec<Value>,
    entries: BTreeMap<Arc<str>, Vec<Value>>,
    marks: Marks,
    unknown: Option<Reason>,
    /// What is wrong first; the type that the result would have counts all the same.
    fault: Option<Box<Fault>>,
}

impl Building<'_, '_> {
    /// Adds what is made of one element. Nobody asks for a key or a value before it is known whether the element counts, nor for a value before its key is.
    fn element(&mut self, context: &Context<'_, '_>) {
        let Some(counts) = self.counts(context) else { return };
        let Some(key) = self.clauses.key else {
            let value = self.value(counts, context);
            self.values.extend(value);
            return;
        };
        let name = if counts { self.key(key, context) } else { None };
        let value = self.value(name.is_some(), context);
        match (name, value) {
            (Some(name), Some(value)) => self.entry(name, value, key.span()),
            (_, value) => self.values.extend(value),
        }
    }

    /// Whether the element is certain to count; `None` when it does not.
    fn counts(&mut self, context: &Context<'_, '_>) -> Option<bool> {
        let Some(condition) = self.clauses.condition else { return Some(true) };
        let decided = self.evaluated(condition, context);
        self.marks = self.marks.union(&decided.marks);
        if decided.is_null() {
            self.invalid(condition.span(), "the condition is null");
            return Some(false);
        }
        match convert(&decided, &Type::Bool) {
            Ok(Value { data: Data::Bool(true), .. }) => Some(true),
            Ok(Value { data: Data::Bool(false), .. }) => None,
            Err(error) if !decided.is_unknown() => {
                self.invalid(condition.span(), error.message);
                Some(false)
            }
            _ => {
                self.unknown.get_or_insert_with(|| decided.why());
                Some(false)
            }
        }
    }

    /// The key of an element, if it is known.
    fn key(&mut self, key: Expression<'_>, context: &Context<'_, '_>) -> Option<Arc<str>> {
        let value = self.evaluated(key, context);
        self.marks = self.marks.union(&value.marks);
        match convert(&value, &Type::String).map(|key| key.data) {
            Ok(Data::String(name)) => return Some(name),
            _ if value.is_unknown() => {
                self.unknown.get_or_insert_with(|| value.why());
            }
            Ok(_) => self.invalid(key.span(), "the key of an object cannot be null"),
            Err(error) => self.invalid(key.span(), error.message),
        }
        None
    }

    /// The value of an element, for its type at least. What is wrong with it counts only if the element is certain.
    fn value(&mut self, is_certain: bool, context: &Context<'_, '_>) -> Option<Value> {
        if is_certain {
            return Some(self.evaluated(self.clauses.value, context));
        }
        evaluate(self.clauses.value, context).ok()
    }

    fn entry(&mut self, name: Arc<str>, value: Value, span: Span) {
        if self.entries.contains_key(&name) && !self.clauses.group {
            let fault = Fault::invalid(span, format!("two elements have the key `{name}`"));
            let help = "write `...` after the value to group the elements by key";
            self.fault.get_or_insert(fault.with_help(help));
            return;
        }
        self.entries.entry(name).or_default().push(value);
    }

    /// The value of an expression; what is wrong with it is remembered.
    fn evaluated(&mut self, expression: Expression<'_>, context: &Context<'_, '_>) -> Value {
        evaluate(expression, context).unwrap_or_else(|fault| {
            let value = fault.value();
            self.fault.get_or_insert(fault);
            value
        })
    }

    /// What is wrong, if nothing is unknown yet; from here on the result has no type.
    fn invalid(&mut self, span: Span, message: impl Into<String>) {
        if self.unknown.is_none() {
            let fault = Fault::invalid(span, message);
            self.unknown = fault.value().reason().cloned();
            self.fault.get_or_insert(fault);
        }
    }

    fn finish(self) -> Value {
        if let Some(reason) = self.unknown {
            let inner = self.values.iter().chain(self.entries.values().flatten());
            let values = inner.fold(Marks::default(), |all, value| all.union(&value.deep_marks()));
            let marks = self.marks.union(&values.forgotten());
            return Value::unknown(Type::Any, reason).with_marks(&marks.weakened());
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
