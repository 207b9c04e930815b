//! AWS data sources that the provider configuration decides.

use std::sync::Arc;

use resilint_config::Address;

use crate::instance::ProviderConfiguration;
use crate::value::{Data, Marks, Reason, Refinement, Source, Type, Value};

/// Adds the results of a data source that follow from its arguments and the provider configuration.
pub(crate) fn decide(
    address: &Arc<Address>,
    attributes: &mut Value,
    provider: &dyn Fn() -> Arc<ProviderConfiguration>,
) {
    let Data::Object(entries) = &mut attributes.data else { return };
    let mut set = |name: &str, value: Value| {
        Arc::make_mut(entries).entry(Arc::from(name)).or_insert(value);
    };
    match address.resource.type_name.as_ref() {
        "aws_region" => {
            let region = region(&provider());
            for name in ["name", "id", "region"] {
                set(name, region.clone());
            }
        }
        "aws_availability_zones" => {
            set("names", zone_names(address, &provider()));
        }
        "aws_partition" => {
            let partition = partition(&region(&provider()));
            set("id", partition.clone());
            set("partition", partition);
        }
        _ => {}
    }
}

/// The region of a provider configuration.
fn region(provider: &ProviderConfiguration) -> Value {
    let given = provider.attributes.get("region").filter(|region| !region.is_null());
    given.cloned().unwrap_or_else(|| {
        let reason = provider
            .unknown
            .clone()
            .unwrap_or_else(|| Reason::Environment("the region of the AWS provider".into()));
        Value::unknown(Type::String, reason).not_null()
    })
}

/// The names of the zones: their number is unknown, but every index is another zone.
fn zone_names(address: &Arc<Address>, provider: &ProviderConfiguration) -> Value {
    let attribute: Arc<str> = Arc::from("names");
    let source = Source {
        address: Arc::clone(address),
        attribute: Arc::clone(&attribute),
        certainty: crate::value::Certainty::Certain,
    };
    let reason = Reason::DataSource { address: Arc::clone(address), attribute };
    let refinement = Refinement {
        not_null: true,
        min_length: Some(least_zones(&region(provider))),
        ..Refinement::default()
    };
    let marks = region(provider).marks.union(&Marks::of_source(source));
    Value::refined(Type::String.list(), reason, refinement).with_marks(&marks)
}

/// Regions have at least three zones; new accounts see two in `us-west-1`.
fn least_zones(region: &Value) -> u64 {
    match region.as_str() {
        Some(name) if name != "us-west-1" => 3,
        _ => 2,
    }
}

fn partition(region: &Value) -> Value {
    match region.as_str() {
        Some(name) if name.starts_with("cn-") => Value::string("aws-cn"),
        Some(name) if name.starts_with("us-gov-") => Value::string("aws-us-gov"),
        Some(_) => Value::string("aws"),
        None => Value::unknown(Type::String, region.reason().cloned().unwrap_or(Reason::Expansion))
            .not_null(),
    }
}
