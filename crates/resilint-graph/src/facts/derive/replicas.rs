//! Copies of data: replicas that are resources, and copies that attributes ask for.

use resilint_eval::{PathStep, Value};
use serde_json::{Value as Json, json};

use super::super::table::{Context, FactTable};
use crate::attribute::{first, known_json, leaves_at, look};
use crate::catalog::{CopyForm, EdgeKind, Role};
use crate::facts::{Fact, Truth, holds};
use crate::geography::region;
use crate::graph::{Edge, Node, Standing};
use crate::placement::{Home, named_region};

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    for (at, node) in context.judged() {
        by_edges(context, table, at);
        by_copies(context, table, at, node, at);
        for (satellite, _) in &node.satellites {
            if let Some(setting) = context.node(*satellite) {
                by_copies(context, table, at, setting, *satellite);
            }
        }
    }
    by_declaration(context, table);
    for (at, node) in context.judged() {
        if is_replicable(node) && table.get(at, "member_of").is_none() {
            table.set_if_absent(
                at,
                "replicas",
                Fact::known(Vec::<Json>::new(), Vec::new()).by_default(),
            );
            if context.placements.home(at) != &Home::Global {
                doubt_unknown_regions(table, at);
            }
        }
    }
}

fn is_replicable(node: &Node) -> bool {
    let configures = node.entry.as_ref().is_some_and(|entry| entry.configures.is_some());
    !configures
        && node.role().is_some_and(|role| {
            role.keeps_data() || matches!(role, Role::Registry | Role::Key | Role::Secret)
        })
}

fn by_edges(context: &Context<'_>, table: &mut FactTable, at: usize) {
    for (to, edge) in context.graph.outgoing(at) {
        let Some((kind, rpo)) = edge.replica.as_ref().filter(|_| !switched_off(context, edge))
        else {
            continue;
        };
        let (source, copy) = match edge.kind {
            EdgeKind::ReplicatesTo => (at, to),
            EdgeKind::ReplicatesFrom => (to, at),
            _ => continue,
        };
        if context.node(at).is_some_and(|node| node.owner.is_some()) {
            continue;
        }
        let rpo = rpo.or_else(|| time_control(context, edge));
        let replica = json!({
            "address": &*context.address(copy), "region": context.region_json(copy), "zone": null, "kind": &**kind,
            "same_region": context.same_region(source, copy), "writer": &**kind == "global-table", "rpo_seconds": rpo,
        });
        add(
            table,
            source,
            "replicas",
            replica,
            &edge.at,
            (edge.of != source).then(|| context.address(edge.of)),
        );
        let fact = Fact::known(&*context.address(source), edge.at.clone());
        table.set(
            copy,
            "replica_of",
            if edge.of == copy { fact } else { fact.decided_by(context.address(edge.of)) },
        );
    }
    external(context, table, at);
}

/// Copies that the author declares, of stores that they run themselves.
fn by_declaration(context: &Context<'_>, table: &mut FactTable) {
    for Standing { primary, standby, said } in &context.graph.standbys {
        let replica = json!({
            "address": &*context.address(*standby), "region": context.region_json(*standby), "zone": null, "kind": "read-replica",
            "same_region": context.same_region(*primary, *standby), "writer": false, "rpo_seconds": said.lacks(),
        });
        add(table, *primary, "replicas", replica, &[], None);
        let source = Fact::known(&*context.address(*primary), Vec::new());
        table.set(*standby, "replica_of", source);
    }
}

/// The block, first on an edge's path, that holds the attribute.
fn block<'a>(context: &'a Context<'_>, edge: &Edge) -> Option<&'a Value> {
    let attributes = &context.node(edge.of)?.instance.attributes;
    let [PathStep::Name(name), PathStep::Index(index), ..] = edge.at.as_slice() else {
        return None;
    };
    first(attributes, name).and_then(|value| match &value.data {
        resilint_eval::Data::Tuple(blocks) | resilint_eval::Data::List(_, blocks) => {
            blocks.get(*index)
        }
        _ => None,
    })
}

/// Whether the block's own status says that nothing is replicated.
fn switched_off(context: &Context<'_>, edge: &Edge) -> bool {
    let status = block(context, edge).and_then(|block| first(block, "status").and_then(known_json));
    status.as_ref().and_then(Json::as_str) == Some("Disabled")
}

/// Replication of objects is held to a time only when the rule says so.
fn time_control(context: &Context<'_>, edge: &Edge) -> Option<u64> {
    let block = block(context, edge)?;
    let status = first(block, "destination.replication_time.status").and_then(known_json);
    (status.as_ref().and_then(Json::as_str) == Some("Enabled")).then_some(900)
}

