//! Conditions on attributes and facts.

use serde::Deserialize;

/// A condition. Every part that is given has to hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Condition {
    /// The attribute that is looked at.
    pub(crate) at: Option<String>,
    /// The fact that is looked at.
    pub(crate) fact: Option<String>,
    /// It has one of these values. An absent attribute has the value `null`, which TOML cannot write: use `set`.
    pub(crate) is: Option<Vec<serde_json::Value>>,
    /// It has none of these values; holds when the attribute is absent.
    pub(crate) is_not: Option<Vec<serde_json::Value>>,
    /// It is written and not null, or it is not.
    pub(crate) set: Option<bool>,
    /// It is text that starts like one of these.
    pub(crate) starts_with: Option<Vec<String>>,
    /// It is text that contains one of these.
    pub(crate) contains: Option<Vec<String>>,
    /// It is JSON, and somewhere in it an object has one of these members, whatever the case of its letters.
    pub(crate) has_member: Option<Vec<String>>,
    /// It is a number that is not smaller.
    pub(crate) at_least: Option<f64>,
    /// All of these hold.
    #[serde(default)]
    pub(crate) all: Vec<Condition>,
    /// One of these holds.
    #[serde(default)]
    pub(crate) any: Vec<Condition>,
}
