//! One fact: a value or the reason why there is none, and the place that decided it.

use std::sync::Arc;

use resilint_eval::PathStep;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::limits::Limits;
use crate::attribute::number_json;

/// A fact about a resource. Serializes to `{"value": …, "at": […], "of": …}` or `{"unknown": "reason", "at_least": …, "at_most": …, "at": […], "of": …}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The value, or why it is unknown.
    pub value: FactValue,
    /// The attribute that decides it, whether it is written or not.
    pub at: Vec<PathStep>,
    /// The resource that attribute belongs to, when it is another one than the resource the fact is about.
    pub of: Option<Arc<str>>,
    /// Whether nothing is written there and the value is the provider's default.
    pub default: bool,
    /// What is certain of a number that is unknown.
    pub limits: Limits,
}

/// The content of a [`Fact`].
#[derive(Debug, Clone, PartialEq)]
pub enum FactValue {
    /// Known.
    Known(serde_json::Value),
    /// Not decidable, with the reason.
    Unknown(Arc<str>),
}

impl Fact {
    /// A known fact.
    pub fn known(value: impl Into<serde_json::Value>, at: Vec<PathStep>) -> Self {
        Self {
            value: FactValue::Known(value.into()),
            at,
            of: None,
            default: false,
            limits: Limits::NONE,
        }
    }

    /// A fact that cannot be decided.
    pub fn unknown(reason: impl Into<Arc<str>>, at: Vec<PathStep>) -> Self {
        Self {
            value: FactValue::Unknown(reason.into()),
            at,
            of: None,
            default: false,
            limits: Limits::NONE,
        }
    }

    /// The same fact, decided by another resource.
    #[must_use]
    pub fn decided_by(mut self, address: Arc<str>) -> Self {
        self.of = Some(address);
        self
    }

    /// The same fact, marked as the provider's default.
    #[must_use]
    pub fn by_default(mut self) -> Self {
        self.default = true;
        self
    }

    /// The same fact with what is certain of its number, which may tell it.
    #[must_use]
    pub fn within(mut self, limits: Limits) -> Self {
        if matches!(self.value, FactValue::Unknown(_)) {
            match limits.exactly() {
                Some(number) => self.value = FactValue::Known(number_json(number)),
                None => self.limits = limits,
            }
        }
        self
    }

    /// The least and the most that its number may be; both are the number itself where that is known.
    #[must_use]
    pub(crate) fn range(&self) -> Limits {
        match &self.value {
            FactValue::Known(json) => json.as_f64().map_or(Limits::NONE, Limits::just),
            FactValue::Unknown(_) => self.limits,
        }
    }

    /// The value, when it is known.
    #[must_use]
    pub fn get(&self) -> Option<&serde_json::Value> {
        match &self.value {
            FactValue::Known(value) => Some(value),
            FactValue::Unknown(_) => None,
        }
    }
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.value {
            FactValue::Known(value) => map.serialize_entry("value", value)?,
            FactValue::Unknown(reason) => map.serialize_entry("unknown", reason)?,
        }
        for (key, limit) in self.limits.named() {
            map.serialize_entry(key, &limit)?;
        }
        map.serialize_entry("at", &path_to_json(&self.at))?;
        if let Some(of) = &self.of {
            map.serialize_entry("of", of)?;
        }
        if self.default {
            map.serialize_entry("default", &true)?;
        }
        map.end()
    }
}

/// A path as JSON: names as strings, elements as numbers.
pub(crate) fn path_to_json(path: &[PathStep]) -> serde_json::Value {
    path.iter()
        .map(|step| match step {
            PathStep::Name(name) => serde_json::Value::from(&**name),
            PathStep::Index(index) => serde_json::Value::from(*index),
        })
        .collect()
}

/// The path in a dotted text, as [`path_to_string`] makes it: digits are elements.
#[must_use]
pub fn path_from_string(text: &str) -> Vec<PathStep> {
    let steps = text.split('.').filter(|step| !step.is_empty());
    steps
        .map(|step| match step.parse() {
            Ok(index) => PathStep::Index(index),
            Err(_) => PathStep::Name(Arc::from(step)),
        })
        .collect()
}

/// A path as dotted text: `vpc_config.0.subnet_ids`.
#[must_use]
pub fn path_to_string(path: &[PathStep]) -> String {
    let steps: Vec<String> = path
        .iter()
        .map(|step| match step {
            PathStep::Name(name) => name.to_string(),
            PathStep::Index(index) => index.to_string(),
        })
        .collect();
    steps.join(".")
}
