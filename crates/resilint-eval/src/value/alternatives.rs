//! What an undecided value may be. Alternatives within alternatives would grow without bound, so heavy ones are given up; where they came from is kept.

use std::sync::Arc;

use super::{Marks, Value};

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
