//! Why a verdict is what it is: the shortest way to what falls, and everything that falls by its own placement.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::domain::{DomainKind, Loss, Tokens};
use super::model::{GroupKind, Node, NodeId, Place, Role, Strength, Trigger};
use super::prepared::Prepared;
use super::report::Because;
use super::survive::{Fate, Reading, State, View, group_fate, hard, placed};

/// The way from an entry to what falls, and the reasons.
#[derive(Debug, Clone, Default)]
pub(super) struct Explanation {
    pub(super) path: Vec<String>,
    pub(super) because: Vec<Because>,
    /// The last node of the path.
    pub(super) culprit: Option<NodeId>,
}

/// Explains why an entry is dead, or not known to be alive.
pub(super) fn explain(
    prepared: &Prepared<'_>,
    loss: &Loss,
    state: &State,
    view: View,
    entry: NodeId,
) -> Explanation {
    let target = state.of(entry).write;
    let mut came_from: BTreeMap<NodeId, Option<NodeId>> = BTreeMap::from([(entry, None)]);
    // The telling way leads through what stands by itself: what is behind a node that falls anyway comes last.
    let (mut queue, mut behind) = (VecDeque::from([entry]), VecDeque::new());
    let mut fallen: Vec<(NodeId, Because)> = Vec::new();
    while let Some(id) = queue.pop_front().or_else(|| behind.pop_front()) {
        let node = prepared.node(id);
        let falls = placed(node, id, loss) == target;
        if falls {
            fallen.push((id, by_placement(&prepared.model.tokens, node, id, loss, target)));
        }
        for message in blind_routes(prepared, node, state, view) {
            fallen.push((id, message));
        }
        for next in causes(prepared, node, state, view) {
            came_from.entry(next).or_insert_with(|| {
                let line = if falls { &mut behind } else { &mut queue };
                line.push_back(next);
                Some(id)
            });
        }
    }
    // A volume or a key says less than what falls with it.
    let supplies: BTreeSet<NodeId> =
        fallen.iter().flat_map(|(id, _)| supplies(prepared.node(*id))).collect();
    let culprit = main_reason(prepared, &fallen, &supplies);
    fallen.sort_by_key(|(id, _)| {
        (supplies.contains(id), prepared.node(*id).role, prepared.rank(*id))
    });
    let mut path: Vec<NodeId> =
        std::iter::successors(culprit.or(Some(entry)), |id| came_from.get(id).copied().flatten())
            .collect();
    path.reverse();
    let path = path.iter().map(|id| prepared.node(*id).address.clone()).collect();
    Explanation { path, because: fallen.into_iter().map(|(_, because)| because).collect(), culprit }
}

/// What the way leads to: data before code, then what is nearest.
fn main_reason(
    prepared: &Prepared<'_>,
    fallen: &[(NodeId, Because)],
    supplies: &BTreeSet<NodeId>,
) -> Option<NodeId> {
    let weight = |id: NodeId| match prepared.node(id).role {
        Role::Data => 0,
        Role::Queue | Role::Cache => 1,
        _ => 2,
    };
    fallen.iter().map(|(id, _)| *id).min_by_key(|id| (supplies.contains(id), weight(*id)))
}

/// What single replicas of a node need.
fn supplies(node: &Node) -> impl Iterator<Item = NodeId> {
    node.replicas.iter().flat_map(|replica| &replica.needs).map(|need| need.node)
}

/// The nodes on which it depends that a node is not in service: those that get users first, data before code.
fn causes(prepared: &Prepared<'_>, node: &Node, state: &State, view: View) -> Vec<NodeId> {
    let mut members = Vec::new();
    for group in &node.requires {
        if group_fate(group, view, state, Reading::No) != Fate::Alive {
            members.extend(
                hard(group, view.strength)
                    .filter(|member| state.of(member.node).write != Fate::Alive),
            );
        }
    }
    members.sort_by_key(|member| {
        (member.secondary, prepared.node(member.node).role, prepared.rank(member.node))
    });
    let mut causes: Vec<NodeId> = members.into_iter().map(|member| member.node).collect();
    let needs = node
        .replicas
        .iter()
        .flat_map(|replica| &replica.needs)
        .filter(|need| need.strength >= view.strength);
    causes.extend(needs.map(|need| need.node).filter(|need| state.of(*need).write != Fate::Alive));
    causes
}

/// Routers that go on sending users to a dead member though others are alive.
fn blind_routes(prepared: &Prepared<'_>, node: &Node, state: &State, view: View) -> Vec<Because> {
    if view.rerouted {
        return Vec::new();
    }
    let seeing = View { rerouted: true, ..view };
    let routes = node.requires.iter().filter(|group| group.kind == GroupKind::Routes);
    let blind = routes.filter(|group| {
        group_fate(group, view, state, Reading::No) < group_fate(group, seeing, state, Reading::No)
    });
    let members = blind
        .flat_map(|group| hard(group, view.strength))
        .filter(|member| state.of(member.node).write != Fate::Alive);
    members
        .filter_map(|member| {
            let address = &prepared.node(member.node).address;
            let message = match &member.trigger {
                Trigger::None => {
                    format!("keeps sending users to `{address}`: no health check notices")
                }
                Trigger::Unknown(reason) => {
                    format!("may keep sending users to `{address}`: {reason}")
                }
                Trigger::Detected { .. } => return None,
            };
            Some(Because {
                address: node.address.clone(),
                place: member.at.clone().or_else(|| node.placed_by.clone()),
                message,
            })
        })
        .collect()
}

