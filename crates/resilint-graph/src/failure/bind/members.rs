//! Which resource instances become parts of the model, and which stand together as one.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::read::{address, list_fact};
use crate::catalog::{EdgeKind, Role as Kind};
use crate::facts::FactValue;
use crate::failure::NodeId;
use crate::graph::Node;
use crate::paths::leads_on;
use crate::survey::Survey;

/// One part: the instance that is reported, and the others that stand with it.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) first: usize,
    /// Records of one name, instances of one cluster.
    pub(super) others: Vec<usize>,
}

impl Part {
    /// Everything in it.
    pub(super) fn all(&self) -> impl Iterator<Item = usize> + '_ {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

/// The parts, and the part of each instance that belongs to one.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) list: Vec<Part>,
    pub(super) of: BTreeMap<usize, NodeId>,
}

impl Parts {
    pub(super) fn of(survey: &Survey<'_>) -> Self {
        let mut parts = Self::default();
        let names = names(survey);
        for (at, node) in survey.graph.nodes.iter().enumerate().filter(|(_, node)| matters(node)) {
            if leads(survey, at, node) && leader(survey, at).is_none() && !spans(survey, at, node) {
                let others = names.get(&at).cloned().unwrap_or_default();
                if names.values().any(|others| others.contains(&at)) {
                    continue;
                }
                parts.add(Part { first: at, others });
            }
        }
        parts.join(survey);
        parts
    }

    fn add(&mut self, part: Part) {
        let id = NodeId(u32::try_from(self.list.len()).expect("fewer resources than u32::MAX"));
        self.of.extend(part.all().map(|at| (at, id)));
        self.list.push(part);
    }

    /// Instances of a cluster, copies that need promotion, and what spans copies, lead to the part of their writer.
    fn join(&mut self, survey: &Survey<'_>) {
        for (at, node) in survey.graph.nodes.iter().enumerate() {
            if self.of.contains_key(&at) || !matters(node) {
                continue;
            }
            let mut leader_of = leader(survey, at).or_else(|| writer_of(survey, at));
            // A member of a cluster that is itself a copy leads to that cluster's writer: two steps, and one more to be safe.
            for _ in 0..3 {
                let Some(next) = leader_of
                    .filter(|leader| !self.of.contains_key(leader))
                    .and_then(|leader_at| leader(survey, leader_at))
                else {
                    break;
                };
                leader_of = Some(next);
            }
            let Some(id) = leader_of.and_then(|leader| self.of.get(&leader)).copied() else {
                continue;
            };
            self.of.insert(at, id);
            if leader(survey, at).is_some_and(|_| survey.table.get(at, "member_of").is_some())
                && let Some(part) = self.list.get_mut(id.index())
                && leader(survey, at) == Some(part.first)
            {
                part.others.push(at);
            }
        }
    }
}

/// Whether it is judged and no setting of something else.
fn matters(node: &Node) -> bool {
    node.owner.is_none() && node.entry.as_ref().is_some_and(|entry| entry.configures.is_none())
}

fn leads(survey: &Survey<'_>, at: usize, node: &Node) -> bool {
    let leads_somewhere =
        || survey.graph.outgoing(at).any(|(_, edge)| edge.kind == EdgeKind::RoutesTo);
    match node.role() {
        Some(Kind::Entry) => !leads_on(node),
        Some(Kind::Compute) => true,
        Some(Kind::Dns) => leads_somewhere(),
        Some(Kind::Key) => {
            survey.graph.incoming(at).any(|(_, edge)| edge.kind == EdgeKind::EncryptsWith)
        }
        Some(Kind::Network) => is_way_out(node),
        Some(role) => role.keeps_data(),
        None => false,
    }
}

/// Whether traffic to the internet passes it.
pub(super) fn is_way_out(node: &Node) -> bool {
    matches!(
        node.type_name(),
        "aws_nat_gateway" | "azurerm_nat_gateway" | "google_compute_router_nat"
    )
}

/// The instance it is a part or a copy of, which stands for both.
fn leader(survey: &Survey<'_>, at: usize) -> Option<usize> {
    let known = |name: &str| match &survey.table.get(at, name)?.value {
        FactValue::Known(json) => {
            json.as_str().and_then(|address| survey.graph.by_address.get(address)).copied()
        }
        FactValue::Unknown(_) => None,
    };
    if let Some(composite) = known("member_of") {
        return Some(composite);
    }
    let source = known("replica_of")?;
    let promoted = list_fact(survey, source, "replicas").iter().any(|copy| {
        copy.get("address").and_then(Json::as_str) == Some(address(survey, at).as_str())
            && matches!(
                copy.get("kind").and_then(Json::as_str),
                Some("read-replica" | "global-member")
            )
    });
    promoted.then_some(source)
}

/// Whether it only ties copies in several regions together: it is no place of its own.
fn spans(survey: &Survey<'_>, at: usize, node: &Node) -> bool {
    let members = node
        .entry
        .as_ref()
        .and_then(|entry| entry.members.as_ref())
        .and_then(|members| members.replica.as_deref());
    members.is_some_and(|replica| replica != "cluster-member")
        && !list_fact(survey, at, "replicas").is_empty()
}

/// The writer among what a global composite ties together.
fn writer_of(survey: &Survey<'_>, at: usize) -> Option<usize> {
    let writers = list_fact(survey, at, "replicas")
        .iter()
        .filter(|copy| copy.get("writer") == Some(&Json::Bool(true)));
    writers
        .filter_map(|copy| copy.get("address")?.as_str())
        .find_map(|address| survey.graph.by_address.get(address))
        .copied()
}

/// Records that answer together, by the first of them.
fn names(survey: &Survey<'_>) -> BTreeMap<usize, Vec<usize>> {
    let mut by_name: BTreeMap<(String, String, String), Vec<usize>> = BTreeMap::new();
    for (at, node) in survey
        .graph
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.type_name() == "aws_route53_record")
    {
        let written = |path: &str| {
            let value = crate::attribute::first(&node.instance.attributes, path);
            value.and_then(crate::attribute::known_json).map(|json| json.to_string())
        };
        let zone = survey
            .graph
            .outgoing(at)
            .find(|(_, edge)| edge.kind == EdgeKind::MemberOf)
            .map(|(to, _)| address(survey, to));
        let name = written("name").unwrap_or_else(|| node.address.to_string());
        let zone = zone.or_else(|| written("zone_id")).unwrap_or_default();
        by_name.entry((zone, name, written("type").unwrap_or_default())).or_default().push(at);
    }
    by_name
        .into_values()
        .filter_map(
            |mut records| {
                if records.is_empty() { None } else { Some((records.remove(0), records)) }
            },
        )
        .collect()
}
