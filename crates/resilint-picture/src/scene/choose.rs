//! Which resources get a card of their own. The rest is glue: settings, rules, attachments, permissions.

use std::collections::{BTreeMap, BTreeSet};

use resilint_graph::{Facts, ResourceFacts};

use crate::subject::Subject;

/// The resources that get a card, and for each resource the one whose card it belongs to.
#[derive(Debug, Default)]
pub(super) struct Chosen<'a> {
    pub(super) cards: BTreeSet<&'a str>,
    /// Cards to themselves, settings to what they are settings of.
    pub(super) home: BTreeMap<&'a str, &'a str>,
}

/// Chooses. What is forced gets a card whatever it is.
pub(super) fn choose<'a>(subject: &Subject<'a>, forced: &BTreeSet<&'a str>) -> Chosen<'a> {
    let facts = subject.facts;
    let satellites: BTreeSet<&str> = facts
        .resources
        .values()
        .flat_map(|resource| resource.satellites.iter().map(|satellite| &**satellite))
        .collect();
    let mut chosen = Chosen::default();
    for (address, resource) in &facts.resources {
        let is_faulty = subject.faults.get(&**address).is_some_and(|faults| !faults.is_empty());
        let wanted = deserves(subject, resource) || (is_faulty && resource.role.is_some());
        let is_place = is_network(resource) || is_subnet(resource);
        let plain = resource.mode != "data" && !satellites.contains(&**address) && !is_place;
        if (wanted && plain && !is_part(facts, resource)) || forced.contains(&**address) {
            chosen.cards.insert(address);
        }
    }
    for address in &chosen.cards {
        chosen.home.insert(address, address);
    }
    for owner in chosen.cards.iter().copied().collect::<Vec<_>>() {
        adopt(facts, owner, &mut chosen.home);
    }
    chosen
}

/// Gives an owner its settings, and theirs.
fn adopt<'a>(facts: &'a Facts, owner: &'a str, home: &mut BTreeMap<&'a str, &'a str>) {
    let mut open = vec![owner];
    while let Some(at) = open.pop() {
        let Some(resource) = facts.resources.get(at) else { continue };
        for satellite in &resource.satellites {
            if let std::collections::btree_map::Entry::Vacant(entry) = home.entry(satellite) {
                entry.insert(owner);
                open.push(satellite);
            }
        }
    }
}

/// Whether its role makes a resource a part of the architecture.
fn deserves(subject: &Subject<'_>, resource: &ResourceFacts) -> bool {
    let type_name = &*resource.type_name;
    match resource.role.as_deref() {
        Some(
            "entry" | "compute" | "database" | "cache" | "queue" | "stream" | "object-store"
            | "file-storage" | "search" | "warehouse",
        ) => true,
        Some("block-storage") => !type_name.contains("snapshot"),
        Some("dns") => {
            subject.requests.get(&*resource.address).is_some_and(|next| !next.is_empty())
        }
        Some("backup") => type_name.contains("vault"),
        Some("network") => CROSSINGS.iter().any(|word| type_name.ends_with(word)),
        _ => false,
    }
}

/// Network resources that traffic passes, and that can fail.
const CROSSINGS: [&str; 12] = [
    "_nat_gateway",
    "_router_nat",
    "_vpn_connection",
    "_vpn_gateway",
    "_vpn_tunnel",
    "_dx_connection",
    "_dx_gateway",
    "_ec2_transit_gateway",
    "_express_route_circuit",
    "_virtual_network_gateway",
    "_interconnect_attachment",
    "_bastion_host",
];

/// Whether an entry is a part of another, as a listener is of its balancer.
fn is_part(facts: &Facts, resource: &ResourceFacts) -> bool {
    if resource.role.as_deref() != Some("entry") {
        return false;
    }
    let edges = facts.graph.references.get(&resource.address).into_iter().flatten();
    edges.filter(|edge| edge.kind == "member_of").any(|edge| {
        facts
            .resources
            .get(&edge.address)
            .is_some_and(|owner| owner.role.as_deref() == Some("entry"))
    })
}

/// Whether it is a network that others stand in.
pub(super) fn is_network(resource: &ResourceFacts) -> bool {
    let ends = ["_vpc", "_virtual_network", "_compute_network", "_default_vpc"];
    let outside = resource.outside && resource.role.as_deref() == Some("network");
    outside || ends.iter().any(|end| resource.type_name.ends_with(end))
}

/// Whether it is a part of a network that others stand in.
pub(super) fn is_subnet(resource: &ResourceFacts) -> bool {
    ["_subnet", "_subnetwork"].iter().any(|end| resource.type_name.ends_with(end))
}
