//! Whether a condition of the catalog holds for an instance.

use std::sync::Arc;

use resilint_eval::{PathStep, Value};
use serde_json::Value as Json;

use super::{Fact, FactValue};
use crate::attribute::{Reading, as_bool, as_number, is_set, look, reading, steps};
use crate::catalog::Condition;

/// Three-valued truth.
#[derive(Debug, Clone)]
pub(crate) enum Truth {
    Yes,
    No,
    /// With the reason and the attribute that would decide.
    Unknown(Arc<str>, Vec<PathStep>),
}

/// Whether a condition holds. `fact` gives facts of the instance by name.
pub(crate) fn holds(
    condition: &Condition,
    attributes: &Value,
    fact: &dyn Fn(&str) -> Option<Fact>,
) -> Truth {
    let mut result = Truth::Yes;
    if let Some(path) = &condition.at {
        result = result.and(on_attribute(condition, attributes, path));
    }
    if let Some(name) = &condition.fact {
        let truth = match fact(name) {
            None => Truth::No,
            Some(Fact { value: FactValue::Unknown(reason), at, .. }) => Truth::Unknown(reason, at),
            Some(Fact { value: FactValue::Known(json), .. }) => {
                Truth::of(compare(condition, Some(&json)))
            }
        };
        result = result.and(truth);
    }
    for part in &condition.all {
        result = result.and(holds(part, attributes, fact));
    }
    if !condition.any.is_empty() {
        let any = condition
            .any
            .iter()
            .map(|part| holds(part, attributes, fact))
            .fold(Truth::No, Truth::or);
        result = result.and(any);
    }
    result
}

fn on_attribute(condition: &Condition, attributes: &Value, path: &str) -> Truth {
    if let Some(set) = condition.set {
        return match is_set(attributes, path) {
            Some(found) => Truth::of(found == set),
            None => unknown_reason(attributes, path),
        };
    }
    // Several blocks: the condition holds when it holds for one of them.
    let hits = look(attributes, path);
    let truths = hits.iter().map(|hit| match hit.value.map(reading) {
        None => Truth::of(compare(condition, None)),
        Some(Reading::Known(json)) => Truth::of(compare(condition, Some(&json))),
        // What is known of a text may be enough.
        Some(Reading::Unknown(..)) if hit.value.is_some_and(|value| has_part(condition, value)) => {
            Truth::Yes
        }
        Some(Reading::Unknown(reason, arms)) => {
            let verdicts: Vec<bool> = arms
                .iter()
                .map(|arm| compare(condition, Some(arm).filter(|arm| !arm.is_null())))
                .collect();
            match verdicts.split_first() {
                Some((first, rest)) if rest.iter().all(|other| other == first) => Truth::of(*first),
                _ => Truth::Unknown(reason, hit.path.clone()),
            }
        }
    });
    truths.fold(Truth::No, Truth::or)
}

fn unknown_reason(attributes: &Value, path: &str) -> Truth {
    let unknown = look(attributes, path).into_iter().find_map(|hit| match hit.value.map(reading) {
        Some(Reading::Unknown(reason, _)) => Some(Truth::Unknown(reason, hit.path)),
        _ => None,
    });
    unknown.unwrap_or_else(|| {
        Truth::Unknown(Arc::from("it is undecided whether it is set"), steps(path))
    })
}

/// Compares one value, `None` when it is absent.
fn compare(condition: &Condition, json: Option<&Json>) -> bool {
    let same = |wanted: &Json| json.is_some_and(|json| alike(json, wanted));
    let text = json.and_then(Json::as_str).unwrap_or_default();
    let number = match json {
        Some(Json::Array(elements)) => Some(elements.len() as f64),
        other => other.and_then(as_number),
    };
    condition.is.as_ref().is_none_or(|wanted| wanted.iter().any(same))
        && condition.is_not.as_ref().is_none_or(|unwanted| !unwanted.iter().any(same))
        && condition
            .starts_with
            .as_ref()
            .is_none_or(|prefixes| prefixes.iter().any(|prefix| text.starts_with(prefix.as_str())))
        && condition
            .contains
            .as_ref()
            .is_none_or(|parts| parts.iter().any(|part| text.contains(part.as_str())))
        && condition.at_least.is_none_or(|least| number.is_some_and(|number| number >= least))
}

/// Whether a text that is known in parts contains what is asked for, and nothing else is asked.
fn has_part(condition: &Condition, value: &Value) -> bool {
    let (Some(wanted), Some(unknown)) = (&condition.contains, value.as_unknown()) else {
        return false;
    };
    let only = condition.is.is_none()
        && condition.is_not.is_none()
        && condition.starts_with.is_none()
        && condition.at_least.is_none();
    let known = unknown.refinement.parts.as_deref().unwrap_or_default();
    only && wanted.iter().any(|part| known.contains(part.as_str()))
}

/// Equality as Terraform's conversions have it: `"true"` is `true`, `"3"` is `3`; words without regard to case.
fn alike(json: &Json, wanted: &Json) -> bool {
    match (json, wanted) {
        (Json::String(text), Json::String(wanted)) => text.eq_ignore_ascii_case(wanted),
        (Json::String(_), Json::Bool(flag)) => as_bool(json) == Some(*flag),
        (Json::String(_), Json::Number(_)) => as_number(json) == as_number(wanted),
        (Json::Number(_), Json::Number(_)) => as_number(json) == as_number(wanted),
        (Json::Array(elements), wanted) if !wanted.is_array() => {
            elements.iter().any(|element| alike(element, wanted))
        }
        _ => json == wanted,
    }
}

impl Truth {
    fn of(truth: bool) -> Self {
        if truth { Self::Yes } else { Self::No }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, other) => other,
            (unknown, _) => unknown,
        }
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, other) => other,
            (unknown, _) => unknown,
        }
    }
}
