//! What code is allowed to do: the stores its policies name, and the recovery it can carry out.

use std::collections::BTreeSet;

use super::members::{Part, Parts};
use super::read::{address, place_of_edge};
use crate::attribute::known_json;
use crate::catalog::{EdgeKind, Role as Kind};
use crate::failure::{Actor, Automation, Model, NodeId, Place, Role, StandbyKind, Strength};
use crate::graph::Node;
use crate::survey::Survey;

/// Actions that make a copy the writer.
const PROMOTIONS: &[&str] = &[
    "rds:FailoverGlobalCluster",
    "rds:PromoteReadReplica",
    "rds:PromoteReadReplicaDBCluster",
    "rds:RemoveFromGlobalCluster",
    "rds:*",
    "elasticache:FailoverGlobalReplicationGroup",
    "elasticache:DisassociateGlobalReplicationGroup",
    "elasticache:*",
];

/// Seconds until an alarm or an event starts a function; typical.
const START: u32 = 60;

/// The policies of a part's role: their resources, and the documents they are made from.
fn policies(survey: &Survey<'_>, part: &Part) -> BTreeSet<usize> {
    let graph = survey.graph;
    let kind = |at: usize| graph.nodes.get(at).map_or("", Node::type_name);
    let mut roles: BTreeSet<usize> = BTreeSet::new();
    let mut seen: BTreeSet<usize> = part.all().collect();
    let mut open: Vec<usize> = part.all().collect();
    while let Some(at) = open.pop() {
        for (to, edge) in graph.outgoing(at) {
            let follows = matches!(edge.kind, EdgeKind::InstanceOf | EdgeKind::AuthenticatesWith)
                || kind(at).ends_with("_instance_profile");
            if kind(to) == "aws_iam_role" && follows {
                roles.insert(to);
            } else if follows && seen.insert(to) {
                open.push(to);
            }
        }
    }
    let mut found: BTreeSet<usize> = BTreeSet::new();
    for role in roles {
        let attached = graph
            .incoming(role)
            .map(|(from, _)| from)
            .filter(|from| kind(*from).starts_with("aws_iam_role_policy"));
        let mut open: Vec<usize> = attached.collect();
        while let Some(at) = open.pop() {
            if !found.insert(at) {
                continue;
            }
            let next = graph
                .outgoing(at)
                .map(|(to, _)| to)
                .filter(|to| matches!(kind(*to), "aws_iam_policy" | "aws_iam_policy_document"));
            open.extend(next);
        }
    }
    found
}

/// Object stores, tables and queues that a part's policies name.
pub(super) fn allowed(
    survey: &Survey<'_>,
    parts: &Parts,
    part: &Part,
) -> Vec<(NodeId, Strength, Place)> {
    let mut found: Vec<(NodeId, Strength, Place)> = Vec::new();
    for policy in policies(survey, part) {
        for (to, edge) in survey.graph.outgoing(policy) {
            let Some(node) = survey.graph.nodes.get(to).filter(|node| is_called(node)) else {
                continue;
            };
            let Some(id) = parts
                .of
                .get(&to)
                .filter(|id| node.owner.is_none() && found.iter().all(|(known, ..)| known != *id))
            else {
                continue;
            };
            let strength = if edge.certain { Strength::Certain } else { Strength::Assumed };
            found.push((*id, strength, place_of_edge(survey, edge)));
        }
    }
    found
}

/// Whether using it takes a permission and nothing else.
fn is_called(node: &Node) -> bool {
    matches!(node.role(), Some(Kind::ObjectStore | Kind::Queue))
        || node.type_name() == "aws_dynamodb_table"
}

/// Functions and state machines that something starts, and that may promote copies: they do what people would have to.
pub(super) fn automate(survey: &Survey<'_>, parts: &Parts, model: &mut Model) -> BTreeSet<NodeId> {
    let mut automations = BTreeSet::new();
    for (part, id) in parts.list.iter().zip((0..).map(NodeId)) {
        let kind = survey.graph.nodes.get(part.first).map_or("", Node::type_name);
        if !matches!(kind, "aws_lambda_function" | "aws_sfn_state_machine")
            || !is_started(survey, part.first)
            || !promotes(survey, part)
        {
            continue;
        }
        let Some(replica) =
            model.nodes.get(id.index()).and_then(|node| node.replicas.first()).cloned()
        else {
            continue;
        };
        model.automations.push(Automation {
            address: address(survey, part.first),
            replica,
            detect_seconds: START,
        });
        automations.insert(id);
    }
    let all: Vec<usize> = (0..model.automations.len()).collect();
    if all.is_empty() {
        return automations;
    }
    let stores =
        model.nodes.iter_mut().filter(|node| matches!(node.role, Role::Data | Role::Cache));
    for standby in stores
        .flat_map(|node| &mut node.standbys)
        .filter(|standby| standby.kind == StandbyKind::Promote && standby.by == Actor::People)
    {
        standby.by = Actor::Automation(all.clone());
    }
    automations
}

/// Whether an event or an alarm starts it.
fn is_started(survey: &Survey<'_>, at: usize) -> bool {
    let starts = |from: usize| {
        let kind = survey.graph.nodes.get(from).map_or("", Node::type_name);
        matches!(
            kind,
            "aws_cloudwatch_event_target"
                | "aws_sns_topic_subscription"
                | "aws_cloudwatch_metric_alarm"
                | "aws_scheduler_schedule"
        )
    };
    survey.graph.incoming(at).any(|(from, _)| starts(from))
}

fn promotes(survey: &Survey<'_>, part: &Part) -> bool {
    policies(survey, part).into_iter().any(|policy| {
        let text = survey
            .graph
            .nodes
            .get(policy)
            .and_then(|node| known_json(&node.instance.attributes))
            .map(|json| json.to_string())
            .unwrap_or_default();
        PROMOTIONS.iter().any(|action| text.contains(action))
    })
}
