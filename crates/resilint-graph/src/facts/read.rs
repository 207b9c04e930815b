//! Facts that an instance's own attributes tell, by the forms of the catalog.

use resilint_eval::Value;
use serde_json::Value as Json;

use super::chart::chart_value;
use super::combine::{Combine, larger, merge};
use super::condition::{Truth, holds};
use super::{Fact, FactValue, Limits};
use crate::attribute::{
    Reading, as_bool, as_number, count, first_place, is_set, length_limits, look, maybe_null,
    number_json, number_limits, reading, steps,
};
use crate::catalog::{FactForm, FactRule, LargestOf, Since};
use crate::graph::Node;

/// The fact that the rules give for a node; `None` when none applies. `fact` gives other facts of the node by name.
pub(crate) fn read_fact(
    rules: &[FactRule],
    node: &Node,
    fact: &dyn Fn(&str) -> Option<Fact>,
) -> Option<Fact> {
    for rule in rules {
        match rule
            .when
            .as_ref()
            .map_or(Truth::Yes, |when| holds(when, &node.instance.attributes, fact))
        {
            Truth::No => {}
            Truth::Unknown(reason, at) => return Some(Fact::unknown(reason, at)),
            Truth::Yes => {
                if let Some(fact) = read_form(&rule.form, node) {
                    return Some(fact);
                }
            }
        }
    }
    None
}

fn read_form(form: &FactForm, node: &Node) -> Option<Fact> {
    let attributes = &node.instance.attributes;
    let place = |at: &Option<String>| {
        at.as_deref().map(|at| first_place(attributes, at)).unwrap_or_default()
    };
    match form {
        FactForm::Flag { at, default, since, invert, any } => {
            let default = since.as_ref().map_or(*default, |since| since.apply(*default, node));
            let read_flag = |flag: bool| Json::from(flag != *invert);
            let combine = if *any { Combine::Any } else { Combine::All };
            read(attributes, at, default.map(read_flag).as_ref(), combine, |json| {
                as_bool(json).map(read_flag)
            })
        }
        FactForm::Choice { at, values, otherwise, default } => {
            read(attributes, at, default.as_ref(), Combine::All, |json| {
                choose(json, values, otherwise.as_ref())
            })
        }
        FactForm::Number { at, default, times, plus, zero, sum } => {
            let combine = if *sum { Combine::Sum } else { Combine::All };
            read(attributes, at, default.as_ref(), combine, |json| {
                number(json, times.unwrap_or(1.0), plus.unwrap_or(0.0), zero.as_ref())
            })
        }
        FactForm::Largest { of } => {
            of.iter().filter_map(|number| one_of_several(attributes, number)).reduce(larger)
        }
        FactForm::Duration { at, times, default } => {
            read(attributes, at, default.as_ref(), Combine::All, |json| {
                duration(json.as_str()?).map(|number| rounded(number * times.unwrap_or(1.0)))
            })
        }
        FactForm::Text { at, default } => {
            read(attributes, at, default.as_ref(), Combine::All, |json| {
                json.as_str().map(Json::from)
            })
        }
        FactForm::Present { at, then, otherwise } => {
            present(attributes, at, then.as_ref(), otherwise.as_ref())
        }
        FactForm::Length { at, default } => length(attributes, at, default.as_ref()),
        FactForm::Always { value, at } => {
            let written = at
                .as_deref()
                .is_some_and(|at| look(attributes, at).iter().any(|hit| hit.value.is_some()));
            Some(Fact { default: !written, ..Fact::known(value.clone(), place(at)) })
        }
        FactForm::Key { at, otherwise } => key(attributes, at, otherwise),
        FactForm::ChartValue { names, default, plus } => {
            chart_value(attributes, names, default.as_ref(), plus.unwrap_or(0.0))
        }
        FactForm::Unknown { reason, at } => Some(Fact::unknown(reason.as_str(), place(at))),
    }
}

