//! Values as JSON, for people and for tests: unknown values are shown with their reason.

use serde_json::{Map, Number as JsonNumber, Value as Json, json};

use super::{Data, Value};
use crate::number::Number;

impl Value {
    /// The value as JSON. An unknown value becomes `{"unknown": "the reason"}`.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match &self.data {
            Data::Null(_) => Json::Null,
            Data::Bool(value) => Json::Bool(*value),
            Data::Number(number) => json_number(number),
            Data::String(text) => Json::String(text.to_string()),
            Data::List(_, elements) | Data::Set(_, elements) | Data::Tuple(elements) => {
                Json::Array(elements.iter().map(Self::to_json).collect())
            }
            Data::Map(_, entries) | Data::Object(entries) => Json::Object(
                entries
                    .iter()
                    .map(|(name, value)| (name.to_string(), value.to_json()))
                    .collect::<Map<_, _>>(),
            ),
            Data::Unknown(unknown) => json!({ "unknown": unknown.reason.to_string() }),
        }
    }
}

fn json_number(number: &Number) -> Json {
    if let Some(value) = number.to_i64() {
        return value.into();
    }
    number.to_u64().map_or_else(
        || JsonNumber::from_f64(number.to_f64()).map_or(Json::Null, Json::Number),
        Json::from,
    )
}