fn by_placement(tokens: &Tokens, node: &Node, id: NodeId, loss: &Loss, target: Fate) -> Because {
    let message = if target == Fate::Unknown {
        unknown_place(node)
    } else {
        known_place(tokens, node, id, loss)
    };
    let place = decider(tokens, node, loss).clone();
    Because { address: node.address.clone(), place, message }
}

/// The attribute to blame: that of its region where the region is lost, else that of its zones.
fn decider<'n>(tokens: &Tokens, node: &'n Node, loss: &Loss) -> &'n Option<Place> {
    let mut domains = node.replicas.iter().flat_map(|replica| &replica.domains);
    let large =
        domains.any(|domain| tokens.kind(*domain) >= DomainKind::Region && loss.loses(*domain));
    if large && node.homed_by.is_some() { &node.homed_by } else { &node.placed_by }
}

fn unknown_place(node: &Node) -> String {
    let reasons = node
        .replicas
        .iter()
        .filter_map(|replica| replica.unknown.as_ref())
        .map(|unknown| unknown.reason.as_str());
    let reasons: BTreeSet<&str> =
        reasons.chain(node.more.as_ref().map(|more| more.reason.as_str())).collect();
    let reasons: Vec<&str> = reasons.into_iter().collect();
    if reasons.is_empty() {
        "its placement is unknown".to_owned()
    } else {
        format!("its placement is unknown: {}", reasons.join("; "))
    }
}

fn known_place(tokens: &Tokens, node: &Node, id: NodeId, loss: &Loss) -> String {
    if loss.dead.contains(&id) {
        return "is lost itself".to_owned();
    }
    let mut hit: BTreeSet<&str> = BTreeSet::new();
    let mut lost = 0_u32;
    let mut hidden = false;
    for replica in &node.replicas {
        let widest = replica
            .domains
            .iter()
            .filter(|domain| loss.loses(**domain))
            .max_by_key(|domain| tokens.kind(**domain));
        let zone = replica
            .unknown
            .as_ref()
            .and_then(|unknown| unknown.hidden_zone)
            .filter(|zone| loss.loses(*zone));
        lost += u32::from(widest.is_some() || zone.is_some());
        hidden |= widest.is_none() && zone.is_some();
        hit.extend(
            widest
                .filter(|domain| tokens.kind(**domain) != DomainKind::Instance)
                .map(|domain| tokens.name(*domain)),
        );
    }
    let total = node.replicas.len();
    let left = total.saturating_sub(lost as usize);
    let places = hit.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match (total, left) {
        (0, _) => "has no instance".to_owned(),
        (1, 0) if hidden => "sits in exactly one zone".to_owned(),
        (1, 0) if places.is_empty() => "is lost, and is the only one".to_owned(),
        (1, 0) => format!("is in {places} only"),
        (_, 0) if hidden => "sits in exactly one zone".to_owned(),
        (2, 0) if places.is_empty() => "is lost, with both of its replicas".to_owned(),
        (_, 0) if places.is_empty() => format!("is lost, with all {total} of its replicas"),
        (2, 0) => format!("both of its replicas are in {places}"),
        (_, 0) => format!("all {total} of its replicas are in {places}"),
        (_, left) => format!("needs {} of {total} replicas, and {left} would be left", node.k),
    }
}

/// What an entry would also lose if it needs what it only possibly needs.
pub(super) fn possible_losses(
    prepared: &Prepared<'_>,
    possible: &State,
    entry: NodeId,
) -> Vec<String> {
    let mut seen = BTreeSet::from([entry]);
    let mut stack = vec![entry];
    let mut found = BTreeSet::new();
    while let Some(id) = stack.pop() {
        for member in prepared
            .node(id)
            .requires
            .iter()
            .flat_map(|group| &group.members)
            .filter(|member| !member.soft)
        {
            if possible.of(member.node).write == Fate::Alive {
                continue;
            }
            if member.strength == Strength::Possible {
                found.insert(member.node);
            } else if seen.insert(member.node) {
                stack.push(member.node);
            }
        }
    }
    found.into_iter().map(|id| prepared.node(id).address.clone()).collect()
}

/// The soft dependencies below an entry that are not in service: lost, and perhaps lost.
pub(super) fn degraded(
    prepared: &Prepared<'_>,
    state: &State,
    entry: NodeId,
) -> (Vec<String>, Vec<String>) {
    let mut seen = BTreeSet::from([entry]);
    let mut stack = vec![entry];
    let (mut lost, mut maybe) = (BTreeSet::new(), BTreeSet::new());
    while let Some(id) = stack.pop() {
        for member in prepared
            .node(id)
            .requires
            .iter()
            .flat_map(|group| &group.members)
            .filter(|member| member.strength >= Strength::Assumed)
        {
            match (member.soft, state.of(member.node).write) {
                (true, Fate::Dead) => _ = lost.insert(member.node),
                (true, Fate::Unknown) => _ = maybe.insert(member.node),
                (false, Fate::Alive)
                    if state.of(member.node).degraded && seen.insert(member.node) =>
                {
                    stack.push(member.node)
                }
                _ => {}
            }
        }
    }
    let addresses = |ids: BTreeSet<NodeId>| {
        ids.into_iter().map(|id| prepared.node(id).address.clone()).collect()
    };
    (addresses(lost), addresses(maybe))
}
