//! The JSON schema of a settings file, for editors that complete TOML by themselves.

use serde_json::{Map, Value, json};

use super::keys::{SETTINGS_KEYS, SettingsKey, SettingsKind, SettingsWord};

/// The JSON schema of a settings file.
pub(crate) fn settings_schema() -> Value {
    let mut schema = object(SETTINGS_KEYS);
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = "resilint.toml".into();
    schema
}

fn object(keys: &[SettingsKey]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| {
            let mut schema = of(key.kind);
            schema["description"] = key.about.into();
            (key.name.to_owned(), schema)
        })
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn of(kind: SettingsKind) -> Value {
    let texts =
        |item: Value| json!({ "anyOf": [item.clone(), { "type": "array", "items": item }] });
    match kind {
        SettingsKind::Text | SettingsKind::Rule | SettingsKind::Address => {
            json!({ "type": "string" })
        }
        SettingsKind::Texts => texts(json!({ "type": "string" })),
        SettingsKind::Flag => json!({ "type": "boolean" }),
        SettingsKind::Count => json!({ "type": "integer", "minimum": 0 }),
        SettingsKind::Duration => duration(),
        SettingsKind::Share => json!({ "type": ["string", "number"] }),
        // A TOML date is no string; what reads this schema shows it as one.
        SettingsKind::Date => json!({ "type": "string", "format": "date" }),
        SettingsKind::Word(words) => one_of(words),
        SettingsKind::Words(words) => {
            let examples: Vec<&str> = words.iter().map(|word| word.name).collect();
            texts(json!({ "type": "string", "examples": examples }))
        }
        SettingsKind::Table(keys) => object(keys),
        SettingsKind::Tables(keys) => json!({ "type": "array", "items": object(keys) }),
        SettingsKind::TablesOrTable(tables, table) => {
            json!({ "anyOf": [{ "type": "array", "items": object(tables) }, object(table)] })
        }
        SettingsKind::ByRule(words, keys) => {
            let entry = json!({ "anyOf": [one_of(words), { "type": "boolean" }, object(keys)] });
            json!({ "type": "object", "additionalProperties": entry })
        }
        SettingsKind::Named => {
            json!({ "type": "object", "additionalProperties": { "type": "string" } })
        }
    }
}

fn duration() -> Value {
    json!({ "anyOf": [{ "type": "string" }, { "type": "integer", "minimum": 0 }] })
}

fn one_of(words: &[SettingsWord]) -> Value {
    let each = words.iter().map(|word| json!({ "const": word.name, "description": word.about }));
    json!({ "oneOf": each.collect::<Vec<_>>() })
}
