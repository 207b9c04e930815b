//! What brings a service back: the cheapest set of actions, how long they take, and how much data they cost.

use std::collections::BTreeSet;

use super::domain::Loss;
use super::model::{
    Actor, Group, GroupKind, Node, NodeId, Standby, StandbyKind, Strength, Trigger,
};
use super::prepared::Prepared;
use super::report::{Action, ActionKind, RtoBounds};
use super::survive::{
    Fate, Reading, State, View, group_fate, hard, in_service, standby_fate, stands, writer_lost,
};

/// A loss with the state right after it and the state after everything possible was done.
#[derive(Debug, Clone, Copy)]
pub(super) struct Course<'a> {
    pub(super) prepared: &'a Prepared<'a>,
    pub(super) loss: &'a Loss,
    pub(super) now: &'a State,
    pub(super) after: &'a State,
}

/// How an entry comes back.
#[derive(Debug, Clone, Default)]
pub(super) struct Recovery {
    pub(super) actions: Vec<Action>,
    pub(super) detect: u32,
    pub(super) manual: bool,
    pub(super) automation_lost: Vec<String>,
}

/// For each node that is down and comes back: the seconds of the longest step.
pub(super) fn costs(course: Course<'_>) -> Vec<u64> {
    let mut costs = vec![0; course.prepared.model.nodes.len()];
    for id in course.prepared.components.iter().flat_map(|component| &component.nodes) {
        if course.now.of(*id).write == Fate::Alive || course.after.of(*id).write != Fate::Alive {
            continue;
        }
        let node = course.prepared.node(*id);
        let own = standbys_used(course, node, *id)
            .iter()
            .map(|standby| standby.rto_seconds.map_or(u64::from(u32::MAX), u64::from))
            .max();
        let groups = node
            .requires
            .iter()
            .flat_map(|group| chosen(course, group, &costs))
            .map(|member| costs[member.index()])
            .max();
        let needs = needs_restored(course, node).map(|need| costs[need.index()]).max();
        costs[id.index()] = own.unwrap_or(0).max(groups.unwrap_or(0)).max(needs.unwrap_or(0));
    }
    costs
}

/// The actions that bring an entry back, which comes back.
pub(super) fn recover(course: Course<'_>, costs: &[u64], entry: NodeId) -> Recovery {
    let mut recovery = Recovery::default();
    let mut seen = BTreeSet::from([entry]);
    let mut stack = vec![entry];
    let mut detect: Option<u32> = None;
    let mut blind = false;
    while let Some(id) = stack.pop() {
        let node = course.prepared.node(id);
        for standby in standbys_used(course, node, id) {
            recovery.actions.push(take_over(course, node, standby, &mut recovery.automation_lost));
        }
        let mut next: Vec<NodeId> = needs_restored(course, node).collect();
        for group in &node.requires {
            let used = chosen(course, group, costs);
            if group.kind == GroupKind::Routes {
                detect = detect.into_iter().chain(noticed(course, group)).min();
                if let Some(action) = reroute(course, node, group, &used) {
                    blind = true;
                    recovery.actions.push(action);
                }
            }
            next.extend(used);
        }
        next.retain(|next| course.now.of(*next).write != Fate::Alive);
        stack.extend(next.into_iter().filter(|next| seen.insert(*next)));
    }
    recovery.automation_lost.sort();
    recovery.automation_lost.dedup();
    recovery
        .actions
        .sort_by(|one, other| (&one.address, one.kind).cmp(&(&other.address, other.kind)));
    recovery.manual = recovery.actions.iter().any(|action| !action.automatic);
    let manual_detect = course.prepared.model.times.manual_detect;
    recovery.detect = match detect {
        Some(seconds) if !blind => seconds,
        _ if recovery.manual => manual_detect,
        _ => automation_delay(course),
    };
    recovery
}