/// Copies that go to something outside the configuration.
fn external(context: &Context<'_>, table: &mut FactTable, at: usize) {
    let Some(node) = context.node(at) else { return };
    let settings = node.satellites.iter().map(|(satellite, _)| *satellite).chain([at]);
    for setting in settings {
        let Some((source, entry)) =
            context.node(setting).and_then(|node| Some((node, node.entry.as_ref()?)))
        else {
            continue;
        };
        for rule in entry.edges.iter().filter(|rule| rule.replica.is_some()) {
            for (path, value) in leaves_at(&source.instance.attributes, &rule.at) {
                let inside = context.graph.outgoing(setting).any(|(_, edge)| edge.at == path);
                if inside {
                    continue;
                }
                let of = (setting != at).then(|| context.address(setting));
                if rule.kind == EdgeKind::ReplicatesFrom {
                    let name = known_json(value)
                        .unwrap_or_else(|| Json::from("outside the configuration"));
                    table.set_if_absent(at, "replica_of", Fact::known(name, path));
                } else {
                    let region = known_json(value)
                        .as_ref()
                        .and_then(Json::as_str)
                        .and_then(arn_region)
                        .map_or(Json::Null, Json::from);
                    let same = context
                        .region(at)
                        .filter(|_| !region.is_null())
                        .map(|home| region == **home);
                    let replica = json!({ "address": null, "region": region, "zone": null, "kind": rule.replica, "same_region": same, "writer": false, "rpo_seconds": rule.rpo_seconds });
                    add(table, at, "replicas", replica, &path, of);
                }
            }
        }
    }
}

/// The region inside an ARN.
pub(super) fn arn_region(arn: &str) -> Option<&str> {
    arn.strip_prefix("arn:")
        .and_then(|rest| rest.split(':').nth(2))
        .filter(|region| !region.is_empty())
}

/// Copies that the resource's own attributes ask for.
fn by_copies(
    context: &Context<'_>,
    table: &mut FactTable,
    owner: usize,
    setting: &Node,
    at: usize,
) {
    let Some(entry) = &setting.entry else { return };
    let of = (at != owner).then(|| context.address(at));
    let cloud = setting.cloud();
    for rule in &entry.copies {
        if !matches!(
            rule.when.as_ref().map_or(Truth::Yes, |when| holds(
                when,
                &setting.instance.attributes,
                &|name| table.get(owner, name).cloned()
            )),
            Truth::Yes
        ) {
            continue;
        }
        match &rule.form {
            CopyForm::Regions { at: path, replica, rpo_seconds, writer } => {
                for (place, value) in leaves_at(&setting.instance.attributes, path) {
                    let to = named_region(cloud, value);
                    let copy =
                        copy_json(context, owner, to.as_deref(), replica, *rpo_seconds, *writer);
                    add(table, owner, fact_name(replica), copy, &place, of.clone());
                }
            }
            CopyForm::Pair { decided_by, replica, rpo_seconds } => {
                let Some(home) = context.region(owner).cloned() else { continue };
                let Some(pair) = region(cloud, &home).and_then(|record| record.pair) else {
                    continue;
                };
                let path = look(&setting.instance.attributes, decided_by)
                    .into_iter()
                    .next()
                    .map(|hit| hit.path)
                    .unwrap_or_default();
                add(
                    table,
                    owner,
                    fact_name(replica),
                    copy_json(context, owner, Some(pair), replica, *rpo_seconds, false),
                    &path,
                    of.clone(),
                );
            }
        }
    }
}

fn fact_name(replica: &str) -> &'static str {
    if replica == "backup" { "backup_copies" } else { "replicas" }
}

fn copy_json(
    context: &Context<'_>,
    owner: usize,
    to: Option<&str>,
    kind: &str,
    rpo_seconds: Option<u64>,
    writer: bool,
) -> Json {
    let same = context.region(owner).zip(to).map(|(home, to)| **home == *to);
    if kind == "backup" {
        return json!({ "region": to, "address": null });
    }
    json!({ "address": null, "region": to, "zone": null, "kind": kind, "same_region": same, "writer": writer, "rpo_seconds": rpo_seconds })
}

/// Adds an element to a fact that is a list.
pub(super) fn add(
    table: &mut FactTable,
    node: usize,
    name: &str,
    element: Json,
    at: &[PathStep],
    of: Option<std::sync::Arc<str>>,
) {
    let mut list = table.known(node, name).and_then(Json::as_array).cloned().unwrap_or_default();
    if list.contains(&element) {
        return;
    }
    let first = list.is_empty();
    list.push(element);
    let fact = match table.get(node, name).filter(|_| !first).cloned() {
        Some(fact) => Fact { value: crate::facts::FactValue::Known(Json::from(list)), ..fact },
        None => Fact { of, ..Fact::known(list, at.to_vec()) },
    };
    table.set(node, name, fact);
}

/// A copy somewhere unknown may be in another region: then nothing can be said about copies in other regions.
fn doubt_unknown_regions(table: &mut FactTable, at: usize) {
    let Some(fact) = table.get(at, "replicas") else { return };
    let Some(replicas) = fact.get().and_then(Json::as_array) else { return };
    let elsewhere =
        replicas.iter().any(|replica| replica.get("same_region") == Some(&Json::Bool(false)));
    let undecided = replicas.iter().find(|replica| replica.get("same_region") == Some(&Json::Null));
    let Some(undecided) = undecided.filter(|_| !elsewhere) else { return };
    let name = undecided.get("address").and_then(Json::as_str).map_or_else(
        || "a copy outside the configuration".to_owned(),
        |address| format!("the copy `{address}`"),
    );
    let fact = Fact {
        value: crate::facts::FactValue::Unknown(std::sync::Arc::from(format!(
            "the region of {name}, or its own, is unknown"
        ))),
        ..fact.clone()
    };
    table.set(at, "replicas", fact);
}
