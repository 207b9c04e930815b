//! The JSON schemas of what goes out, and of the settings: generated from the types, committed under `docs/schema/`.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

use crate::judge::Subject;
use crate::report::Report;
use crate::settings::settings_schema;
use crate::simulate::SimulationReport;

/// Every schema, by the name of its file.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("explanations", of::<Vec<Subject>>()),
        ("facts", resilint_graph::facts_schema()),
        ("report", of::<Report>()),
        ("settings", settings_schema()),
        ("simulation", of::<SimulationReport>()),
    ]
}

fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value()
}
