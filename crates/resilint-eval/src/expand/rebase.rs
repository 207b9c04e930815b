//! A module that several calls evaluate alike is evaluated once; here its results move to the other calls' addresses.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use resilint_config::{Address, ModulePath};

use crate::instance::{Instance, Multiplicity, Reference};
use crate::value::{Data, Reason, Source, Unknown, Value};

/// A move of everything below one module instance to another one.
#[derive(Debug)]
pub(crate) struct Rebase<'a> {
    from: &'a ModulePath,
    to: &'a ModulePath,
    /// The addresses moved so far, each beside what it becomes: the same ones come again and again.
    known: RefCell<HashMap<*const Address, Moved>>,
}

/// An address, kept so that no other one takes its place in memory, and where it moves, if it does.
type Moved = (Arc<Address>, Option<Arc<Address>>);

impl<'a> Rebase<'a> {
    pub(crate) fn new(from: &'a ModulePath, to: &'a ModulePath) -> Self {
        Self { from, to, known: RefCell::default() }
    }

    fn address(&self, address: &Arc<Address>) -> Option<Arc<Address>> {
        let mut known = self.known.borrow_mut();
        let moved = known
            .entry(Arc::as_ptr(address))
            .or_insert_with(|| (Arc::clone(address), self.moved_address(address)));
        moved.1.clone()
    }

    fn moved_address(&self, address: &Address) -> Option<Arc<Address>> {
        let module = address.module.rebased(self.from, self.to)?;
        Some(Arc::new(Address {
            module,
            resource: address.resource.clone(),
            key: address.key.clone(),
        }))
    }

    fn source(&self, source: &Source) -> Source {
        match self.address(&source.address) {
            Some(address) => Source { address, ..source.clone() },
            None => source.clone(),
        }
    }

    fn reason(&self, reason: &Reason) -> Reason {
        match reason {
            Reason::AfterApply { address, attribute } => {
                let moved = self.address(address).unwrap_or_else(|| Arc::clone(address));
                Reason::AfterApply { address: moved, attribute: Arc::clone(attribute) }
            }
            Reason::DataSource { address, attribute } => {
                let moved = self.address(address).unwrap_or_else(|| Arc::clone(address));
                Reason::DataSource { address: moved, attribute: Arc::clone(attribute) }
            }
            other => other.clone(),
        }
    }

    /// The value with all its addresses moved.
    pub(crate) fn value(&self, value: &Value) -> Value {
        self.moved(value).unwrap_or_else(|| value.clone())
    }

    /// The moved value; `None` when nothing in it has an address, which is the usual case and then free of copies.
    fn moved(&self, value: &Value) -> Option<Value> {
        let data = match &value.data {
            Data::List(type_, elements) => {
                self.elements(elements).map(|moved| Data::List(type_.clone(), moved))
            }
            Data::Set(type_, elements) => {
                self.elements(elements).map(|moved| Data::Set(type_.clone(), moved))
            }
            Data::Tuple(elements) => self.elements(elements).map(Data::Tuple),
            Data::Map(type_, entries) => {
                self.entries(entries).map(|moved| Data::Map(type_.clone(), moved))
            }
            Data::Object(entries) => self.entries(entries).map(Data::Object),
            Data::Unknown(unknown) => Some(Data::Unknown(Arc::new(self.unknown(unknown)))),
            _ => None,
        };
        if data.is_none() && value.marks.sources().is_empty() {
            return None;
        }
        let data = data.unwrap_or_else(|| value.data.clone());
        Some(Value { data, marks: value.marks.map_sources(|source| self.source(source)), ..*value })
    }

    fn elements(&self, elements: &Arc<[Value]>) -> Option<Arc<[Value]>> {
        let moved: Vec<Option<Value>> =
            elements.iter().map(|element| self.moved(element)).collect();
        if moved.iter().all(Option::is_none) {
            return None;
        }
        Some(
            moved
                .into_iter()
                .zip(elements.iter())
                .map(|(moved, element)| moved.unwrap_or_else(|| element.clone()))
                .collect(),
        )
    }

    fn entries(
        &self,
        entries: &Arc<BTreeMap<Arc<str>, Value>>,
    ) -> Option<Arc<BTreeMap<Arc<str>, Value>>> {
        let moved =
            entries.iter().filter_map(|(name, value)| Some((Arc::clone(name), self.moved(value)?)));
        let moved: Vec<(Arc<str>, Value)> = moved.collect();
        if moved.is_empty() {
            return None;
        }
        let mut entries = BTreeMap::clone(entries);
        entries.extend(moved);
        Some(Arc::new(entries))
    }

    fn unknown(&self, unknown: &Unknown) -> Unknown {
        let mut moved = unknown.clone();
        moved.reason = self.reason(&unknown.reason);
        if let Some(arms) = &unknown.refinement.one_of {
            moved.refinement.one_of = Some(arms.iter().map(|arm| self.value(arm)).collect());
        }
        moved
    }

    /// The instance with all its addresses moved.
    pub(crate) fn instance(&self, instance: &Instance) -> Instance {
        let reference = |reference: &Reference| Reference {
            path: reference.path.clone(),
            target: self.source(&reference.target),
        };
        let mut references: Vec<Reference> = instance.references.iter().map(reference).collect();
        references.sort_unstable();
        Instance {
            address: self
                .address(&instance.address)
                .unwrap_or_else(|| Arc::clone(&instance.address)),
            attributes: self.value(&instance.attributes),
            references,
            repetition: instance.repetition,
            maybe_absent: instance.maybe_absent.as_ref().map(|reason| self.reason(reason)),
            multiplicity: match &instance.multiplicity {
                Multiplicity::Unknown { reason, at_least, at_most } => Multiplicity::Unknown {
                    reason: self.reason(reason),
                    at_least: *at_least,
                    at_most: *at_most,
                },
                exactly => exactly.clone(),
            },
            ..instance.clone()
        }
    }
}