/// Adds up what the steps take, together and one after the other.
pub(super) fn rto(course: Course<'_>, recovery: &Recovery) -> RtoBounds {
    let around = u64::from(recovery.detect) + u64::from(course.prepared.model.times.verify);
    let Some(steps) = recovery
        .actions
        .iter()
        .map(|action| action.to_seconds.map(u64::from))
        .collect::<Option<Vec<u64>>>()
    else {
        return RtoBounds::default();
    };
    RtoBounds {
        automatic: Some(around + steps.iter().max().unwrap_or(&0)),
        runbook: Some(around + steps.iter().sum::<u64>()),
    }
}

/// What already happened by itself below an entry that is in service: failovers of stores.
pub(super) fn failovers(course: Course<'_>, entry: NodeId) -> Vec<Action> {
    let mut seen = BTreeSet::from([entry]);
    let mut stack = vec![entry];
    let mut actions = Vec::new();
    while let Some(id) = stack.pop() {
        let node = course.prepared.node(id);
        let standing = course.now.of(id);
        if standing.disruption == 0 {
            continue;
        }
        if let Some(failover) = &node.failover
            && standing.up == Fate::Alive
            && writer_lost(node, course.loss)
        {
            actions.push(Action {
                address: node.address.clone(),
                using: node.address.clone(),
                kind: ActionKind::FailOver,
                from_seconds: Some(failover.from_seconds),
                to_seconds: Some(failover.to_seconds),
                rpo_seconds: Some(failover.rpo_seconds),
                automatic: true,
                evidence: failover.evidence.clone(),
            });
        }
        for member in node.requires.iter().flat_map(|group| hard(group, Strength::Assumed)) {
            if course.now.of(member.node).write == Fate::Alive && seen.insert(member.node) {
                stack.push(member.node);
            }
        }
    }
    actions.sort_by(|one, other| one.address.cmp(&other.address));
    actions
}

/// The data below an entry that is gone for good: stores that are lost without a standby.
pub(super) fn data_lost(course: Course<'_>, entry: NodeId) -> bool {
    let mut seen = BTreeSet::from([entry]);
    let mut stack = vec![entry];
    while let Some(id) = stack.pop() {
        let node = course.prepared.node(id);
        if node.role.keeps_data() && course.after.of(id).up == Fate::Dead {
            return true;
        }
        let members = node
            .requires
            .iter()
            .flat_map(|group| hard(group, Strength::Assumed))
            .map(|member| member.node);
        stack.extend(members.filter(|member| {
            course.after.of(*member).write != Fate::Alive && seen.insert(*member)
        }));
    }
    false
}

/// The standbys that a node needs to come back: those that take over by themselves first, then the fastest.
fn standbys_used<'a>(course: Course<'_>, node: &'a Node, id: NodeId) -> Vec<&'a Standby> {
    let (certain, _) = in_service(node, id, course.loss, course.after);
    let mut missing = node.k.saturating_sub(certain);
    if missing == 0 || course.now.of(id).up == Fate::Alive {
        return Vec::new();
    }
    let mut usable: Vec<&Standby> = node
        .standbys
        .iter()
        .filter(|standby| standby_fate(&standby.replica, course.loss, course.after) == Fate::Alive)
        .collect();
    usable.sort_by_key(|standby| {
        (
            !automatic(course, standby),
            standby.rto_seconds.unwrap_or(u32::MAX),
            standby.rpo_seconds.unwrap_or(u64::MAX),
        )
    });
    let mut used = Vec::new();
    for standby in usable {
        if missing == 0 {
            break;
        }
        missing =
            missing.saturating_sub(if standby.kind == StandbyKind::Replace { 1 } else { node.k });
        used.push(standby);
    }
    used
}

fn automatic(course: Course<'_>, standby: &Standby) -> bool {
    match &standby.by {
        Actor::Service => true,
        Actor::People => false,
        Actor::Automation(any) => any
            .iter()
            .filter_map(|place| course.prepared.model.automations.get(*place))
            .any(|automation| stands(&automation.replica, course.loss)),
    }
}

