//! Values of undecided conditionals: an operation whose result is the same for every alternative is decided all the same.

use crate::value::{Open, Value};

/// More combinations than this are not tried.
const MAX_COMBINATIONS: usize = 64;

/// Tries every alternative of both operands. `Some` when at least one operand has alternatives and all agree on one known result.
pub(super) fn decide_by_alternatives(
    left: &Value,
    right: &Value,
    operation: impl Fn(&Value, &Value) -> Option<Value>,
) -> Option<Value> {
    if left.alternatives().is_none() && right.alternatives().is_none() {
        return None;
    }
    let (lefts, rights) = (flatten(left), flatten(right));
    if lefts.len() * rights.len() > MAX_COMBINATIONS {
        return None;
    }
    let mut decided: Option<Value> = None;
    for left in &lefts {
        for right in &rights {
            let result = operation(left, right).filter(Value::is_wholly_known)?;
            match &decided {
                Some(earlier) if !earlier.same_content(&result) => return None,
                Some(_) => {}
                None => decided = Some(result),
            }
        }
    }
    // Terraform compares no alternatives.
    decided.map(|value| Value { open: value.open.max(Open::Present), ..value })
}

fn flatten(value: &Value) -> Vec<&Value> {
    match value.alternatives() {
        Some(values) => values.iter().flat_map(flatten).take(MAX_COMBINATIONS + 1).collect(),
        None => vec![value],
    }
}
