//! Provider configurations, as a module sees them.

use std::sync::Arc;

use resilint_config::{
    Declaration, InstanceKey, ProviderBlock, ProviderRef, ProviderUse, Resource, ResourceRef,
};

use super::module_scope::{Caller, Key};
use super::{Evaluator, Scope};
use crate::convert::convert;
use crate::expand::{body, repeat};
use crate::expr::{Context, Repetition};
use crate::instance::ProviderConfiguration;
use crate::value::{Reason, Type, Value};

/// A provider configuration, or one of its instances.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MeantProvider {
    name: ProviderRef,
    /// The instance; the reason when it is not known which.
    key: Option<Result<Arc<str>, Reason>>,
}

impl From<ProviderRef> for MeantProvider {
    fn from(name: ProviderRef) -> Self {
        Self { name, key: None }
    }
}

impl<'c> Scope<'c> {
    /// The provider configuration of a resource instance.
    pub(crate) fn provider_of(
        &self,
        evaluator: &Evaluator<'c>,
        key: &ResourceRef,
        resource: &Resource,
        repetition: &Repetition,
    ) -> Arc<ProviderConfiguration> {
        let default = || ProviderRef { name: self.implied_provider(&key.type_name), alias: None };
        let meant = match &resource.provider {
            Some(used) => self.meant(evaluator, used, repetition),
            None => default().into(),
        };
        self.provider(evaluator, &meant)
    }

    /// The provider configuration that is named where a block is repeated.
    pub(crate) fn meant(
        &self,
        evaluator: &Evaluator<'c>,
        used: &ProviderUse,
        repetition: &Repetition,
    ) -> MeantProvider {
        let key = used.key.map(|key| {
            let context = Context::new(evaluator, self, repetition);
            let key = evaluator.value(self.node.module.expression(key), &context);
            let key = convert(&key, &Type::String).unwrap_or(key);
            key.as_str().map(Arc::from).ok_or_else(|| {
                key.reason().cloned().unwrap_or(Reason::Invalid("this is no key".into()))
            })
        });
        MeantProvider { name: used.provider.clone(), key }
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
        passed: Option<MeantProvider>,
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
                ProviderRef { name, alias: None }.into()
            };
        self.provider(evaluator, &passed.unwrap_or_else(named))
    }

    /// A provider configuration by the name it has in this module.
    fn provider(
        &self,
        evaluator: &Evaluator<'c>,
        meant: &MeantProvider,
    ) -> Arc<ProviderConfiguration> {
        let found =
            self.providers.get(&Key(meant.clone()), || self.find_provider(evaluator, meant));
        found.unwrap_or_else(|| {
            let reason = Reason::Invalid("a provider configuration depends on itself".into());
            Arc::new(self.unconfigured(&meant.name, Some(reason)))
        })
    }

    /// The scope and the name that a provider configuration is declared with; of the configurations nothing is evaluated.
    pub(super) fn declared_provider(
        &self,
        evaluator: &Evaluator<'c>,
        meant: &MeantProvider,
    ) -> (usize, MeantProvider) {
        let name = &meant.name;
        if let Some(caller) = &self.caller {
            let inherited =
                || name.alias.is_none() && !self.node.module.providers.contains_key(name);
            let passed = self.passed_provider(evaluator, caller, name);
            if let Some(outside) = passed.or_else(|| inherited().then(|| meant.clone())) {
                return evaluator.scope(caller.scope).declared_provider(evaluator, &outside);
            }
        }
        (self.id, meant.clone())
    }

    fn find_provider(
        &self,
        evaluator: &Evaluator<'c>,
        meant: &MeantProvider,
    ) -> Arc<ProviderConfiguration> {
        let name = &meant.name;
        if let Some(caller) = &self.caller
            && let Some(outside) = self.passed_provider(evaluator, caller, name)
        {
            return evaluator.scope(caller.scope).provider(evaluator, &outside);
        }
        if let Some(block) = self.node.module.providers.get(name) {
            return Arc::new(self.configured(evaluator, block, meant));
        }
        match &self.caller {
            Some(caller) if name.alias.is_none() => {
                evaluator.scope(caller.scope).provider(evaluator, meant)
            }
            _ => Arc::new(self.unconfigured(name, self.why_unknown(name))),
        }
    }

    fn configured(
        &self,
        evaluator: &Evaluator<'c>,
        block: &ProviderBlock,
        meant: &MeantProvider,
    ) -> ProviderConfiguration {
        let declaration = &block.declaration;
        let header = Some(self.node.module.header(declaration));
        match self.repetition_of(evaluator, declaration, meant) {
            Ok(repetition) => {
                let context = Context::new(evaluator, self, &repetition);
                let attributes = body::provider(&self.node.module, declaration, &context);
                ProviderConfiguration { attributes, header, ..self.unconfigured(&meant.name, None) }
            }
            Err(reason) => {
                ProviderConfiguration { header, ..self.unconfigured(&meant.name, Some(reason)) }
            }
        }
    }

    /// What `each` means in a provider configuration, or why that is not known.
    fn repetition_of(
        &self,
        evaluator: &Evaluator<'c>,
        declaration: &Declaration,
        meant: &MeantProvider,
    ) -> Result<Repetition, Reason> {
        if self.node.module.attribute(declaration, "for_each").is_none() {
            return Ok(Repetition::default());
        }
        let wanted = match &meant.key {
            Some(Ok(key)) => InstanceKey::Key(Arc::clone(key)),
            Some(Err(reason)) => return Err(reason.clone()),
            None => return Err(Reason::Expansion),
        };
        let instances = repeat(&self.context(evaluator), declaration).each();
        let found = instances.into_iter().find(|(key, _)| *key == Some(wanted.clone()));
        found.map(|(_, repetition)| repetition).ok_or(Reason::Expansion)
    }

    /// What the call of this module passes under a name that the module has for a provider configuration.
    fn passed_provider(
        &self,
        evaluator: &Evaluator<'c>,
        caller: &Caller<'c>,
        name: &ProviderRef,
    ) -> Option<MeantProvider> {
        let passed = caller.call.providers.as_ref()?.iter().find(|(inside, _)| inside == name);
        let (_, outside) = passed?;
        Some(evaluator.scope(caller.scope).meant(evaluator, outside, &caller.repetition))
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
