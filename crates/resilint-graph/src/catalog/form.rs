//! How a fact is read from attributes: a closed set of forms.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;

use super::Condition;
use super::entry::split_condition;

/// One way to a fact: a form, and when it applies. Of several rules, the first whose condition holds and whose attribute is written or has a default decides.
#[derive(Debug, Clone)]
pub(crate) struct FactRule {
    /// When it applies.
    pub(crate) when: Option<Condition>,
    /// How the value is read.
    pub(crate) form: FactForm,
}

/// How a value is read. An attribute path may lead into nested blocks; where there are several blocks, every one counts.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "form", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum FactForm {
    /// A boolean attribute. With several blocks all have to be true, or one of them with `any`.
    Flag {
        at: String,
        default: Option<bool>,
        since: Option<Since>,
        #[serde(default)]
        invert: bool,
        #[serde(default)]
        any: bool,
    },
    /// A word that stands for a value; words are compared without regard to case.
    Choice {
        at: String,
        values: BTreeMap<String, Json>,
        otherwise: Option<Json>,
        default: Option<Json>,
    },
    /// A number: `value * times + plus`, with `zero` in place of nought. Of several blocks the smallest, or their sum.
    Number {
        at: String,
        default: Option<Json>,
        times: Option<f64>,
        plus: Option<f64>,
        zero: Option<Json>,
        #[serde(default)]
        sum: bool,
    },
    /// The largest of several numbers, whichever of them are written: `value * times`; a duration counts in days. The words of `default` and `zero` are more than
    /// any number.
    Largest { of: Vec<LargestOf> },
    /// Seconds or ISO 8601 days in a text: `604800s`, `P7D`. Yields `value * times`.
    Duration { at: String, times: Option<f64>, default: Option<Json> },
    /// A text as it is written.
    Text { at: String, default: Option<Json> },
    /// Whether an attribute or block is written.
    Present { at: String, then: Option<Json>, otherwise: Option<Json> },
    /// How many elements or blocks there are.
    Length { at: String, default: Option<Json> },
    /// The same for every resource of the type; a finding is shown at `at`.
    Always { value: Json, at: Option<String> },
    /// Whose key encrypts: `customer` when the attribute names a key, unless it is one of the provider's own, else `otherwise`.
    Key { at: String, otherwise: String },
    /// A value of a Helm chart, by the names it may have, from `set` blocks or the documents in `values`.
    ChartValue { names: Vec<String>, default: Option<Json>, plus: Option<f64> },
    /// Known only where it runs, or documented nowhere.
    Unknown { reason: String, at: Option<String> },
}

/// A number among which the largest counts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LargestOf {
    /// Where it is written.
    pub(crate) at: String,
    /// What holds where nothing is written.
    pub(crate) default: Option<Json>,
    /// By how much it is multiplied.
    pub(crate) times: Option<f64>,
    /// What stands for nought.
    pub(crate) zero: Option<Json>,
}

/// A default that changed with a version of the provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Since {
    /// The first major version with the new default.
    pub(crate) major: u64,
    /// The new default.
    pub(crate) default: bool,
}

impl<'de> Deserialize<'de> for FactRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (when, form) = split_condition(deserializer)?;
        Ok(Self { when, form })
    }
}

impl FactForm {
    /// The attribute paths it reads.
    #[cfg(test)]
    pub(crate) fn paths(&self) -> Vec<&str> {
        match self {
            Self::Flag { at, .. }
            | Self::Choice { at, .. }
            | Self::Number { at, .. }
            | Self::Duration { at, .. }
            | Self::Text { at, .. }
            | Self::Present { at, .. }
            | Self::Length { at, .. }
            | Self::Key { at, .. } => vec![at],
            Self::Largest { of } => of.iter().map(|one| one.at.as_str()).collect(),
            Self::ChartValue { .. } => vec!["set", "values"],
            Self::Always { at, .. } | Self::Unknown { at, .. } => {
                at.iter().map(String::as_str).collect()
            }
        }
    }
}
