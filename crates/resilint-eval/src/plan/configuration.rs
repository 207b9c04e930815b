//! The configuration inside a plan: which expression refers to what. Expressions themselves are not in it.

use std::sync::Arc;

use resilint_config::{Address, ModulePath};

use super::format::{Configuration, Module, ProviderConfig, Resource};

/// The configuration that a plan was made from.
#[derive(Debug)]
pub(crate) struct PlannedConfiguration(Configuration);

impl PlannedConfiguration {
    pub(super) fn new(mut configuration: Configuration) -> Self {
        sort(&mut configuration.root_module);
        Self(configuration)
    }

    /// What the root module declares: resources, data sources, module calls.
    pub(super) fn root_names(&self) -> Vec<String> {
        let root = &self.0.root_module;
        let resources = root.resources.iter().map(|resource| resource.address.clone());
        resources.chain(root.module_calls.keys().map(|call| format!("module.{call}"))).collect()
    }

    /// The module at a path.
    pub(super) fn module(&self, path: &ModulePath) -> Option<&Module> {
        path.steps().iter().try_fold(&self.0.root_module, |module, step| {
            module.module_calls.get(&*step.name).map(|call| &call.module)
        })
    }

    pub(super) fn resource(&self, address: &Address) -> Option<&Resource> {
        let name = address.resource.to_string();
        let resources = &self.module(&address.module)?.resources;
        let at = resources.binary_search_by(|resource| resource.address.cmp(&name)).ok()?;
        resources.get(at)
    }

    pub(super) fn provider(&self, resource: &Resource) -> Option<&ProviderConfig> {
        self.0.provider_config.get(resource.provider_config_key.as_deref()?)
    }

    /// Whether a call, or a module below it, declares any resource.
    pub(super) fn has_resources_below(&self, module: &ModulePath, call: &Arc<str>) -> bool {
        self.module(&module.child(call, None)).is_some_and(has_resources)
    }
}

/// Puts resources in the order in which they are looked up.
fn sort(module: &mut Module) {
    module.resources.sort_by(|left, right| left.address.cmp(&right.address));
    module.module_calls.values_mut().for_each(|call| sort(&mut call.module));
}

fn has_resources(module: &Module) -> bool {
    !module.resources.is_empty()
        || module.module_calls.values().any(|call| has_resources(&call.module))
}
