//! Provider configurations, as a module sees them.

use std::sync::Arc;

use resilint_config::{ModuleCall, ProviderRef, Resource, ResourceRef};

use super::module_scope::Key;
use super::{Evaluator, Scope};
use crate::expand::body;
use crate::instance::ProviderConfiguration;
use crate::value::{Reason, Value};

impl<'c> Scope<'c> {
    /// The provider configuration of a resource.
    pub(crate) fn provider_of(
        &self,
        evaluator: &Evaluator<'c>,
        key: &ResourceRef,
        resource: &Resource,
    ) -> Arc<ProviderConfiguration> {
        let default = || ProviderRef { name: self.implied_provider(&key.type_name), alias: None };
        self.provider(evaluator, &resource.provider.clone().unwrap_or_else(default))
    }

    /// The provider a resource type belongs to, when the resource does not say: the first word of the type.
    fn implied_provider(&self, type_name: &str) -> Arc<str> {
        let first = type_name.split('_').next().unwrap_or(type_name);
        if first == "terraform" { Arc::from("terraform") } else { Arc::from(first) }
    }

    /// The provider configuration that a pseudo instance of a missing module gets: that of the first provider passed in, or none.
    pub(crate) fn provider_of_call(
        &self,
        evaluator: &Evaluator<'c>,
        passed: Option<&ProviderRef>,
        source: &str,
    ) -> Arc<ProviderConfiguration> {
        let named =
            || {
                // Registry addresses end in the provider's name: `terraform-aws-modules/vpc/aws`.
                let package = source.split("//").next().unwrap_or(source);
                let name = package.rsplit('/').next().unwrap_or_default();
                let in_registry = package.split('/').count() >= 3
                    && !package.split('/').next().unwrap_or_default().contains('.');
                let known = in_registry || self.node.module.required_providers.contains_key(name);
                let first =
                    || {
                        self.node.module.required_providers.keys().next().or_else(|| {
                            self.node.module.providers.keys().map(|key| &key.name).next()
                        })
                    };
                let name = if known {
                    Arc::from(name)
                } else {
                    first().cloned().unwrap_or_else(|| Arc::from(""))
                };
                ProviderRef { name, alias: None }
            };
        self.provider(evaluator, &passed.cloned().unwrap_or_else(named))
    }

    /// A provider configuration by the name it has in this module.
    pub(crate) fn provider(
        &self,
        evaluator: &Evaluator<'c>,
        name: &ProviderRef,
    ) -> Arc<ProviderConfiguration> {
        let found = self.providers.get(&Key(name.clone()), || self.find_provider(evaluator, name));
        found.unwrap_or_else(|| {
            Arc::new(self.unconfigured(
                name,
                Some(Reason::Invalid("a provider configuration depends on itself".into())),
            ))
        })
    }

    /// The scope and the name that a provider configuration is declared with; nothing is evaluated.
    pub(super) fn declared_provider(
        &self,
        evaluator: &Evaluator<'c>,
        name: &ProviderRef,
    ) -> (usize, ProviderRef) {
        if let Some(caller) = &self.caller {
            let inherited =
                || name.alias.is_none() && !self.node.module.providers.contains_key(name);
            let passed = passed_provider(caller.call, name);
            if let Some(outside) = passed.or_else(|| inherited().then_some(name)) {
                return evaluator.scope(caller.scope).declared_provider(evaluator, outside);
            }
        }
        (self.id, name.clone())
    }

    fn find_provider(
        &self,
        evaluator: &Evaluator<'c>,
        name: &ProviderRef,
    ) -> Arc<ProviderConfiguration> {
        if let Some(caller) = &self.caller
            && let Some(outside) = passed_provider(caller.call, name)
        {
            return evaluator.scope(caller.scope).provider(evaluator, outside);
        }
        if let Some(block) = self.node.module.providers.get(name) {
            let declaration = &block.declaration;
            return Arc::new(ProviderConfiguration {
                attributes: body::provider(
                    &self.node.module,
                    declaration,
                    &self.context(evaluator),
                ),
                header: Some(self.node.module.header(declaration)),
                ..self.unconfigured(name, None)
            });
        }
        match &self.caller {
            Some(caller) if name.alias.is_none() => {
                evaluator.scope(caller.scope).provider(evaluator, name)
            }
            _ => Arc::new(self.unconfigured(name, self.why_unknown(name))),
        }
    }

    fn why_unknown(&self, name: &ProviderRef) -> Option<Reason> {
        let passed_in = self
            .node
            .module
            .required_providers
            .values()
            .any(|required| required.configuration_aliases.contains(name));
        (passed_in || name.alias.is_some())
            .then(|| Reason::Environment(format!("the provider configuration `{name}`").into()))
    }

    fn unconfigured(&self, name: &ProviderRef, unknown: Option<Reason>) -> ProviderConfiguration {
        let required = self.node.module.required_providers.get(&name.name);
        let source = required.and_then(|required| required.source.clone());
        let type_name = source
            .as_deref()
            .and_then(|source| source.rsplit('/').next())
            .map_or_else(|| Arc::clone(&name.name), Arc::from);
        ProviderConfiguration {
            name: type_name,
            alias: name.alias.clone(),
            version: required.and_then(|required| required.version.clone()),
            source,
            attributes: Value::object(std::collections::BTreeMap::new()),
            header: None,
            unknown,
        }
    }
}

/// What a call passes under a name that the called module has for a provider configuration.
fn passed_provider<'c>(call: &'c ModuleCall, name: &ProviderRef) -> Option<&'c ProviderRef> {
    let passed = call.providers.as_ref()?.iter().find(|(inside, _)| inside == name);
    passed.map(|(_, outside)| outside)
}
