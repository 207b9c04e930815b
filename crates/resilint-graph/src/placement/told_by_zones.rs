//! The region of a provider configuration that names none: its resources name zones, which are in that region.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use resilint_syntax::Span;

use super::home::Home;
use crate::attribute::{is_set, look, steps, text};
use crate::geography::{region, region_of_zone_name};
use crate::graph::{Node, ResourceGraph};

/// Attributes that name zones of the region of their provider configuration.
const ZONES: [&str; 2] = ["availability_zone", "availability_zones"];

/// A provider configuration: its name, its alias, and where it is written.
type Configuration = (Arc<str>, Option<Arc<str>>, Option<Span>);

/// Puts instances whose provider configuration tells no region where the zones of that configuration are, if all are in one region.
pub(super) fn settle(graph: &ResourceGraph, homes: &mut [Option<Home>]) {
    let mut told: BTreeMap<Configuration, BTreeSet<String>> = BTreeMap::new();
    for node in graph.nodes.iter().filter(|node| is_at_home(node)) {
        told.entry(configuration(node)).or_default().extend(regions(node));
    }
    let provider = steps("provider");
    for (node, home) in graph.nodes.iter().zip(homes) {
        if !matches!(home, Some(Home::Unknown { at, .. }) if *at == provider) {
            continue;
        }
        let told = told.get(&configuration(node)).filter(|regions| regions.len() == 1);
        if let Some(region) = told.and_then(BTreeSet::first) {
            let name = Arc::from(region.as_str());
            *home = Some(Home::Region { name, at: provider.clone(), of: None });
        }
    }
}

/// Whether an instance is in the region of its provider configuration.
fn is_at_home(node: &Node) -> bool {
    node.cloud() == "aws" && is_set(&node.instance.attributes, "region") == Some(false)
}

/// The regions of the zones that an instance names.
fn regions(node: &Node) -> Vec<String> {
    let hits = ZONES.iter().flat_map(|path| look(&node.instance.attributes, path));
    let names = hits.filter_map(|hit| hit.value).flat_map(|value| {
        let one = text(value).into_iter();
        one.chain(value.elements().unwrap_or_default().iter().filter_map(text))
    });
    let regions = names.filter_map(|name| region_of_zone_name(name));
    regions.filter(|name| region("aws", name).is_some()).collect()
}

fn configuration(node: &Node) -> Configuration {
    let provider = &node.instance.provider;
    (Arc::clone(&provider.name), provider.alias.clone(), provider.header)
}