fn take_over(
    course: Course<'_>,
    node: &Node,
    standby: &Standby,
    automation_lost: &mut Vec<String>,
) -> Action {
    let automatic = automatic(course, standby);
    if let Actor::Automation(any) = &standby.by
        && !automatic
    {
        automation_lost.extend(
            any.iter()
                .filter_map(|place| course.prepared.model.automations.get(*place))
                .map(|automation| automation.address.clone()),
        );
    }
    let kind = match standby.kind {
        StandbyKind::Replace => ActionKind::Replace,
        StandbyKind::Promote => ActionKind::Promote,
        StandbyKind::Restore => ActionKind::Restore,
    };
    Action {
        address: node.address.clone(),
        using: standby.address.clone(),
        kind,
        from_seconds: standby.rto_seconds,
        to_seconds: standby.rto_seconds,
        rpo_seconds: standby.rpo_seconds,
        automatic,
        evidence: standby.evidence.clone(),
    }
}

/// The members that serve in the end, as many as are needed, the quickest to return first.
fn chosen(course: Course<'_>, group: &Group, costs: &[u64]) -> Vec<NodeId> {
    let mut members: Vec<NodeId> =
        hard(group, Strength::Assumed).map(|member| member.node).collect();
    let k = (group.k as usize).min(members.len());
    if group_fate(group, View::AT_ONCE, course.now, Reading::No) == Fate::Alive {
        return Vec::new();
    }
    members.retain(|member| course.after.of(*member).write == Fate::Alive);
    members.sort_by_key(|member| {
        (course.now.of(*member).write != Fate::Alive, costs[member.index()], *member)
    });
    members.truncate(k);
    members
}

/// What its replicas need, is down, and comes back.
fn needs_restored(course: Course<'_>, node: &Node) -> impl Iterator<Item = NodeId> {
    let needs = node
        .replicas
        .iter()
        .filter(move |replica| stands(replica, course.loss))
        .flat_map(|replica| &replica.needs)
        .filter(|need| need.strength >= Strength::Assumed);
    needs.map(|need| need.node).filter(move |need| {
        course.now.of(*need).write != Fate::Alive && course.after.of(*need).write == Fate::Alive
    })
}

/// The seconds after which the router stops using a dead member, of those that are dead. With a single member there is nothing to choose.
fn noticed(course: Course<'_>, group: &Group) -> Option<u32> {
    if hard(group, Strength::Assumed).count() < 2 {
        return None;
    }
    let dead = hard(group, Strength::Assumed)
        .filter(|member| course.now.of(member.node).write != Fate::Alive);
    dead.filter_map(|member| {
        if let Trigger::Detected { seconds, .. } = member.trigger { Some(seconds) } else { None }
    })
    .min()
}

/// Somebody must take dead members out of the router, when nothing else does and they do not come back in place.
fn reroute(course: Course<'_>, node: &Node, group: &Group, used: &[NodeId]) -> Option<Action> {
    let unseen = hard(group, Strength::Assumed)
        .filter(|member| !matches!(member.trigger, Trigger::Detected { .. }));
    let stays_dead = unseen
        .filter(|member| {
            course.now.of(member.node).write != Fate::Alive && !used.contains(&member.node)
        })
        .count()
        > 0;
    (stays_dead && !used.is_empty()).then(|| Action {
        address: node.address.clone(),
        using: used
            .iter()
            .map(|id| course.prepared.node(*id).address.as_str())
            .collect::<Vec<_>>()
            .join(", "),
        kind: ActionKind::Reroute,
        from_seconds: Some(course.prepared.model.times.reroute),
        to_seconds: Some(course.prepared.model.times.reroute),
        rpo_seconds: Some(0),
        automatic: false,
        evidence: super::model::Evidence::default(),
    })
}

/// Automation starts after its own delay; what the service does by itself includes noticing.
fn automation_delay(course: Course<'_>) -> u32 {
    let used = course
        .prepared
        .model
        .automations
        .iter()
        .filter(|automation| stands(&automation.replica, course.loss));
    used.map(|automation| automation.detect_seconds).max().unwrap_or(0)
}
