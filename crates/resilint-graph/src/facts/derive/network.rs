//! Networks: NAT gateways and the zones that depend on them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use resilint_eval::PathStep;
use serde_json::json;

use super::super::table::{Context, FactTable};
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;

/// The networks of a graph: subnets by network, and the way out of each subnet.
#[derive(Debug, Default)]
struct Networks {
    /// Subnets by the network they are in.
    subnets: BTreeMap<usize, Vec<usize>>,
    /// The ways out of each subnet whose traffic goes through NAT gateways.
    ways_out: BTreeMap<usize, Vec<WayOut>>,
}

/// A way out of a subnet.
#[derive(Debug, Clone)]
struct WayOut {
    /// The NAT gateway.
    gateway: usize,
    /// Whether it certainly is that one.
    certain: bool,
    /// The route, or route table, that says so.
    route: usize,
    /// And where it says so.
    at: Vec<PathStep>,
}

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    let networks = Networks::of(context);
    for (network, subnets) in &networks.subnets {
        nat(context, table, &networks, *network, subnets);
        promised(context, table, *network, subnets);
    }
    for (at, node) in context.judged() {
        outside(context, table, at, node.plays(Role::Network));
    }
}

impl Networks {
    fn of(context: &Context<'_>) -> Self {
        let mut networks = Self::default();
        for (at, node) in context
            .judged()
            .filter(|(_, node)| matches!(node.type_name(), "aws_subnet" | "aws_default_subnet"))
        {
            let network = context
                .graph
                .outgoing(at)
                .find(|(to, edge)| {
                    edge.kind == EdgeKind::MemberOf
                        && context.node(*to).is_some_and(|node| node.plays(Role::Network))
                })
                .map(|(to, _)| to);
            if let Some(network) = network {
                networks.subnets.entry(network).or_default().push(at);
            }
            let _ = node;
            for table in context
                .graph
                .incoming(at)
                .filter(|(_, edge)| edge.kind == EdgeKind::AppliesTo)
                .map(|(from, _)| from)
            {
                let tables = context
                    .graph
                    .outgoing(table)
                    .filter(|(_, edge)| edge.kind == EdgeKind::MemberOf)
                    .map(|(to, edge)| (to, edge.certain));
                for (table, certain) in tables {
                    let ways = gateways(context, table)
                        .into_iter()
                        .map(|way| WayOut { certain: way.certain && certain, ..way });
                    networks.ways_out.entry(at).or_default().extend(ways);
                }
            }
        }
        networks
    }
}

/// The NAT gateways that a route table leads to, by its own blocks or by routes.
fn gateways(context: &Context<'_>, table: usize) -> Vec<WayOut> {
    let routes = context
        .graph
        .incoming(table)
        .filter(|(_, edge)| edge.kind == EdgeKind::MemberOf)
        .map(|(from, _)| from);
    let leads = |route: usize| {
        context.graph.outgoing(route).filter(|(_, edge)| edge.kind == EdgeKind::EgressVia).map(
            move |(gateway, edge)| WayOut {
                gateway,
                certain: edge.certain,
                route: edge.of,
                at: edge.at.clone(),
            },
        )
    };
    let all = std::iter::once(table).chain(routes).flat_map(leads);
    all.filter(|way| is_nat_gateway(context, way.gateway)).collect()
}

fn is_nat_gateway(context: &Context<'_>, at: usize) -> bool {
    context.node(at).is_some_and(|node| node.type_name() == "aws_nat_gateway")
}