/// One of the numbers of which the largest counts.
fn one_of_several(attributes: &Value, of: &LargestOf) -> Option<Fact> {
    let times = of.times.unwrap_or(1.0);
    read(attributes, &of.at, of.default.as_ref(), Combine::Largest, |json| {
        let seconds = json.as_str().and_then(duration);
        let days = seconds.map(|seconds| rounded(seconds / DAY * times));
        days.or_else(|| number(json, times, 0.0, of.zero.as_ref()))
    })
}

fn number(json: &Json, times: f64, plus: f64, zero: Option<&Json>) -> Option<Json> {
    match (as_number(json)?, zero) {
        (0.0, Some(zero)) => Some(zero.clone()),
        (number, _) => Some(rounded(number * times + plus)),
    }
}

/// Whether something is written. What is unknown is written all the same, unless it may turn out to be null.
fn present(
    attributes: &Value,
    at: &str,
    then: Option<&Json>,
    otherwise: Option<&Json>,
) -> Option<Fact> {
    let then = then.cloned().unwrap_or(Json::Bool(true));
    if is_set(attributes, at) == Some(true) {
        let written = look(attributes, at).into_iter().find(|hit| hit.value.is_some());
        return Some(Fact::known(then, written.map_or_else(|| steps(at), |hit| hit.path)));
    }
    read(attributes, at, otherwise, Combine::First, |_| Some(then.clone()))
}

/// Whose key it is.
fn key(attributes: &Value, at: &str, otherwise: &str) -> Option<Fact> {
    let fact = read(attributes, at, Some(&Json::from(otherwise)), Combine::First, |json| {
        let own = json.as_str().is_some_and(|key| !key.is_empty() && !key.contains("alias/aws/"));
        Some(Json::from(if own { "customer" } else { otherwise }))
    })?;
    Some(unknown_key_is_a_key(fact, attributes, at))
}

/// A key that is known only after apply, because it is another resource's, is a customer's key all the same.
fn unknown_key_is_a_key(fact: Fact, attributes: &Value, at: &str) -> Fact {
    let from_resource = look(attributes, at)
        .iter()
        .any(|hit| hit.value.is_some_and(|value| !value.marks.sources().is_empty()));
    match fact.value {
        FactValue::Unknown(_) if from_resource => Fact::known("customer", fact.at),
        _ => fact,
    }
}

/// How many elements, keys or blocks there are.
fn length(attributes: &Value, at: &str, default: Option<&Json>) -> Option<Fact> {
    let hit = look(attributes, at).into_iter().next()?;
    match hit.value.map(count) {
        None => default.map(|json| Fact::known(json.clone(), hit.path).by_default()),
        Some(Ok(count)) => Some(Fact::known(count, hit.path)),
        Some(Err(reason)) => {
            let limits = hit.value.map_or(Limits::NONE, length_limits);
            let absent = default.and_then(Json::as_f64).map_or(Limits::NONE, Limits::just);
            let limits = if hit.value.is_some_and(maybe_null) { limits.or(absent) } else { limits };
            Some(Fact::unknown(reason, hit.path).within(limits))
        }
    }
}

fn choose(
    json: &Json,
    values: &std::collections::BTreeMap<String, Json>,
    otherwise: Option<&Json>,
) -> Option<Json> {
    if let Json::Array(elements) = json {
        return elements.first().and_then(|first| choose(first, values, otherwise));
    }
    let word = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    values
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(&word))
        .map(|(_, value)| value.clone())
        .or_else(|| otherwise.cloned())
}

fn rounded(number: f64) -> Json {
    number_json((number * 1e6).round() / 1e6)
}

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// Seconds in `604800s`, or in ISO 8601 `P7D`, `PT1H`.
fn duration(text: &str) -> Option<f64> {
    if let Some(seconds) = text.strip_suffix('s').and_then(|number| number.parse::<f64>().ok()) {
        return Some(seconds);
    }
    let rest = text.strip_prefix('P')?;
    let (mut total, mut digits, mut in_time) = (0.0, String::new(), false);
    for character in rest.chars() {
        let unit = match character {
            'T' => {
                in_time = true;
                continue;
            }
            digit if digit.is_ascii_digit() || digit == '.' => {
                digits.push(digit);
                continue;
            }
            'D' => DAY,
            'W' => 604_800.0,
            'H' => 3_600.0,
            'M' if in_time => 60.0,
            'M' => 2_592_000.0,
            'Y' => 31_536_000.0,
            'S' => 1.0,
            _ => return None,
        };
        total += digits.parse::<f64>().ok()? * unit;
        digits.clear();
    }
    digits.is_empty().then_some(total)
}

