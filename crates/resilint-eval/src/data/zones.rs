//! Lists of a region's zones: which names are in one only the provider knows, but each index is another zone.

use std::collections::BTreeSet;

use crate::value::{Reason, Value};

/// The data sources that list zones.
const ZONE_LISTS: [&str; 2] = ["aws_availability_zones", "google_compute_zones"];

/// Whether a data source of a type lists the zones of a region.
#[must_use]
pub fn lists_zones(type_name: &str) -> bool {
    ZONE_LISTS.contains(&type_name)
}

/// Whether all these values are names of zones out of one list, each another one.
pub(crate) fn are_listed_zones(values: &[Value]) -> bool {
    let listed = |value| match Value::reason(value) {
        Some(Reason::DataSource { address, attribute })
            if lists_zones(&address.resource.type_name) && attribute.contains('.') =>
        {
            Some((address, attribute))
        }
        _ => None,
    };
    let Some(names) = values.iter().map(listed).collect::<Option<BTreeSet<_>>>() else {
        return false;
    };
    let lists: BTreeSet<_> = names.iter().map(|(list, _)| list).collect();
    names.len() == values.len() && lists.len() == 1
}
