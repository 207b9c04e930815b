//! The parameters of every function, as Terraform itself lists them (`terraform metadata functions -json`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::value::Type;

/// A function's parameters and its result.
#[derive(Debug, Deserialize)]
pub(super) struct Signature {
    pub(super) returns: NamedType,
    pub(super) parameters: Vec<Parameter>,
    #[serde(default)]
    pub(super) variadic: Option<Parameter>,
}

/// One parameter.
#[derive(Debug, Deserialize)]
pub(super) struct Parameter {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) type_: NamedType,
    #[serde(default)]
    pub(super) nullable: bool,
}

/// A type as Terraform writes it in JSON: `"string"`, `["list","dynamic"]`.
#[derive(Debug, Deserialize)]
#[serde(from = "Written")]
pub(super) struct NamedType(pub(super) Type);

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Written {
    Name(String),
    Of(String, Box<Written>),
}

impl From<Written> for NamedType {
    fn from(written: Written) -> Self {
        Self(match written {
            Written::Name(name) => match name.as_str() {
                "bool" => Type::Bool,
                "number" => Type::Number,
                "string" => Type::String,
                _ => Type::Any,
            },
            Written::Of(kind, element) => {
                let element = Self::from(*element).0;
                match kind.as_str() {
                    "list" => element.list(),
                    "set" => element.set(),
                    _ => element.map(),
                }
            }
        })
    }
}

/// Terraform's own functions.
static TERRAFORM: LazyLock<BTreeMap<String, Signature>> =
    LazyLock::new(|| read(include_str!("signatures.json")));
/// What only OpenTofu has.
static OPENTOFU: LazyLock<BTreeMap<String, Signature>> =
    LazyLock::new(|| read(include_str!("signatures_opentofu.json")));

fn read(text: &str) -> BTreeMap<String, Signature> {
    serde_json::from_str(text).expect("the signatures are well-formed: tests read them")
}

/// The signature of a function, without namespace.
pub(super) fn signature(name: &str) -> Option<&'static Signature> {
    TERRAFORM.get(name).or_else(|| OPENTOFU.get(name))
}

/// The names of all functions, sorted.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TERRAFORM.keys().chain(OPENTOFU.keys()).map(String::as_str)
}
