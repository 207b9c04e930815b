//! What an undecided value may be. Alternatives within alternatives would grow without bound, so heavy ones are given up; where they came from is kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Data, Marks, Open, Reason, Refinement, Type, Value};

/// Alternatives with more values than these inside, at any depth, are given up.
const MAX_WEIGHT: usize = 512;

/// The alternatives, if they are few and light, and the marks that the undecided value must carry itself.
pub(crate) fn alternatives(values: Vec<Value>) -> (Option<Arc<[Value]>>, Marks) {
    let mut budget = MAX_WEIGHT;
    if !values.is_empty() && values.iter().all(|value| fits(value, &mut budget)) {
        let marks = values.iter().fold(Marks::default(), |marks, value| marks.union(&value.marks));
        return (Some(values.into()), marks);
    }
    let marks =
        values.iter().fold(Marks::default(), |marks, value| marks.union(&value.deep_marks()));
    (None, marks)
}

fn fits(value: &Value, budget: &mut usize) -> bool {
    if *budget == 0 {
        return false;
    }
    *budget -= 1;
    let arms = value.alternatives().unwrap_or_default();
    value.children().chain(arms).all(|inner| fits(inner, budget))
}

/// Collections of one length: the elements are undecided, not how many there are. Of a set that is known of one element, and of a map of none.
pub(crate) fn of_one_length(arms: &[Value], type_: &Type, reason: &Reason) -> Option<Value> {
    let element = type_.element()?;
    let length = length_of(arms.first()?, type_)?;
    if arms.iter().any(|arm| length_of(arm, type_) != Some(length)) {
        return None;
    }
    let at = |index: usize| {
        let each = arms.iter().filter_map(|arm| arm.elements()?.get(index).cloned());
        let each: Vec<Value> = each.collect();
        let not_null = each.iter().all(Value::is_certainly_not_null);
        let (one_of, marks) = alternatives(each);
        let refinement = Refinement { not_null, one_of, ..Refinement::default() };
        let undecided = Value::refined(element.clone(), reason.clone(), refinement);
        undecided.with_marks(&marks.weakened())
    };
    match type_ {
        Type::List(_) => Some(Value::list(element.clone(), (0..length).map(at).collect())),
        Type::Set(_) if length < 2 => {
            Some(Value::set(element.clone(), (0..length).map(at).collect()))
        }
        Type::Map(_) if length == 0 => Some(Value::map(element.clone(), BTreeMap::new())),
        _ => None,
    }
}

/// How many elements a collection has, if it is of the kind of a type.
fn length_of(value: &Value, type_: &Type) -> Option<usize> {
    match (&value.data, type_) {
        (Data::List(_, elements), Type::List(_)) | (Data::Set(_, elements), Type::Set(_)) => {
            Some(elements.len())
        }
        (Data::Map(_, entries), Type::Map(_)) => Some(entries.len()),
        _ => None,
    }
}

/// A value that is never `null`: something else takes its place, or it cannot turn out to be.
pub(crate) fn instead_of_null(value: Value, default: Option<&Value>) -> Value {
    if value.is_null() {
        return default.cloned().unwrap_or(value);
    }
    let Some(unknown) = value.as_unknown().filter(|_| !value.is_certainly_not_null()) else {
        return value;
    };
    let counts = |arm: &&Value| default.is_some() || !arm.is_null();
    let each = |arms: &[Value]| {
        arms.iter().filter(counts).map(|arm| instead_of_null(arm.clone(), default)).collect()
    };
    let one_of: Option<Vec<Value>> = unknown.refinement.one_of.as_deref().map(each);
    if let Some([only]) = one_of.as_deref() {
        let open = only.open.max(Open::Value);
        return Value { open, ..only.clone() }.with_marks(&value.marks).with_origin(value.origin);
    }
    let kept = if default.is_none() { unknown.refinement.clone() } else { Refinement::default() };
    let one_of = one_of.filter(|arms| !arms.is_empty()).map(Into::into);
    let refinement = Refinement { not_null: true, one_of, ..kept };
    let changed = Value::refined(unknown.type_.clone(), unknown.reason.clone(), refinement);
    Value { data: changed.data, ..value }
}
