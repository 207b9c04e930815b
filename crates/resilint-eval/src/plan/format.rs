//! The shape of the file, as far as it is needed. Values stay text until they are wanted, so that their places are known.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;

/// The whole file.
#[derive(Debug, Deserialize)]
pub(super) struct File<'a> {
    pub(super) format_version: Option<String>,
    #[serde(default, borrow)]
    pub(super) variables: Option<BTreeMap<String, Variable<'a>>>,
    #[serde(borrow)]
    pub(super) resource_changes: Option<Vec<Change<'a>>>,
    #[serde(borrow)]
    pub(super) planned_values: Option<Values<'a>>,
    #[serde(borrow)]
    pub(super) prior_state: Option<State<'a>>,
    pub(super) configuration: Option<Configuration>,
    pub(super) errored: Option<bool>,
    pub(super) complete: Option<bool>,
    /// Only in a file that is no plan but a state.
    pub(super) values: Option<serde::de::IgnoredAny>,
    /// Only in a state file as Terraform keeps it.
    pub(super) lineage: Option<serde::de::IgnoredAny>,
}

/// A root variable.
#[derive(Debug, Deserialize)]
pub(super) struct Variable<'a> {
    #[serde(borrow)]
    pub(super) value: Option<&'a RawValue>,
}

/// What becomes of one resource instance.
#[derive(Debug, Deserialize)]
pub(super) struct Change<'a> {
    #[serde(borrow)]
    pub(super) address: &'a RawValue,
    pub(super) deposed: Option<serde::de::IgnoredAny>,
    #[serde(borrow)]
    pub(super) change: Body<'a>,
}

/// The state after the change.
#[derive(Debug, Deserialize)]
pub(super) struct Body<'a> {
    #[serde(default)]
    pub(super) actions: Vec<String>,
    #[serde(borrow)]
    pub(super) after: Option<&'a RawValue>,
    #[serde(default)]
    pub(super) after_unknown: Json,
    #[serde(default)]
    pub(super) after_sensitive: Json,
}

/// The state before the plan.
#[derive(Debug, Deserialize)]
pub(super) struct State<'a> {
    #[serde(borrow)]
    pub(super) values: Option<Values<'a>>,
}

/// Values by module.
#[derive(Debug, Deserialize)]
pub(super) struct Values<'a> {
    #[serde(borrow)]
    pub(super) root_module: Option<ModuleValues<'a>>,
}

/// The values of one module instance and of those below it.
#[derive(Debug, Deserialize)]
pub(super) struct ModuleValues<'a> {
    #[serde(default, borrow)]
    pub(super) resources: Vec<ResourceValues<'a>>,
    #[serde(default, borrow)]
    pub(super) child_modules: Vec<Self>,
}

/// The values of one resource instance.
#[derive(Debug, Deserialize)]
pub(super) struct ResourceValues<'a> {
    #[serde(borrow)]
    pub(super) address: &'a RawValue,
    pub(super) mode: String,
    #[serde(borrow)]
    pub(super) values: Option<&'a RawValue>,
    #[serde(default)]
    pub(super) sensitive_values: Json,
}

/// The configuration that the plan was made from.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Configuration {
    #[serde(default)]
    pub(super) provider_config: BTreeMap<String, ProviderConfig>,
    #[serde(default)]
    pub(super) root_module: Module,
}

/// A provider configuration.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ProviderConfig {
    #[serde(default)]
    pub(crate) name: String,
    pub(crate) full_name: Option<String>,
    pub(crate) alias: Option<String>,
    pub(crate) version_constraint: Option<String>,
    #[serde(default)]
    pub(crate) expressions: BTreeMap<String, Json>,
}

/// A module.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Module {
    #[serde(default)]
    pub(crate) resources: Vec<Resource>,
    #[serde(default)]
    pub(crate) module_calls: BTreeMap<String, Call>,
    #[serde(default)]
    pub(crate) outputs: BTreeMap<String, Output>,
}

/// A resource block.
#[derive(Debug, Deserialize)]
pub(crate) struct Resource {
    /// Without the module: `data.aws_region.current`.
    pub(crate) address: String,
    pub(crate) provider_config_key: Option<String>,
    /// Its arguments. They stay text, which takes a small part of the space.
    expressions: Option<Box<RawValue>>,
    #[serde(default)]
    pub(crate) for_each_expression: Json,
    #[serde(default)]
    pub(crate) depends_on: Vec<String>,
}

impl Resource {
    /// The expressions of its arguments, by name.
    pub(crate) fn expressions(&self) -> BTreeMap<String, Json> {
        let text = self.expressions.as_ref();
        text.and_then(|text| serde_json::from_str(text.get()).ok()).unwrap_or_default()
    }
}

/// A module call.
#[derive(Debug, Deserialize)]
pub(crate) struct Call {
    #[serde(default)]
    pub(crate) expressions: BTreeMap<String, Json>,
    #[serde(default)]
    pub(crate) module: Module,
}

/// An output.
#[derive(Debug, Deserialize)]
pub(crate) struct Output {
    #[serde(default)]
    pub(crate) expression: Json,
}
