//! The region of an instance: its own argument, its parent's, or its provider configuration's.

use std::sync::Arc;

use resilint_config::Mode;
use resilint_eval::{Data, PathStep, Value};

use super::home::Home;
use super::told_by_zones;
use crate::attribute::{first, look, steps, text, text_at};
use crate::catalog::{RegionRule, Scope};
use crate::geography::{normalise, region, region_of_zone_name};
use crate::graph::{Node, ResourceGraph};

/// The home of every node.
pub(super) fn homes(graph: &ResourceGraph) -> Vec<Home> {
    let mut told: Vec<Option<Home>> = graph.nodes.iter().map(home).collect();
    told_by_zones::settle(graph, &mut told);
    let open: Vec<usize> =
        told.iter().enumerate().filter(|(_, home)| home.is_none()).map(|(at, _)| at).collect();
    let mut homes: Vec<Home> = told.into_iter().map(Option::unwrap_or_default).collect();
    // Those that are where something else is take over what that has; three rounds reach through a listener's balancer and its like.
    for _ in 0..3 {
        for at in open.iter().copied() {
            if homes.get(at) != Some(&Home::Nowhere) {
                continue;
            }
            if let Some(found) = inherited(graph, &homes, at)
                && let Some(slot) = homes.get_mut(at)
            {
                *slot = found;
            }
        }
    }
    homes
}

/// The home that a node's own attributes and its provider configuration tell; `None` when it is where its parent is.
fn home(node: &Node) -> Option<Home> {
    let entry = node.entry.as_ref();
    if let Some(entry) = entry {
        match &entry.region {
            Some(RegionRule::Attribute { at, otherwise }) => {
                let unknown = |reason: &String| Home::Unknown {
                    reason: Arc::from(reason.as_str()),
                    at: steps(at),
                };
                let fallback = || otherwise.as_ref().map_or_else(|| by_provider(node), unknown);
                return Some(by_attribute(node, at).unwrap_or_else(fallback));
            }
            Some(RegionRule::Parent { .. }) => return None,
            None if matches!(entry.scope, Scope::Global | Scope::MultiRegional) => {
                return Some(Home::Global);
            }
            None => {}
        }
    }
    match node.cloud() {
        "aws" => Some(
            by_attribute(node, "region")
                .or_else(|| by_zone(node))
                .unwrap_or_else(|| by_provider(node)),
        ),
        "azurerm" => by_attribute(node, "location").or_else(|| {
            (node.instance.address.resource.mode == Mode::Module).then_some(Home::Nowhere)
        }),
        "google" => {
            let own = ["region", "zone", "location"].iter().find_map(|at| by_attribute(node, at));
            Some(own.unwrap_or_else(|| by_provider(node)))
        }
        "kubernetes" | "helm" => None,
        _ => Some(Home::Nowhere),
    }
}

fn by_attribute(node: &Node, at: &str) -> Option<Home> {
    let hit = look(&node.instance.attributes, at).into_iter().find(|hit| hit.value.is_some())?;
    Some(by_value(node, hit.value?, hit.path))
}

fn by_value(node: &Node, value: &Value, at: Vec<PathStep>) -> Home {
    match &value.data {
        Data::String(text) => Home::Region { name: region_name(node.cloud(), text), at, of: None },
        Data::Unknown(unknown) => {
            Home::Unknown { reason: Arc::from(unknown.reason.to_string()), at }
        }
        Data::List(_, elements) | Data::Set(_, elements) | Data::Tuple(elements)
            if !elements.is_empty() =>
        {
            elements.first().map_or(Home::Nowhere, |first| by_value(node, first, at))
        }
        _ => Home::Nowhere,
    }
}

/// A region from what is written: a region, a location, a zone, or a link that ends in one.
fn region_name(cloud: &str, text: &str) -> Arc<str> {
    let last = text.rsplit('/').next().unwrap_or(text);
    let text =
        if cloud == "google" { last.strip_prefix("regional-").unwrap_or(last) } else { text };
    let name = normalise(cloud, text);
    if region(cloud, &name).is_none()
        && let Some(region) = region_of_zone_name(&name)
    {
        return Arc::from(region);
    }
    Arc::from(name)
}

/// The region that the instance's own zone tells.
fn by_zone(node: &Node) -> Option<Home> {
    let provider_knows = text_at(&node.instance.provider.attributes, "region").is_some();
    let zone =
        text_at(&node.instance.attributes, "availability_zone").filter(|_| !provider_knows)?;
    let name = region_of_zone_name(zone)?;
    Some(Home::Region { name: Arc::from(name), at: steps("availability_zone"), of: None })
}

fn by_provider(node: &Node) -> Home {
    let provider = &node.instance.provider;
    let at = steps("provider");
    let names: &[&str] = if node.cloud() == "google" { &["region", "zone"] } else { &["region"] };
    let written = names.iter().find_map(|name| first(&provider.attributes, name));
    match written.map(|value| &value.data) {
        Some(Data::String(text)) => {
            Home::Region { name: region_name(node.cloud(), text), at, of: None }
        }
        Some(Data::Unknown(unknown)) => {
            Home::Unknown { reason: Arc::from(unknown.reason.to_string()), at }
        }
        _ => {
            let reason = provider.unknown.as_ref().map_or_else(
                || "the provider configuration names no region; the environment does".to_owned(),
                ToString::to_string,
            );
            Home::Unknown { reason: Arc::from(reason), at }
        }
    }
}

/// The home of the node that the catalog, ownership or membership names as the parent.
fn inherited(graph: &ResourceGraph, homes: &[Home], at: usize) -> Option<Home> {
    let node = graph.nodes.get(at)?;
    let rule = node.entry.as_ref().and_then(|entry| entry.region.as_ref());
    let by_rule = |edge: &crate::graph::Edge| match rule {
        Some(RegionRule::Parent { at }) => crate::attribute::names_of(&edge.at) == *at,
        _ => {
            use crate::catalog::EdgeKind::{
                AppliesTo, BacksUp, Configures, MemberOf, Monitors, RoutesTo, RunsIn, RunsOn,
            };
            matches!(
                edge.kind,
                MemberOf | Configures | RunsOn | RunsIn | AppliesTo | BacksUp | Monitors | RoutesTo
            )
        }
    };
    let parent =
        graph.outgoing(at).filter(|(_, edge)| edge.of == at && by_rule(edge)).map(|(to, _)| to);
    parent.filter_map(|parent| Some((parent, homes.get(parent)?))).find_map(|(parent, home)| {
        match home {
            Home::Region { name, at, of } => Some(Home::Region {
                name: Arc::clone(name),
                at: at.clone(),
                of: Some(of.unwrap_or(parent)),
            }),
            Home::Global => Some(Home::Global),
            Home::Unknown { reason, .. } => {
                Some(Home::Unknown { reason: Arc::clone(reason), at: Vec::new() })
            }
            Home::Nowhere => None,
        }
    })
}

/// The text of a value that names a region, normalised.
pub(crate) fn named_region(cloud: &str, value: &Value) -> Option<Arc<str>> {
    text(value).map(|text| region_name(cloud, text))
}
