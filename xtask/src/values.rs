//! A value of ours beside what Terraform plans and applies for it.

use resilint_eval::{Data, Number, Reason, Unknown, Value};
use serde_json::Value as Json;

use crate::json;

/// What Terraform says about a value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected<'a> {
    /// The planned value, without its unknown parts.
    pub(crate) after: &'a Json,
    /// Which parts are unknown while planning.
    pub(crate) unknown: &'a Json,
    /// Which parts are sensitive.
    pub(crate) sensitive: &'a Json,
    /// The value in the end, if it was applied.
    pub(crate) applied: Option<&'a Json>,
}

impl<'a> Expected<'a> {
    fn at(&self, key: impl serde_json::value::Index + Copy) -> Self {
        let inside = |mask: &'a Json| match mask {
            Json::Bool(_) => mask,
            _ => mask.get(key).unwrap_or(&NO),
        };
        Self {
            after: self.after.get(key).unwrap_or(&Json::Null),
            unknown: inside(self.unknown),
            // Inside of what is sensitive as a whole, Terraform does not tell which parts are so themselves.
            sensitive: match self.sensitive {
                Json::Bool(true) | Json::Null => &Json::Null,
                Json::Bool(false) => &NO,
                mask => mask.get(key).unwrap_or(&NO),
            },
            applied: self.applied.map(|applied| applied.get(key).unwrap_or(&Json::Null)),
        }
    }
}

const NO: Json = Json::Bool(false);

/// Adds every difference.
pub(crate) fn compare(value: &Value, expected: &Expected<'_>, at: &str, found: &mut Vec<String>) {
    let sensitive = *expected.sensitive == Json::Bool(true);
    // What Terraform does not know yet may still turn out to be sensitive.
    let may_be = !sensitive && *expected.unknown == Json::Bool(true);
    let is_told = *expected.sensitive != Json::Null;
    if is_told && value.marks.is_sensitive_in_plan() != sensitive && !may_be {
        let says = |sensitive| if sensitive { "sensitive" } else { "not sensitive" };
        found.push(format!("{at}: {} for Terraform, {} for us", says(sensitive), says(!sensitive)));
        return;
    }
    if let Data::Unknown(unknown) = &value.data {
        // Terraform counts on with infinity.
        let is_infinite = matches!(unknown.reason, Reason::Infinite(_));
        if *expected.unknown != Json::Bool(true) && !is_infinite {
            let reason = &unknown.reason;
            found.push(format!("{at}: expected {}, got unknown ({reason})", known(expected)));
        }
        if let Some(applied) = expected.applied
            && let Some(false_claim) = false_claim(unknown, applied)
        {
            found.push(format!("{at}: {false_claim}, and it becomes {applied}"));
        }
        return;
    }
    if *expected.unknown == Json::Bool(true) {
        if let Some(applied) = expected.applied
            && !may_become(value, applied)
        {
            found.push(format!("{at}: it becomes {applied}, got {}", value.to_json()));
        }
        return;
    }
    inside(value, expected, at, found);
}

fn known(expected: &Expected<'_>) -> String {
    match expected.unknown {
        Json::Bool(_) => expected.after.to_string(),
        mask => format!("{} (unknown: {mask})", expected.after),
    }
}

fn inside(value: &Value, expected: &Expected<'_>, at: &str, found: &mut Vec<String>) {
    let length = |json: &Json| json.as_array().map_or(0, Vec::len);
    match (value.entries(), value.elements()) {
        (Some(entries), _) if expected.after.is_object() || expected.unknown.is_object() => {
            let masks = [expected.after, expected.unknown];
            for name in masks.iter().filter_map(|json| json.as_object()).flat_map(|map| map.keys())
            {
                if !entries.contains_key(name.as_str()) {
                    found.push(format!("{at}.{name} is missing"));
                }
            }
            for (name, value) in entries {
                let has = masks.iter().any(|json| json.get(&**name).is_some());
                if has {
                    compare(value, &expected.at(&**name), &format!("{at}.{name}"), found);
                } else {
                    found.push(format!("{at}.{name} is not there for Terraform"));
                }
            }
        }
        (_, Some(elements)) if expected.after.is_array() || expected.unknown.is_array() => {
            let wanted = length(expected.after).max(length(expected.unknown));
            let is_open = matches!(value.data, Data::Set(..))
                && (!value.is_wholly_known() || holds_true(expected.unknown));
            if is_open {
                inside_set(value, elements, wanted, expected, at, found);
                return;
            }
            if elements.len() != wanted {
                let got = value.to_json();
                found.push(format!("{at}: expected {}, got {got}", known(expected)));
                return;
            }
            for (index, element) in elements.iter().enumerate() {
                compare(element, &expected.at(index), &format!("{at}[{index}]"), found);
            }
        }
        _ if same(value, expected.after) => {}
        _ => found.push(format!("{at}: expected {}, got {}", known(expected), value.to_json())),
    }
}

