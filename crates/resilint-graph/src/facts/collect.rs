//! Putting the facts together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use resilint_config::Mode;
use resilint_eval::{Data, Multiplicity, PathStep, Value};
use serde_json::Value as Json;

use super::limits::Limits;
use super::table::{Context, FactTable};
use super::{DataPath, EdgeFact, Fact, Facts, GraphFacts, ResourceFacts, UnknownAttribute};
use super::{derive, own};
use crate::attribute::known_json;
use crate::catalog::Role;
use crate::graph::{Node, ResourceGraph};
use crate::objective::EffectiveObjectives;
use crate::parallel;
use crate::paths;
use crate::residency;
use crate::secret::without_secrets;

/// The facts of every node.
pub(crate) fn table(context: &Context<'_>) -> FactTable {
    let mut table = own::collect(context);
    derive::derive(context, &mut table);
    residency::locate(context, &mut table);
    table
}

/// Facts as policies see them. What is alike in an earlier graph is shared with its facts.
pub(crate) fn facts(
    context: &Context<'_>,
    table: &FactTable,
    default: &EffectiveObjectives,
    before: Option<(&ResourceGraph, &Facts)>,
) -> Facts {
    let mut facts = Facts {
        objectives: default.clone(),
        flows: residency::flows(context, table),
        graph: graph_facts(context.graph),
        ..Facts::default()
    };
    let told = |(at, node): (usize, &Node)| {
        let known = before.and_then(|before| known(context, table, (at, node), before));
        known.unwrap_or_else(|| Arc::new(resource(context, table, at, node)))
    };
    let resources = parallel::map(&context.graph.nodes, told);
    for (node, resource) in context.graph.nodes.iter().zip(resources) {
        for role in &resource.roles {
            facts.by_role.entry(Arc::clone(role)).or_default().push(Arc::clone(&node.address));
        }
        let of_type = facts.by_type.entry(Arc::clone(&resource.type_name)).or_default();
        of_type.push(Arc::clone(&node.address));
        facts.resources.insert(Arc::clone(&node.address), resource);
    }
    for index in [&mut facts.by_role, &mut facts.by_type] {
        for addresses in index.values_mut() {
            addresses.sort();
        }
    }
    facts
}

/// What an earlier graph knew of a node, if it would be told the same now.
fn known(
    context: &Context<'_>,
    table: &FactTable,
    (at, node): (usize, &Node),
    (graph, facts): (&ResourceGraph, &Facts),
) -> Option<Arc<ResourceFacts>> {
    let earlier = graph.nodes.get(*graph.by_address.get(&node.address)?)?;
    let known = facts.resources.get(&node.address)?;
    let (workload, objectives) = context.objectives.get(at)?;
    let satellites = node.satellites.iter().map(|(satellite, _)| context.address(*satellite));
    let same = table.of(at) == Some(&known.facts)
        && *workload == known.workload
        && *objectives == known.objectives
        && satellites.eq(known.satellites.iter().cloned())
        && node.is_alike(earlier);
    same.then(|| Arc::clone(known))
}

fn resource(context: &Context<'_>, table: &FactTable, at: usize, node: &Node) -> ResourceFacts {
    let instance = &node.instance;
    let resource = &instance.address.resource;
    let roles: BTreeSet<Role> = node
        .entry
        .iter()
        .flat_map(|entry| entry.roles.iter().copied().chain([entry.role]))
        .collect();
    let (workload, objectives) = context.objectives.get(at).cloned().unwrap_or_default();
    let mut unknown = Vec::new();
    unknown_attributes(&instance.attributes, &mut Vec::new(), &mut unknown);
    ResourceFacts {
        address: Arc::clone(&node.address),
        type_name: Arc::clone(&resource.type_name),
        name: Arc::clone(&resource.name),
        mode: match resource.mode {
            Mode::Managed => "managed",
            Mode::Data => "data",
            Mode::Ephemeral => "ephemeral",
            Mode::Module => "module",
        },
        module: instance.address.module.to_string(),
        provider: Arc::clone(&instance.provider.name),
        provider_alias: instance.provider.alias.clone(),
        role: node.role().map(|role| Arc::from(role.as_str())),
        roles: roles.into_iter().map(|role| Arc::from(role.as_str())).collect(),
        attributes: attributes_json(&resource.type_name, &instance.attributes),
        unknown,
        tags: node.tags.known.clone(),
        count: count(&instance.multiplicity),
        maybe_absent: instance.maybe_absent.is_some(),
        outside: resource.mode == Mode::Module,
        incomplete: instance.incomplete,
        workload,
        objectives,
        satellites: node
            .satellites
            .iter()
            .map(|(satellite, _)| context.address(*satellite))
            .collect(),
        facts: table.of(at).cloned().unwrap_or_default(),
    }
}

