//! Whether a condition of the catalog holds for an instance.

use std::sync::Arc;

use resilint_eval::{PathStep, UNKNOWN_PART, Value, read_partly_known_json};
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
        Some(Reading::Unknown(reason, arms)) => {
            // What is known of a text may be enough.
            if let Some(truth) = hit.value.and_then(|value| by_parts(condition, value)) {
                return Truth::of(truth);
            }
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
        && condition.has_member.as_ref().is_none_or(|names| has_member(text, names) == Some(true))
        && condition.at_least.is_none_or(|least| number.is_some_and(|number| number >= least))
}

/// What the known parts of a text tell, if nothing else is asked than what is in it.
fn by_parts(condition: &Condition, value: &Value) -> Option<bool> {
    let known = value.as_unknown()?.refinement.parts.as_deref()?;
    let asks_more = condition.is.is_some()
        || condition.is_not.is_some()
        || condition.starts_with.is_some()
        || condition.at_least.is_some();
    match (&condition.contains, &condition.has_member) {
        _ if asks_more => None,
        (Some(parts), None) => parts.iter().any(|part| known.contains(&**part)).then_some(true),
        (None, Some(names)) => has_member(known, names),
        _ => None,
    }
}

/// Whether an object in a JSON text has a member of one of these names. `None` if what is unknown in it may bring one; what is unknown within a text of it
/// does not.
fn has_member(text: &str, names: &[String]) -> Option<bool> {
    let Some(json) = read_partly_known_json(text) else {
        return names.iter().any(|name| text.contains(name.as_str())).then_some(true);
    };
    let members = members(&json);
    let is_wanted = |member: &&str| names.iter().any(|name| name.eq_ignore_ascii_case(member));
    if members.iter().any(is_wanted) {
        return Some(true);
    }
    (!members.iter().any(|member| member.contains(UNKNOWN_PART))).then_some(false)
}

/// The names of all members of all objects.
fn members(json: &Json) -> Vec<&str> {
    match json {
        Json::Array(elements) => elements.iter().flat_map(members).collect(),
        Json::Object(entries) => entries
            .iter()
            .flat_map(|(name, inner)| std::iter::once(name.as_str()).chain(members(inner)))
            .collect(),
        _ => Vec::new(),
    }
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