/// Reads what is at a path, through a mapping.
fn read(
    attributes: &Value,
    at: &str,
    default: Option<&Json>,
    combine: Combine,
    map: impl Fn(&Json) -> Option<Json>,
) -> Option<Fact> {
    let facts = look(attributes, at).into_iter().filter_map(|hit| {
        let Some(value) = hit.value else {
            return default.map(|json| Fact::known(json.clone(), hit.path).by_default());
        };
        match reading(value) {
            Reading::Known(json) => map(&json).map(|json| Fact::known(json, hit.path)),
            Reading::Unknown(reason, arms) => {
                let results: Vec<Option<Json>> = arms
                    .iter()
                    .map(|arm| if arm.is_null() { default.cloned() } else { map(arm) })
                    .collect();
                Some(match results.split_first() {
                    Some((Some(first), rest))
                        if rest.iter().all(|other| other.as_ref() == Some(first)) =>
                    {
                        Fact::known(first.clone(), hit.path)
                    }
                    _ => {
                        let absent =
                            default.and_then(Json::as_f64).map_or(Limits::NONE, Limits::just);
                        let limits = number_limits(value, absent, &|number| {
                            map(&number_json(number))?.as_f64()
                        });
                        Fact::unknown(reason, hit.path).within(limits)
                    }
                })
            }
        }
    });
    facts.reduce(|left, right| merge(left, right, combine))
}

impl Since {
    /// The default in force for a node: the new one unless the provider's version is held below it.
    fn apply(&self, old: Option<bool>, node: &Node) -> Option<bool> {
        let held_below = node
            .instance
            .provider
            .version
            .as_deref()
            .and_then(highest_major)
            .is_some_and(|major| major < self.major);
        if held_below { old } else { Some(self.default) }
    }
}

/// The highest major version that a constraint allows; `None` when nothing holds it back.
fn highest_major(constraint: &str) -> Option<u64> {
    let major = |version: &str| {
        version
            .trim()
            .trim_start_matches('v')
            .split('.')
            .next()
            .and_then(|part| part.parse::<u64>().ok())
    };
    constraint
        .split(',')
        .filter_map(|part| {
            let part = part.trim();
            if let Some(version) = part.strip_prefix("~>") {
                return major(version);
            }
            if let Some(version) = part.strip_prefix("<=") {
                return major(version);
            }
            if let Some(version) = part.strip_prefix('<') {
                let exact = version.trim().split('.').skip(1).all(|rest| rest.trim() == "0");
                return major(version)
                    .map(|major| if exact { major.saturating_sub(1) } else { major });
            }
            if part.starts_with('>') || part.starts_with('!') {
                return None;
            }
            major(part.trim_start_matches('='))
        })
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_hold_versions_back() {
        for (constraint, major) in [
            ("~> 5.0", Some(5)),
            (">= 5.0", None),
            (">= 4.0, < 6.0.0", Some(5)),
            ("< 6.1", Some(6)),
            ("5.100.0", Some(5)),
            ("= 6.2", Some(6)),
            ("", None),
        ] {
            assert_eq!(highest_major(constraint), major, "{constraint}");
        }
    }

    #[test]
    fn durations() {
        assert_eq!(duration("604800s"), Some(604_800.0));
        assert_eq!(duration("P7D"), Some(604_800.0));
        assert_eq!(duration("PT1H30M"), Some(5_400.0));
        assert_eq!(duration("seven"), None);
    }
}