/// How many zones lean on how many NAT gateways.
fn nat(
    context: &Context<'_>,
    table: &mut FactTable,
    networks: &Networks,
    network: usize,
    subnets: &[usize],
) {
    let mut gateways: BTreeSet<usize> = BTreeSet::new();
    let mut doubt: Option<Arc<str>> = None;
    let mut zones: BTreeSet<String> = BTreeSet::new();
    for subnet in subnets {
        for way in networks.ways_out.get(subnet).into_iter().flatten() {
            if context.placements.zones(way.gateway).is_some_and(|zones| zones.regional) {
                continue;
            }
            gateways.insert(way.gateway);
            if !way.certain {
                doubt = Some(Arc::from("which NAT gateway a route leads to is undecided"));
            }
            match context.placements.zones(*subnet) {
                Some(found) if found.unknown.is_none() => {
                    zones.extend(found.named.iter().map(ToString::to_string))
                }
                Some(found) => doubt = doubt.or_else(|| found.unknown.clone()),
                None => {}
            }
        }
    }
    if gateways.is_empty() {
        return;
    }
    let address = context.address(network);
    let fact = match doubt {
        // With fewer gateways than known zones they are too few, whatever else is unknown.
        Some(reason) if gateways.len() >= zones.len() => Fact::unknown(reason, Vec::new()),
        _ => Fact::known(
            json!({ "zones_used": zones.len(), "nats": gateways.len(), "by": &*address }),
            Vec::new(),
        ),
    };
    table.set(network, "nat", fact.clone());
    let detour = detour(context, networks, subnets, &gateways, zones.len());
    for gateway in gateways {
        let fact = match detour.filter(|way| way.gateway == gateway) {
            Some(way) => {
                Fact { at: way.at.clone(), ..fact.clone() }.decided_by(context.address(way.route))
            }
            None => Fact { at: decided_at(context, gateway), ..fact.clone() },
        };
        table.set(gateway, "nat", fact);
    }
}

/// Where it is decided that there are no more gateways like this one: how often it is repeated, or else its own place.
fn decided_at(context: &Context<'_>, gateway: usize) -> Vec<PathStep> {
    let repeated = super::composites::repetition(context, gateway);
    if repeated.is_empty() { crate::attribute::steps("subnet_id") } else { repeated }
}

/// The first route to a gateway in another zone, where there are gateways enough: then not a gateway is missing, the route is wrong.
fn detour<'n>(
    context: &Context<'_>,
    networks: &'n Networks,
    subnets: &[usize],
    used: &BTreeSet<usize>,
    zones: usize,
) -> Option<&'n WayOut> {
    let here = subnets.iter().flat_map(|subnet| context.graph.incoming(*subnet));
    let all: BTreeSet<usize> = here
        .map(|(from, _)| from)
        .filter(|from| is_nat_gateway(context, *from))
        .chain(used.iter().copied())
        .collect();
    if all.len() < zones {
        return None;
    }
    let named = |at: usize| context.placements.zones(at).map(|zones| &zones.named);
    let ways = subnets.iter().flat_map(|subnet| {
        networks.ways_out.get(subnet).into_iter().flatten().map(move |way| (*subnet, way))
    });
    ways.filter(|(subnet, way)| named(*subnet) != named(way.gateway)).map(|(_, way)| way).next()
}

/// The zones that what runs in a network is asked to span.
fn promised(context: &Context<'_>, table: &mut FactTable, network: usize, subnets: &[usize]) {
    let asked =
        |at: usize| context.objectives.get(at).map_or(0, |(_, objectives)| objectives.min_zones);
    let residents = subnets
        .iter()
        .flat_map(|subnet| context.graph.incoming(*subnet))
        .filter(|(_, edge)| edge.kind == EdgeKind::RunsIn)
        .map(|(from, _)| asked(from));
    let most = residents.max().unwrap_or_else(|| asked(network));
    table.set(network, "promised_zones", Fact::known(most, Vec::new()));
}

/// A network seen from outside says how many NAT gateways it has by its `nodes`.
fn outside(context: &Context<'_>, table: &mut FactTable, at: usize, is_network: bool) {
    let module = context
        .node(at)
        .is_some_and(|node| node.instance.address.resource.mode == resilint_config::Mode::Module);
    if !(module && is_network) {
        return;
    }
    let Some(nodes) = table.get(at, "nodes").cloned() else { return };
    let zones = context.placements.zones(at).and_then(crate::placement::ZoneSet::count);
    let fact = match (nodes.get().and_then(serde_json::Value::as_u64), zones) {
        (Some(0), _) => None,
        (Some(nats), Some(zones)) => Some(Fact::known(
            json!({ "zones_used": zones, "nats": nats, "by": &*context.address(at) }),
            nodes.at,
        )),
        (None, _) => Some(Fact { value: nodes.value, ..Fact::unknown("", nodes.at) }),
        (_, None) => Some(Fact::unknown("its zones are unknown", nodes.at)),
    };
    table.remove(at, "nodes");
    if let Some(fact) = fact {
        table.set(at, "nat", fact);
    }
}
