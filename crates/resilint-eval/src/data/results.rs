//! The arguments and results of one data source instance.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_config::Address;

use crate::instance::ProviderConfiguration;
use crate::operators::join_template;
use crate::value::{Certainty, Data, Marks, Reason, Refinement, Source, Type, Value};

/// What a data source is given, and what follows from it.
pub(super) struct Results<'a> {
    address: &'a Arc<Address>,
    entries: BTreeMap<Arc<str>, Value>,
    provider: OnceCell<Arc<ProviderConfiguration>>,
    find_provider: &'a dyn Fn() -> Arc<ProviderConfiguration>,
}

impl<'a> Results<'a> {
    pub(super) fn new(
        address: &'a Arc<Address>,
        entries: BTreeMap<Arc<str>, Value>,
        find_provider: &'a dyn Fn() -> Arc<ProviderConfiguration>,
    ) -> Self {
        Self { address, entries, provider: OnceCell::new(), find_provider }
    }

    pub(super) fn type_name(&self) -> &'a str {
        &self.address.resource.type_name
    }

    pub(super) fn arguments(&self) -> &BTreeMap<Arc<str>, Value> {
        &self.entries
    }

    pub(super) fn into_entries(self) -> BTreeMap<Arc<str>, Value> {
        self.entries
    }

    /// An argument that is set.
    pub(super) fn given(&self, name: &str) -> Option<Value> {
        self.entries.get(name).filter(|value| !value.is_null()).cloned()
    }

    /// A result; what the text gives stays.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        if self.given(name).is_none() {
            self.entries.insert(Arc::from(name), value);
        }
    }

    pub(super) fn provider(&self) -> Arc<ProviderConfiguration> {
        Arc::clone(self.provider.get_or_init(self.find_provider))
    }

    /// An argument of the provider configuration that is set.
    pub(super) fn of_provider(&self, name: &str) -> Option<Value> {
        self.provider().attributes.get(name).filter(|value| !value.is_null()).cloned()
    }

    /// A list of texts of which only the least length is known; each element is another one.
    pub(super) fn symbolic_list(&self, attribute: &str, least: u64) -> Value {
        let attribute: Arc<str> = Arc::from(attribute);
        let address = Arc::clone(self.address);
        let source = Source {
            address: Arc::clone(&address),
            attribute: Arc::clone(&attribute),
            certainty: Certainty::Certain,
        };
        let refinement =
            Refinement { not_null: true, min_length: Some(least), ..Refinement::default() };
        let reason = Reason::DataSource { address, attribute };
        Value::refined(Type::String.list(), reason, refinement)
            .with_marks(&Marks::of_source(source))
    }
}

/// A text that only a run knows.
pub(super) fn unknown_text(reason: Reason) -> Value {
    Value::unknown(Type::String, reason).not_null()
}

/// Texts one after another.
pub(super) fn joined(texts: &[Value]) -> Value {
    let texts: Vec<Value> = texts.to_vec();
    join_template(&texts).unwrap_or_else(|error| {
        Value::unknown(Type::String, Reason::Invalid(error.message.as_str().into()))
    })
}

/// The entries of an object.
pub(super) fn entries_of(value: &mut Value) -> Option<BTreeMap<Arc<str>, Value>> {
    let Data::Object(entries) = &mut value.data else { return None };
    Some(std::mem::take(Arc::make_mut(entries)))
}
