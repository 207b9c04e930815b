//! Zones by their names: written out, or taken from the list of a region's zones.

use std::collections::BTreeSet;
use std::sync::Arc;

use resilint_eval::{Data, Instance, Multiplicity, PathStep, Source, Value, lists_zones};

use super::home::Home;
use super::zone_set::{Each, MANY, ZoneSet};
use crate::attribute::written_at;
use crate::geography::Zone;
use crate::graph::ResourceGraph;

/// The zones that the attributes of a node name.
pub(super) fn by_names(
    graph: &ResourceGraph,
    homes: &[Home],
    at: usize,
    paths: &[String],
) -> Option<ZoneSet> {
    let node = graph.nodes.get(at)?;
    let region = |at: usize| homes.get(at).and_then(Home::name).map(|name| &**name);
    let own = region(at);
    // Where the data source is that lists zones.
    let listed = |source: &Source| {
        let list = graph.by_address.get(source.address.to_string().as_str());
        list.and_then(|list| region(*list)).or(own)
    };
    let (first, written) = written_at(&node.instance.attributes, paths)?;
    let single = matches!(&written[..], [(path, _)] if names_one_zone(path));
    let mut zones = ZoneSet { at: first, single, ..ZoneSet::default() };
    for (path, value) in written {
        if let Some(each) = in_each(&node.instance, value, |arm| zone(arm, own, listed).ok()) {
            let reason = match value.reason() {
                Some(reason) if !each.are_all => Arc::from(reason.to_string()),
                _ => Arc::from("each of its instances is in another zone"),
            };
            zones.each = Some(each);
            zones.add_unknown(reason, 1);
            continue;
        }
        match zone(value, own, listed) {
            Ok(zone) => {
                zones.named.insert(zone);
            }
            Err(reason) => {
                let is_one =
                    names_one_zone(&path) || matches!(path.last(), Some(PathStep::Index(_)));
                zones.add_unknown(reason, if is_one { 1 } else { MANY });
            }
        }
    }
    zones.single &= zones.named.is_empty();
    (!zones.named.is_empty() || zones.unknown.is_some()).then_some(zones)
}

/// The zones in each of which there is one of the instances: that of each by its index, or each that it is made for.
fn in_each(
    instance: &Instance,
    value: &Value,
    zone: impl Fn(&Value) -> Option<Zone>,
) -> Option<Each> {
    let arms = value.alternatives()?;
    let zones: BTreeSet<Zone> = arms.iter().filter_map(zone).collect();
    let count = zones.len() as u64;
    let are_all = zones.len() == arms.len();
    let is_each = match instance.multiplicity {
        Multiplicity::Exactly(instances) => are_all && instances == count,
        Multiplicity::Unknown { at_least, .. } => {
            !are_all && count > 1 && count <= at_least && arms.iter().any(is_listed)
        }
    };
    is_each.then_some(Each { zones, are_all })
}

/// Whether a value is a zone out of a list, whichever.
fn is_listed(value: &Value) -> bool {
    value.marks.sources().iter().any(|source| {
        lists_zones(&source.address.resource.type_name) && index_of_zone_list(source).is_none()
    })
}

/// The zone that a value names, or the reason why it is unknown. `listed`: the region of a list of zones.
fn zone<'a>(
    value: &Value,
    own: Option<&str>,
    listed: impl Fn(&Source) -> Option<&'a str>,
) -> Result<Zone, Arc<str>> {
    match &value.data {
        Data::String(text) => Ok(Zone::named(text, own)),
        Data::Number(number) => Ok(Zone::named(&number.to_f64().to_string(), own)),
        Data::Unknown(unknown) => {
            let mut sources = value.marks.sources().iter();
            let symbolic = sources.find_map(|source| Some((source, index_of_zone_list(source)?)));
            match symbolic {
                Some((source, index)) => Ok(Zone::symbolic(listed(source).unwrap_or("?"), index)),
                None => Err(Arc::from(unknown.reason.to_string())),
            }
        }
        _ => Err(Arc::from("it is no zone's name")),
    }
}

/// The index of a reference into the list of a region's zones: `names[0]`, `names.0`, `zone_ids[1]`.
fn index_of_zone_list(source: &Source) -> Option<&str> {
    let rest = source
        .attribute
        .strip_prefix("names")
        .or_else(|| source.attribute.strip_prefix("zone_ids"))
        .filter(|_| lists_zones(&source.address.resource.type_name))?;
    let index = rest.trim_matches(['[', ']', '.']);
    (!index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit())).then_some(index)
}

/// Attributes that hold one zone; without them, a service picks one.
const ONE_ZONE: [&str; 6] = [
    "availability_zone",
    "availability_zone_id",
    "location_id",
    "primary_availability_zone",
    "standby_availability_zone",
    "zone",
];

/// Whether a path is that of an attribute which holds one zone.
fn names_one_zone(path: &[PathStep]) -> bool {
    matches!(path, [.., PathStep::Name(name)] if ONE_ZONE.contains(&&**name))
}
