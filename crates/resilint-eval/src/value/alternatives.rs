//! What an undecided value may be. Alternatives within alternatives would grow without bound, so heavy ones are given up; where they came from is kept.

use std::sync::Arc;

use super::{Marks, Open, Refinement, Value};

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
    let arms = value
        .as_unknown()
        .and_then(|unknown| unknown.refinement.one_of.as_deref())
        .unwrap_or_default();
    value.children().chain(arms).all(|inner| fits(inner, budget))
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
