//! Only what is near something.

use std::collections::{BTreeMap, BTreeSet};

use resilint_graph::Facts;

use super::connect::Line;
use super::place::Place;

/// The cards within some steps of a resource, or of what stands in a network.
pub(super) fn near<'l>(
    focus: &str,
    depth: usize,
    paths: &BTreeMap<&'l str, Vec<Place>>,
    lines: &'l [Line],
) -> BTreeSet<&'l str> {
    let is_inside = |places: &[Place]| {
        places.iter().any(|place| match place {
            Place::Network(address) | Place::Subnet(address) | Place::Cluster(address) => {
                address == focus
            }
            _ => false,
        })
    };
    let starts = paths.iter().filter(|(address, places)| **address == focus || is_inside(places));
    let mut near: BTreeSet<&str> = starts.map(|(address, _)| *address).collect();
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in lines {
        next.entry(&line.from).or_default().push(&line.to);
        next.entry(&line.to).or_default().push(&line.from);
    }
    let mut edge: Vec<&str> = near.iter().copied().collect();
    for _ in 0..depth {
        let reached = edge.iter().filter_map(|at| next.get(at)).flatten().copied();
        edge = reached.filter(|at| near.insert(at)).collect();
    }
    near
}

/// Whether there is a resource with an address.
pub(super) fn exists(facts: &Facts, address: &str) -> bool {
    facts.resources.contains_key(address)
}
