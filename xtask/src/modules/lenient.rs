//! Our values beside those that went through a provider's schema: it converts, adds what is not written, and sorts sets.

use std::sync::Arc;

use resilint_eval::Value;
use serde_json::Value as Json;

use crate::json;

/// What a mocked `aws_iam_policy_document` gives.
pub(super) const MOCKED_POLICY: &str = r#"{"Version":"2012-10-17","Statement":[]}"#;

/// Adds every value of ours that is another one for Terraform.
pub(super) fn wrong(
    value: &Value,
    after: &Json,
    unknown: &Json,
    at: &str,
    found: &mut Vec<String>,
) {
    if value.is_unknown() || *unknown == Json::Bool(true) || value.is_null() {
        return;
    }
    let differs = |found: &mut Vec<String>| {
        found.push(format!("{at}: Terraform has {after}, we have {}", value.to_json()));
    };
    if let Some(elements) = value.elements() {
        return match after {
            Json::Array(wanted) if wanted.len() == elements.len() => {
                found.extend(best(elements, wanted, unknown, at));
            }
            Json::Object(_) if elements.len() == 1 => {
                wrong(&elements[0], after, unknown, at, found);
            }
            _ if elements.is_empty() || !value.is_wholly_known() => {}
            _ => differs(found),
        };
    }
    if let Some(entries) = value.entries() {
        if after.is_null() && entries.is_empty() {
            return;
        }
        let Json::Object(wanted) = after else { return differs(found) };
        for (name, value) in entries {
            let inside = |json: &Json| json.get(&**name).cloned().unwrap_or(Json::Null);
            let wanted = wanted.get(&**name).cloned().unwrap_or(Json::Null);
            wrong(value, &wanted, &inside(unknown), &format!("{at}.{name}"), found);
        }
        return;
    }
    if after.is_null() && value.as_str() == Some("") {
        return;
    }
    // A mock says nothing about the policy that would be there.
    if !same(&value.to_json(), after) && after.as_str() != Some(MOCKED_POLICY) {
        differs(found);
    }
}

/// The fewest differences: in order, or as a set.
fn best(elements: &[Value], wanted: &[Json], unknown: &Json, at: &str) -> Vec<String> {
    let mut ordered = Vec::new();
    for (index, (value, wanted)) in elements.iter().zip(wanted).enumerate() {
        let unknown = unknown.get(index).cloned().unwrap_or(Json::Null);
        wrong(value, wanted, &unknown, &format!("{at}[{index}]"), &mut ordered);
    }
    let mut left: Vec<usize> = (0..wanted.len()).collect();
    let fits_somewhere = |value: &Value| {
        let place = left.iter().position(|index| {
            let mut found = Vec::new();
            let unknown = unknown.get(*index).cloned().unwrap_or(Json::Null);
            wrong(value, &wanted[*index], &unknown, at, &mut found);
            found.is_empty()
        });
        place.map(|place| left.remove(place)).is_some()
    };
    if ordered.is_empty() || elements.iter().all(fits_somewhere) { Vec::new() } else { ordered }
}

fn same(ours: &Json, theirs: &Json) -> bool {
    let text = |value: &Json| {
        let plain = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        json::digits(value).unwrap_or_else(plain)
    };
    let number = |json: &Json| text(json).parse::<f64>().ok();
    let document = |json: &Json| serde_json::from_str::<Json>(json.as_str()?).ok();
    ours == theirs
        || !theirs.is_null() && text(ours) == text(theirs)
        || number(ours).is_some_and(|ours| number(theirs) == Some(ours))
        || document(ours).is_some_and(|ours| document(theirs) == Some(ours))
}

/// How many values there are inside, known to both.
pub(super) fn known_values(value: &Value, unknown: &Json) -> usize {
    if value.is_unknown() || *unknown == Json::Bool(true) {
        return 0;
    }
    let none = Json::Null;
    if let Some(elements) = value.elements() {
        let inside = |(index, value): (usize, &Value)| {
            known_values(value, unknown.get(index).unwrap_or(&none))
        };
        return elements.iter().enumerate().map(inside).sum();
    }
    if let Some(entries) = value.entries() {
        let inside = |(name, value): (&Arc<str>, &Value)| {
            known_values(value, unknown.get(&**name).unwrap_or(&none))
        };
        return entries.iter().map(inside).sum();
    }
    1
}