/// How many instances there are behind an address.
fn count(multiplicity: &Multiplicity) -> Fact {
    match multiplicity {
        Multiplicity::Exactly(count) => Fact::known(*count, Vec::new()),
        Multiplicity::Unknown { reason, at_least, at_most } => {
            let limits = Limits::between(Some(*at_least as f64), at_most.map(|most| most as f64));
            Fact::unknown(reason.to_string(), Vec::new()).within(limits)
        }
    }
}

/// The known attributes, nulls and secrets left out.
fn attributes_json(type_name: &str, attributes: &Value) -> Json {
    known_json(&without_secrets(type_name, attributes))
        .filter(Json::is_object)
        .unwrap_or_else(|| Json::Object(serde_json::Map::new()))
}

fn unknown_attributes(value: &Value, at: &mut Vec<PathStep>, found: &mut Vec<UnknownAttribute>) {
    match &value.data {
        Data::Unknown(unknown) => found.push(UnknownAttribute {
            path: at.clone(),
            reason: Arc::from(unknown.reason.to_string()),
        }),
        Data::List(_, elements) | Data::Set(_, elements) | Data::Tuple(elements) => {
            for (index, element) in elements.iter().enumerate() {
                at.push(PathStep::Index(index));
                unknown_attributes(element, at, found);
                at.pop();
            }
        }
        Data::Map(_, fields) | Data::Object(fields) => {
            for (name, field) in fields.iter() {
                at.push(PathStep::Name(Arc::clone(name)));
                unknown_attributes(field, at, found);
                at.pop();
            }
        }
        Data::Null(_) | Data::Bool(_) | Data::Number(_) | Data::String(_) => {}
    }
}

fn graph_facts(graph: &ResourceGraph) -> GraphFacts {
    let address = |at: usize| {
        graph.nodes.get(at).map_or_else(|| Arc::from(""), |node| Arc::clone(&node.address))
    };
    let sorted = |mut edges: Vec<EdgeFact>| {
        edges.sort();
        edges.dedup();
        edges
    };
    let fact = |other: usize, edge: &crate::graph::Edge| EdgeFact {
        address: address(other),
        at: edge.at.clone(),
        kind: edge.kind.as_str(),
        certain: edge.certain,
    };
    let all = |edges: &dyn Fn(usize) -> Vec<EdgeFact>| -> BTreeMap<Arc<str>, Vec<EdgeFact>> {
        (0..graph.nodes.len())
            .map(|at| (address(at), sorted(edges(at))))
            .filter(|(_, edges)| !edges.is_empty())
            .collect()
    };
    let addresses =
        |nodes: &BTreeSet<usize>| nodes.iter().map(|at| address(*at)).collect::<Vec<_>>();
    GraphFacts {
        references: all(&|at| {
            graph
                .outgoing(at)
                .filter(|(_, edge)| edge.of == at)
                .map(|(to, edge)| fact(to, edge))
                .collect()
        }),
        referrers: all(&|at| {
            graph
                .incoming(at)
                .filter(|(from, edge)| edge.of == *from)
                .map(|(from, edge)| fact(from, edge))
                .collect()
        }),
        paths: paths::find(graph)
            .iter()
            .map(|way| DataPath {
                entry: address(way.entry),
                compute: addresses(&way.compute),
                data: addresses(&way.data),
            })
            .collect(),
    }
}
