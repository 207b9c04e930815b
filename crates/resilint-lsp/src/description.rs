//! The settings as a list, for what is written from them: the extension's manifest and the documentation.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::options::ClientSettings;

/// One of the editor's settings.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingDescription {
    /// Its dotted name, without the section: `codeAction.fix`.
    pub name: String,
    /// What it means.
    pub about: String,
    /// Its JSON schema, without the description.
    pub schema: Value,
    /// Its default.
    pub default: Value,
}

/// The editor's settings.
#[must_use]
pub fn client_settings() -> Vec<SettingDescription> {
    let generator = SchemaSettings::draft07()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator();
    let schema = generator.into_root_schema_for::<ClientSettings>().to_value();
    let defaults = serde_json::to_value(ClientSettings::default()).unwrap_or_default();
    let mut found = Vec::new();
    flatten("", &schema, &defaults, &mut found);
    found
}

fn flatten(prefix: &str, schema: &Value, defaults: &Value, found: &mut Vec<SettingDescription>) {
    let properties = schema["properties"].as_object().into_iter().flatten();
    for (key, schema) in properties {
        let name = format!("{prefix}{key}");
        let default = defaults.get(key).cloned().unwrap_or_default();
        if schema.get("properties").is_some() {
            flatten(&format!("{name}."), schema, &default, found);
            continue;
        }
        let mut schema = schema.clone();
        let about = text_of(&schema);
        if let Some(entries) = schema.as_object_mut() {
            entries.remove("description");
            entries.remove("default");
        }
        found.push(SettingDescription { name, about, schema: words(schema), default });
    }
}

fn text_of(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().replace('\n', " ")
}

/// `oneOf` with one constant each, as a plain list of words with their descriptions, which is what editors show.
fn words(mut schema: Value) -> Value {
    if let Some(inner) = schema.get("additionalProperties").filter(|inner| inner.is_object()) {
        schema["additionalProperties"] = words(inner.clone());
    }
    let Some(variants) = schema.get("oneOf").and_then(Value::as_array) else { return schema };
    let each: Vec<Value> = variants.iter().map(|variant| variant["const"].clone()).collect();
    let about: Vec<Value> = variants.iter().map(|variant| text_of(variant).into()).collect();
    serde_json::json!({ "type": "string", "enum": each, "enumDescriptions": about })
}

#[cfg(test)]
mod tests {
    use super::client_settings;

    #[test]
    fn every_setting_has_a_name_a_text_and_a_default_of_its_type() {
        let settings = client_settings();
        assert!(settings.iter().any(|setting| setting.name == "inlayHints.values"));
        for setting in settings {
            assert!(setting.about.ends_with('.'), "{setting:?}");
            let of_type = match setting.schema["type"].as_str() {
                Some("boolean") => setting.default.is_boolean(),
                Some("string") => setting.default.is_string(),
                Some("object") => setting.default.is_object(),
                _ => setting.default.is_null(),
            };
            assert!(of_type, "{setting:?}");
        }
    }
}
