//! The JSON schema of the facts, for authors of policies.

use serde_json::{Map, Value as Json, json};

use super::model::FACTS_VERSION;
use super::names::FACTS;

/// The JSON schema of what policies see as `input`.
#[must_use]
pub fn facts_schema() -> Json {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("resilint facts, version {FACTS_VERSION}"),
        "type": "object",
        "required": ["facts_version", "resources", "by_role", "by_type", "objectives", "graph", "failures", "flows", "promises"],
        "properties": {
            "facts_version": { "const": FACTS_VERSION },
            "resources": { "description": "every resource instance, by address", "type": "object", "additionalProperties": { "$ref": "#/$defs/resource" } },
            "by_role": { "description": "the same resources, by role", "$ref": "#/$defs/index" },
            "by_type": { "description": "the same resources, by type", "$ref": "#/$defs/index" },
            "objectives": { "$ref": "#/$defs/objectives" },
            "graph": graph(),
            "failures": {
                "description": "what each failure domain takes with it, by `az:…`, `region:…` or `node:ADDRESS`",
                "type": "object",
                "additionalProperties": { "type": "object", "properties": { "fails": addresses(), "degraded": addresses(), "unknown": addresses(), "automation_lost": addresses() } }
            },
            "flows": { "description": "where data goes", "type": "array", "items": flow() },
            "promises": { "description": "what is promised about failures, against what their simulation finds", "type": "array", "items": promise() }
        },
        "$defs": {
            "index": { "type": "object", "additionalProperties": { "type": "array", "items": { "$ref": "#/$defs/resource" } } },
            "path": { "description": "names and numbers that lead to an attribute", "type": "array", "items": { "type": ["string", "integer"] } },
            "resource": resource(),
            "objectives": objectives(),
            "edge": {
                "type": "object",
                "properties": { "address": { "type": "string" }, "at": { "$ref": "#/$defs/path" }, "kind": { "type": "string" }, "certain": { "type": "boolean" } }
            }
        }
    })
}

fn addresses() -> Json {
    json!({ "type": "array", "items": { "type": "string" } })
}

fn graph() -> Json {
    let edges = json!({ "type": "object", "additionalProperties": { "type": "array", "items": { "$ref": "#/$defs/edge" } } });
    json!({
        "type": "object",
        "properties": {
            "references": edges,
            "referrers": edges,
            "paths": { "type": "array", "items": { "type": "object", "properties": { "entry": { "type": "string" }, "compute": addresses(), "data": addresses() } } }
        }
    })
}

fn flow() -> Json {
    json!({
        "type": "object",
        "required": ["from", "to", "kind", "at", "of"],
        "properties": {
            "from": { "type": "string" }, "to": { "type": "string" },
            "kind": { "enum": ["replication", "backup", "logs", "stream", "read", "cache", "key"] },
            "from_region": { "type": "string" }, "to_region": { "type": "string" },
            "leaves_eu": { "description": "it goes from inside the European Union to outside", "type": "boolean" },
            "at": { "$ref": "#/$defs/path" }, "of": { "type": "string" }
        }
    })
}

fn promise() -> Json {
    let place = || json!({ "$ref": "#/$defs/path" });
    json!({
        "type": "object",
        "required": ["name", "target", "promised", "met", "message", "entry", "lose", "of", "at", "related"],
        "properties": {
            "name": { "enum": ["survive", "availability", "rto", "rpo", "consistency", "detection"] },
            "workload": { "type": ["string", "null"] },
            "target": { "type": "number" }, "promised": { "type": "string" },
            "estimate": { "type": ["number", "null"] },
            "met": { "enum": ["yes", "no", "unknown"] },
            "message": { "type": "string" },
            "entry": { "description": "the entry that decides", "type": "string" },
            "lose": { "description": "what is lost in the scenario that decides", "type": "array", "items": { "type": "string" } },
            "of": { "description": "the resource to change", "type": "string" }, "at": place(),
            "because": { "description": "why that one", "type": ["string", "null"] },
            "related": { "type": "array", "items": { "type": "object", "properties": { "address": { "type": "string" }, "at": place(), "message": { "type": "string" } } } }
        }
    })
}

fn objectives() -> Json {
    json!({
        "type": "object",
        "properties": {
            "profile": { "enum": ["standard", "critical", "regulated", "development"] },
            "survive": { "enum": ["none", "instance", "az", "region"] },
            "availability": { "type": ["number", "null"] },
            "rto_seconds": { "type": ["integer", "null"] },
            "rpo_seconds": { "type": ["integer", "null"] },
            "backup_days": { "type": "integer" },
            "retention_years": { "type": ["integer", "null"] },
            "residency": { "type": ["array", "null"], "items": { "type": "string" } },
            "min_zones": { "type": "integer" },
            "encryption": { "type": "boolean" }
        }
    })
}

fn resource() -> Json {
    let text = || json!({ "type": "string" });
    let mut properties = Map::new();
    for (name, schema) in [
        ("address", text()),
        ("type", text()),
        ("name", text()),
        ("mode", json!({ "enum": ["managed", "data", "ephemeral", "module"] })),
        ("module", text()),
        ("provider", text()),
        ("provider_alias", json!({ "type": ["string", "null"] })),
        ("role", text()),
        ("roles", addresses()),
        ("attributes", json!({ "type": "object" })),
        (
            "unknown",
            json!({ "description": "attributes that are written but unknown, dotted", "type": "array", "items": text() }),
        ),
        ("tags", json!({ "type": "object", "additionalProperties": text() })),
        ("count", fact("number", "instances behind the address")),
        ("maybe_absent", json!({ "type": "boolean" })),
        ("outside", json!({ "type": "boolean" })),
        ("incomplete", json!({ "type": "boolean" })),
        ("workload", json!({ "type": ["string", "null"] })),
        ("objectives", json!({ "$ref": "#/$defs/objectives" })),
        ("satellites", addresses()),
    ] {
        properties.insert(name.to_owned(), schema);
    }
    properties.extend(FACTS.iter().map(|description| {
        (description.name.to_owned(), fact(description.shape, description.meaning))
    }));
    json!({ "type": "object", "required": ["address", "type", "name", "mode", "attributes", "unknown", "tags", "count", "objectives"], "properties": properties })
}

/// The schema of one fact: a value or the reason why there is none.
fn fact(shape: &str, meaning: &str) -> Json {
    let value = match shape {
        "number" => json!({ "type": "number" }),
        "bool" => json!({ "type": "boolean" }),
        "true" => json!({ "const": true }),
        "text" | "address" => json!({ "type": "string" }),
        shape if shape.starts_with('[') => json!({ "type": "array" }),
        shape if shape.starts_with('{') => json!({ "type": "object" }),
        _ => json!({}),
    };
    let limit = json!({ "description": "a limit of the number where it is not known exactly", "type": "number" });
    json!({
        "description": format!("{meaning}; {shape}"),
        "type": "object",
        "properties": { "value": value, "unknown": { "type": "string" }, "at_least": limit, "at_most": limit, "at": { "$ref": "#/$defs/path" }, "of": { "type": "string" }, "default": { "type": "boolean" } },
        "oneOf": [{ "required": ["value"] }, { "required": ["unknown"] }]
    })
}
