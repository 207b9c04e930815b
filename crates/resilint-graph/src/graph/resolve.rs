//! From the address a reference names to the nodes it may mean.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_config::{Address, InstanceKey, ResourceRef};

/// The modules and the resource, without instance keys.
type Key = (Vec<Arc<str>>, ResourceRef);

/// Nodes by module and resource, whatever their instance keys.
#[derive(Debug, Default)]
pub(super) struct AddressIndex {
    nodes: BTreeMap<Key, Vec<(Arc<Address>, usize)>>,
}

impl AddressIndex {
    pub(super) fn insert(&mut self, address: &Arc<Address>, node: usize) {
        self.nodes.entry(key(address)).or_default().push((Arc::clone(address), node));
    }

    /// The nodes an address may mean, each with whether it certainly does.
    pub(super) fn resolve(&self, address: &Address) -> Vec<(usize, bool)> {
        let Some(candidates) = self.nodes.get(&key(address)) else { return Vec::new() };
        let alone = candidates.len() == 1;
        candidates
            .iter()
            .filter_map(|(candidate, node)| {
                matches(address, candidate).map(|certain| (*node, certain || alone))
            })
            .collect()
    }
}

fn key(address: &Address) -> Key {
    (
        address.module.steps().iter().map(|step| Arc::clone(&step.name)).collect(),
        address.resource.clone(),
    )
}

/// Whether the named address may be (`Some`) and certainly is (`Some(true)`) the candidate.
fn matches(named: &Address, candidate: &Address) -> Option<bool> {
    let steps = named.module.steps().iter().zip(candidate.module.steps());
    let keys = steps
        .map(|(named, candidate)| (&named.key, &candidate.key))
        .chain([(&named.key, &candidate.key)]);
    let mut certain = true;
    for (named, candidate) in keys {
        match (named, candidate) {
            (Some(InstanceKey::Any), Some(InstanceKey::Any)) => {}
            (Some(InstanceKey::Any), Some(_)) => certain = false,
            // One node stands for all instances, or the resource is named as a whole.
            (_, Some(InstanceKey::Any)) | (None, Some(_)) => {}
            (named, candidate) if named == candidate => {}
            _ => return None,
        }
    }
    Some(certain)
}
