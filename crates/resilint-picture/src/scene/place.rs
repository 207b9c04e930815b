//! Where each card stands: the frames around it, from the outside in.

use std::collections::{BTreeMap, BTreeSet};

use resilint_graph::{FactValue, Facts, ResourceFacts};

use super::choose::{Chosen, is_network, is_subnet};
use super::names::zone_names;

/// A frame, as it is looked for. The order is that of drawing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// What belongs to no region.
    Global,
    Region(String),
    /// What has a region that is not known.
    Unplaced,
    /// By address.
    Network(String),
    Zone(String),
    /// By address.
    Subnet(String),
    /// By address: what hosts others.
    Cluster(String),
    /// By path.
    Module(String),
}

/// The places of a resource, from the outside in; modules are added later.
pub(super) fn place(facts: &Facts, resource: &ResourceFacts) -> Vec<Place> {
    let region = match resource.facts.get("region").map(|fact| &fact.value) {
        Some(FactValue::Known(value)) => value.as_str().map(str::to_owned),
        Some(FactValue::Unknown(_)) => return vec![Place::Unplaced],
        None => None,
    };
    let networks = Networks::around(facts, resource);
    let Some(region) = region else { return vec![Place::Global] };
    let mut places = vec![Place::Region(region.clone())];
    let in_region = |address: &&str| {
        let fact = facts.resources.get(*address).and_then(|other| other.facts.get("region"));
        fact.and_then(|fact| fact.get()).and_then(|value| value.as_str()) == Some(&region)
    };
    let network = networks.networks.iter().copied().find(in_region);
    places.extend(network.map(|address| Place::Network(address.to_owned())));
    let subnets: Vec<&str> = networks.subnets.iter().copied().filter(in_region).collect();
    let mut zones = zone_names(resource);
    if let ([only], true) = (subnets.as_slice(), zones.is_empty()) {
        zones = facts.resources.get(*only).map(|subnet| zone_names(subnet)).unwrap_or_default();
    }
    if let [zone] = zones.as_slice() {
        places.push(Place::Zone(zone.clone()));
    }
    if let ([subnet], true) = (subnets.as_slice(), zones.len() <= 1) {
        places.push(Place::Subnet((*subnet).to_owned()));
    }
    places
}

/// The networks that a resource stands in.
#[derive(Debug, Default)]
struct Networks<'a> {
    networks: BTreeSet<&'a str>,
    subnets: BTreeSet<&'a str>,
}

impl<'a> Networks<'a> {
    fn around(facts: &'a Facts, resource: &'a ResourceFacts) -> Self {
        let mut found = Self::default();
        let own = resource.satellites.iter().chain([&resource.address]).map(|address| &**address);
        let starts: Vec<&str> = own.collect();
        found.walk(facts, &starts, &["runs_in"]);
        if found.networks.is_empty() {
            // A security group tells the network when no subnet does.
            found.walk(facts, &starts, &["runs_in", "protected_by"]);
        }
        found
    }

    fn walk(&mut self, facts: &'a Facts, starts: &[&'a str], kinds: &[&str]) {
        let mut open = starts.to_vec();
        let mut seen: BTreeSet<&str> = open.iter().copied().collect();
        while let Some(at) = open.pop() {
            let Some(resource) = facts.resources.get(at) else { continue };
            let is_start = starts.contains(&at);
            if is_network(resource) && !is_start {
                self.networks.insert(at);
                continue;
            }
            if is_subnet(resource) && !is_start {
                self.subnets.insert(at);
            }
            let edges = facts.graph.references.get(at).into_iter().flatten();
            let leads = |kind: &str| kinds.contains(&kind) || (!is_start && kind == "member_of");
            for edge in edges.filter(|edge| leads(edge.kind)) {
                if seen.insert(&edge.address) {
                    open.push(&edge.address);
                }
            }
        }
    }
}

/// What hosts each card: the cluster that a service runs on, or that a group of nodes belongs to.
pub(super) fn hosts<'a>(facts: &'a Facts, chosen: &Chosen<'a>) -> BTreeMap<&'a str, &'a str> {
    let role = |address: &str| facts.resources.get(address).and_then(|one| one.role.as_deref());
    let mut hosts: BTreeMap<&str, &str> = BTreeMap::new();
    for address in &chosen.cards {
        let own = facts.resources.get(*address);
        let own = own.into_iter().flat_map(|own| own.satellites.iter().chain([&own.address]));
        let edges = own.filter_map(|of| facts.graph.references.get(of)).flatten();
        let host = edges
            .filter(|edge| {
                edge.kind == "runs_on"
                    || (edge.kind == "member_of" && role(address) == Some("compute"))
            })
            .filter_map(|edge| chosen.cards.get(&*edge.address).copied())
            .find(|host| host != address && role(host) == Some("compute"));
        hosts.extend(host.map(|host| (*address, host)));
    }
    // One level of hosting is drawn: a host that is hosted itself hands its guests on.
    let own = hosts.clone();
    for (guest, host) in &mut hosts {
        let mut seen = BTreeSet::from([*guest]);
        while let Some(above) = own.get(host).filter(|above| seen.insert(**above)) {
            *host = above;
        }
    }
    hosts.retain(|guest, host| !own.contains_key(host) && guest != host);
    hosts
}