fn holds_true(mask: &Json) -> bool {
    match mask {
        Json::Bool(flag) => *flag,
        Json::Array(masks) => masks.iter().any(holds_true),
        Json::Object(masks) => masks.values().any(holds_true),
        _ => false,
    }
}

/// A set of which somebody does not know all elements: what is unknown stands elsewhere once it is known, or is one with another element.
fn inside_set(
    value: &Value,
    elements: &[Value],
    wanted: usize,
    expected: &Expected<'_>,
    at: &str,
    found: &mut Vec<String>,
) {
    if let Some(applied) = expected.applied
        && !may_become(value, applied)
    {
        found.push(format!("{at}: it becomes {applied}, got {}", value.to_json()));
    }
    let fits = |index: usize| {
        let expected = Expected { applied: None, ..expected.at(index) };
        elements.iter().any(|element| {
            let mut differences = Vec::new();
            compare(element, &expected, at, &mut differences);
            differences.is_empty()
        })
    };
    if elements.len() > wanted || !(0..wanted).all(fits) {
        found.push(format!("{at}: expected {}, got {}", known(expected), value.to_json()));
    }
}

fn equal(left: &Number, right: &Number) -> bool {
    left.subtract(right).is_some_and(|rest| rest.is_zero())
}

/// Whether a known value without parts is what Terraform says. Numbers are equal exactly: by all their digits, or, where a plan file has made a
/// floating-point number of one, by its value. It does not keep the sign of zero.
fn same(value: &Value, expected: &Json) -> bool {
    let Some(number) = value.as_number() else { return value.to_json() == *expected };
    let Some(digits) = json::digits(expected) else { return false };
    let text = number.to_string();
    let is_float = || {
        let float = digits.parse().ok().and_then(Number::from_f64);
        float.is_some_and(|float| equal(&float, number))
    };
    // Such a number is written with the fewest digits that tell it from its neighbours, which a power of two has at two distances.
    let is_written_float = || {
        let float = Number::from_f64(number.to_f64());
        float.is_some_and(|float| digits == float.to_string() && equal(&float, number))
    };
    digits == text || digits == "0" && text == "-0" || is_float() || is_written_float()
}

/// Whether a value with unknown parts may turn out to be another.
pub(crate) fn may_become(value: &Value, applied: &Json) -> bool {
    match (&value.data, value.entries(), value.elements()) {
        (Data::Unknown(unknown), ..) => false_claim(unknown, applied).is_none(),
        (_, Some(entries), _) => applied.as_object().is_some_and(|applied| {
            let inside = |(name, value): (&std::sync::Arc<str>, &Value)| {
                applied.get(&**name).is_some_and(|applied| may_become(value, applied))
            };
            applied.len() == entries.len() && entries.iter().all(inside)
        }),
        (Data::Set(..), _, Some(elements)) => applied.as_array().is_some_and(|applied| {
            let becomes = |value: &Value| applied.iter().any(|applied| may_become(value, applied));
            applied.len() <= elements.len() && elements.iter().all(becomes)
        }),
        (_, _, Some(elements)) => applied.as_array().is_some_and(|applied| {
            let mut pairs = elements.iter().zip(applied);
            applied.len() == elements.len()
                && pairs.all(|(value, applied)| may_become(value, applied))
        }),
        _ => same(value, applied),
    }
}

/// What is claimed about an unknown value, and does not hold.
fn false_claim(unknown: &Unknown, applied: &Json) -> Option<String> {
    let claims = &unknown.refinement;
    let length = match applied {
        Json::Array(elements) => Some(elements.len() as u64),
        Json::Object(entries) => Some(entries.len() as u64),
        _ => None,
    };
    let broken = |claim: Option<u64>, holds: fn(u64, u64) -> bool| {
        claim.zip(length).is_some_and(|(claim, length)| !holds(length, claim))
    };
    if claims.not_null && applied.is_null() {
        return Some("it is said not to be null".to_owned());
    }
    if let (Some(prefix), Some(text)) = (&claims.prefix, applied.as_str())
        && !text.starts_with(&**prefix)
    {
        return Some(format!("it is said to begin with {prefix:?}"));
    }
    if broken(claims.min_length, |length, claim| length >= claim)
        || broken(claims.max_length, |length, claim| length <= claim)
    {
        let (least, most) = (claims.min_length, claims.max_length);
        return Some(format!("it is said to have {least:?} to {most:?} elements"));
    }
    if let Some(number) = json::digits(applied).and_then(|digits| Number::parse(&digits)) {
        let below = claims.at_least.as_ref().is_some_and(|least| number < *least);
        if below || claims.at_most.as_ref().is_some_and(|most| number > *most) {
            let (least, most) = (&claims.at_least, &claims.at_most);
            return Some(format!("it is said to lie between {least:?} and {most:?}"));
        }
    }
    let choices = claims.one_of.as_ref()?;
    let fits = choices.iter().any(|choice| may_become(choice, applied));
    (!fits).then(|| {
        let choices: Vec<Json> = choices.iter().map(Value::to_json).collect();
        format!("it is said to be one of {choices:?}")
    })
}
