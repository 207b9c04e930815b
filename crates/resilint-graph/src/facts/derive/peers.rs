//! Programs that share their work: the loss of one leaves the others.

use std::collections::{BTreeMap, BTreeSet};

use resilint_config::InstanceKey;
use resilint_eval::{Instance, Multiplicity, PathStep, Reason, Value, lists_zones};
use serde_json::{Value as Json, json};

use super::super::table::{Context, FactTable};
use super::composites::repetition;
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;
use crate::paths::leads_on;

/// What makes programs share their work.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Bond {
    /// The same balancer, pool or set; with the number of the block where each block is a pool.
    Pool(usize, Option<usize>),
    /// One resource with `count`.
    Repeated(String),
}

/// Blocks that are pools of their own, each for other work.
const POOLS: [(&str, &str); 2] = [
    ("aws_cloudfront_distribution", "origin"),
    ("azurerm_application_gateway", "backend_address_pool"),
];

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    let mut groups: BTreeMap<Bond, BTreeSet<usize>> = BTreeMap::new();
    let mut bonds: BTreeMap<usize, Vec<Bond>> = BTreeMap::new();
    let mut alike = Vec::new();
    for (at, node) in context.judged() {
        if node.role() == Some(Role::Compute) && node.owner.is_none() {
            alike.extend(Some((at, &node.instance)).filter(|(_, instance)| are_alike(instance)));
            for bond in bonds_of(context, at) {
                groups.entry(bond.clone()).or_default().insert(at);
                bonds.entry(at).or_default().push(bond);
            }
        }
    }
    for (at, bonds) in bonds {
        let together = bonds.iter().filter_map(|bond| groups.get(bond)).flatten();
        let peers: BTreeSet<usize> = together.copied().filter(|peer| *peer != at).collect();
        if !peers.is_empty() {
            let mut told: Vec<Json> =
                peers.into_iter().map(|peer| tell(context, table, peer)).collect();
            told.sort_by(|one, other| one["address"].as_str().cmp(&other["address"].as_str()));
            table.set(at, "peers", Fact::known(told, repetition(context, at)));
        }
    }
    for (at, instance) in alike {
        let path = repetition(context, at);
        let fact = match &instance.multiplicity {
            count if count.at_least() > 1 => Fact::known(vec![tell(context, table, at)], path),
            Multiplicity::Unknown { reason, at_most, .. } if *at_most != Some(1) => {
                Fact::unknown(reason.to_string(), path)
            }
            _ => continue,
        };
        table.set_if_absent(at, "peers", fact);
    }
}

/// Whether all the instances behind one address do the same work.
fn are_alike(instance: &Instance) -> bool {
    instance.is_counted && instance.address.key == Some(InstanceKey::Any)
        || is_in_listed_zone(instance)
}

/// Whether the zone of an instance comes from the list of a region's zones: what is there in each zone does the same work.
fn is_in_listed_zone(instance: &Instance) -> bool {
    ["availability_zone", "zone"].iter().any(|name| {
        let zone = instance.attributes.get(name);
        zone.and_then(Value::reason).is_some_and(|reason| match reason {
            Reason::DataSource { address, .. } => lists_zones(&address.resource.type_name),
            _ => false,
        })
    })
}

/// A peer with its zones, without them where they are not known, and whether it chooses any.
fn tell(context: &Context<'_>, table: &FactTable, peer: usize) -> Json {
    let chooses = table.get(peer, "zones").is_none_or(|zones| !zones.default);
    json!({
        "address": &*context.address(peer), "zones": table.known(peer, "zone_names"), "chooses": chooses,
    })
}

fn bonds_of(context: &Context<'_>, at: usize) -> Vec<Bond> {
    let graph = context.graph;
    let leads = |at: usize| context.node(at).is_some_and(leads_on);
    let is_set = |at: usize| {
        context.node(at).is_some_and(|node| node.type_name() == "azurerm_availability_set")
    };
    let joined = graph.outgoing(at).filter(|(to, edge)| {
        edge.certain
            && (edge.kind == EdgeKind::RegisteredIn
                || edge.kind == EdgeKind::MemberOf && is_set(*to))
    });
    let whole = |pool: usize| (pool, None);
    let mut found: BTreeSet<(usize, Option<usize>)> = joined.map(|(pool, _)| whole(pool)).collect();
    for (sender, edge) in graph.incoming(at) {
        if edge.kind == EdgeKind::RoutesTo && edge.certain {
            let owners = graph.outgoing(sender).filter(|(_, edge)| edge.kind == EdgeKind::MemberOf);
            match leads(sender) {
                true => found.extend(owners.map(|(owner, _)| whole(owner))),
                false => found.extend([(sender, pool_of(context, sender, &edge.at))]),
            }
        }
    }
    let pools = found.into_iter().map(|(pool, block)| Bond::Pool(pool, block));
    pools.chain(repeated(context, at)).collect()
}

/// Which of its pools a balancer names something in, where it has several.
fn pool_of(context: &Context<'_>, balancer: usize, at: &[PathStep]) -> Option<usize> {
    let kind = context.node(balancer)?.type_name();
    match at {
        [PathStep::Name(block), PathStep::Index(number), ..] => {
            POOLS.contains(&(kind, &**block)).then_some(*number)
        }
        _ => None,
    }
}

/// The resource that is repeated by `count`. What `for_each` makes may do different work.
fn repeated(context: &Context<'_>, at: usize) -> Option<Bond> {
    let instance = &context.node(at)?.instance;
    let address = &instance.address;
    let is_one_of_many = instance.is_counted && !address.resource.type_name.contains("_cluster");
    is_one_of_many.then(|| Bond::Repeated(format!("{}/{}", address.module, address.resource)))
}
