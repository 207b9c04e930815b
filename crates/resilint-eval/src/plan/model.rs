//! A plan that was read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use resilint_config::{Address, InstanceKey, Mode, Module, ModulePath, ResourceRef};
use resilint_syntax::{FileId, Span};

use super::configuration::PlannedConfiguration;
use crate::value::{Certainty, Source, Value};

/// Attributes by which a resource is named, and whether the same text can be nothing else.
const NAMING: [(&str, Certainty); 6] = [
    ("arn", Certainty::Certain),
    ("id", Certainty::Certain),
    ("identifier", Certainty::May),
    ("cluster_identifier", Certainty::May),
    ("bucket", Certainty::May),
    ("name", Certainty::May),
];
/// Shorter texts may stand for anything.
const SHORTEST_NAME: usize = 6;

/// What Terraform means to do, as far as it says what will be there afterwards. Instances that are destroyed or forgotten are not in it.
#[derive(Debug)]
pub struct Plan {
    pub(super) file: FileId,
    /// The root module's variables, defaults included.
    pub(super) variables: BTreeMap<Arc<str>, (Value, Span)>,
    pub(super) instances: BTreeMap<Arc<Address>, Planned>,
    /// The instances of each resource.
    pub(super) keys: BTreeMap<(ModulePath, ResourceRef), Vec<Option<InstanceKey>>>,
    /// The instances of each module call that there is anything in.
    pub(super) calls: BTreeMap<(ModulePath, Arc<str>), BTreeSet<Option<InstanceKey>>>,
    pub(super) configuration: PlannedConfiguration,
    /// The one instance that a text names, by its id, its ARN or its name; `None` when several do.
    pub(super) named: BTreeMap<Arc<str>, Option<Source>>,
    /// Whether Terraform could not tell everything: then what is missing from the plan may be there all the same.
    pub(super) is_partial: bool,
}

/// One resource instance as it will be.
#[derive(Debug)]
pub(crate) struct Planned {
    /// Every attribute of the provider's schema; those known only after apply are unknown.
    pub(crate) attributes: BTreeMap<Arc<str>, Value>,
    /// Where each attribute stands in the file.
    pub(crate) spans: BTreeMap<Arc<str>, Span>,
    /// Where the address stands.
    pub(crate) span: Span,
}

impl Plan {
    /// The file that it was read from.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// How many of the resources and calls of the plan's root module a module declares: how likely the plan is this module's.
    #[must_use]
    pub fn fit(&self, module: &Module) -> usize {
        let names = self.configuration.root_names();
        let declares = |name: &&String| {
            module.resources.keys().any(|key| key.to_string() == **name)
                || name.strip_prefix("module.").is_some_and(|call| module.calls.contains_key(call))
        };
        names.iter().filter(declares).count()
    }

    pub(crate) fn variable(&self, name: &str) -> Option<&(Value, Span)> {
        self.variables.get(name)
    }

    pub(crate) fn get(&self, address: &Address) -> Option<&Planned> {
        self.instances.get(address)
    }

    /// The keys of a resource's instances.
    pub(crate) fn keys(
        &self,
        module: &ModulePath,
        resource: &ResourceRef,
    ) -> &[Option<InstanceKey>] {
        self.keys.get(&(module.clone(), resource.clone())).map_or(&[], Vec::as_slice)
    }

    /// Whether the plan tells how many instances of a resource there will be.
    pub(crate) fn tells(&self, module: &ModulePath, resource: &ResourceRef) -> bool {
        !self.is_partial && resource.mode == Mode::Managed
            || !self.keys(module, resource).is_empty()
    }

    /// The keys of a call's instances; `None` when nothing in the plan tells.
    pub(crate) fn call_keys(
        &self,
        module: &ModulePath,
        call: &Arc<str>,
    ) -> Option<Vec<Option<InstanceKey>>> {
        let known = self.calls.get(&(module.clone(), Arc::clone(call)));
        let known = known.map(|keys| keys.iter().cloned().collect());
        let tells = || !self.is_partial && self.configuration.has_resources_below(module, call);
        known.or_else(|| tells().then(Vec::new))
    }

    /// Whether an instance of the source will be there. A data source that the plan does not show may have been read without being kept.
    pub(crate) fn keeps(&self, address: &Address) -> bool {
        self.is_partial
            || address.resource.mode != Mode::Managed
            || address.key == Some(InstanceKey::Any)
            || self.instances.contains_key(address)
    }

    /// Indexes the texts that name instances, once all are there.
    pub(super) fn name_instances(&mut self) {
        for (attribute, certainty) in NAMING {
            for (address, planned) in &self.instances {
                let text = planned.attributes.get(attribute).and_then(Value::as_str);
                let Some(text) = text.filter(|text| text.len() >= SHORTEST_NAME) else { continue };
                // What has no ARN is a part of something else, and shares its name: the settings of a bucket.
                if address.resource.mode != Mode::Managed || !planned.attributes.contains_key("arn")
                {
                    continue;
                }
                let attribute = Arc::from(attribute);
                let source = Source { address: Arc::clone(address), attribute, certainty };
                let known = self.named.entry(Arc::from(text)).or_insert(Some(source));
                if known.as_ref().is_some_and(|known| known.address != *address) {
                    *known = None;
                }
            }
        }
    }

    pub(super) fn add(&mut self, address: Address, planned: Planned) {
        let address = Arc::new(address);
        let resource = (address.module.clone(), address.resource.clone());
        let keys = self.keys.entry(resource).or_default();
        if !keys.contains(&address.key) {
            keys.push(address.key.clone());
        }
        let mut module = ModulePath::root();
        for step in address.module.steps() {
            let call = (module.clone(), Arc::clone(&step.name));
            self.calls.entry(call).or_default().insert(step.key.clone());
            module = module.child(&step.name, step.key.clone());
        }
        self.instances.insert(address, planned);
    }
}
