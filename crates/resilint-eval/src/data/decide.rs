//! Which data sources are decided, and by what.

use std::sync::Arc;

use resilint_config::Address;

use super::results::{Results, entries_of, unknown_text};
use super::{aws, google};
use crate::instance::ProviderConfiguration;
use crate::value::{Data, Reason, Value};

/// Adds the results of a data source that follow from its arguments and the provider configuration.
pub(crate) fn decide(
    address: &Arc<Address>,
    attributes: &mut Value,
    provider: &dyn Fn() -> Arc<ProviderConfiguration>,
) {
    let type_name = &*address.resource.type_name;
    let decide: fn(&mut Results<'_>) = match type_name.split('_').next() {
        Some("aws") => aws::decide,
        Some("google") => google::decide,
        Some("azurerm") => azure,
        _ => return,
    };
    let Some(entries) = entries_of(attributes) else { return };
    let mut results = Results::new(address, entries, provider);
    decide(&mut results);
    attributes.data = Data::Object(Arc::new(results.into_entries()));
}

/// Azure tells nothing without asking; but whom to ask is one thing.
fn azure(results: &mut Results<'_>) {
    let names: &[&str] = match results.type_name() {
        "azurerm_client_config" => &["client_id", "object_id", "subscription_id", "tenant_id"],
        "azurerm_subscription" => &["display_name", "id", "subscription_id", "tenant_id"],
        _ => &[],
    };
    for name in names {
        results.set(name, unknown_text(Reason::Environment("the Azure subscription".into())));
    }
}
