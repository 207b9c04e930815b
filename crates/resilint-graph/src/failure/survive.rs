//! Who survives a loss: three-valued, over AND, OR and k-of-n. What is unknown stays unknown unless it cannot matter.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::domain::{Loss, Token};
use super::model::{
    Group, GroupKind, Mode, Node, NodeId, Replica, Requirement, StandbyKind, Strength, Trigger,
};
use super::prepared::Prepared;

/// Whether something is in service. The order is from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    Dead,
    Unknown,
    Alive,
}

/// The rules by which a state is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct View {
    /// Standbys that survive take part.
    pub(super) standbys: bool,
    /// Dead members get no users, whether anything notices or not.
    pub(super) rerouted: bool,
    /// Weaker dependencies are left out.
    pub(super) strength: Strength,
}

impl View {
    /// At once, before anybody acts.
    pub(super) const AT_ONCE: Self =
        Self { standbys: false, rerouted: false, strength: Strength::Assumed };
    /// After everything that can be done.
    pub(super) const RECOVERED: Self =
        Self { standbys: true, rerouted: true, strength: Strength::Assumed };
    /// At once, on what is certain.
    pub(super) const CERTAIN: Self =
        Self { standbys: false, rerouted: false, strength: Strength::Certain };
    /// At once, with dependencies that are only possible.
    pub(super) const POSSIBLE: Self =
        Self { standbys: false, rerouted: false, strength: Strength::Possible };
    /// On one side of a partition, where nobody is sent to the other.
    pub(super) const APART: Self =
        Self { standbys: false, rerouted: true, strength: Strength::Assumed };
    pub(super) const ALL: [Self; 5] =
        [Self::AT_ONCE, Self::RECOVERED, Self::CERTAIN, Self::POSSIBLE, Self::APART];
}

/// How one node stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// By its own placement.
    pub(super) up: Fate,
    /// With all it needs.
    pub(super) write: Fate,
    /// The same for somebody who only reads.
    pub(super) read: Fate,
    /// Seconds of disruption while others take over.
    pub(super) disruption: u32,
    /// Something soft that it needs is not in service.
    pub(super) degraded: bool,
}

const SOUND: Standing = Standing {
    up: Fate::Alive,
    write: Fate::Alive,
    read: Fate::Alive,
    disruption: 0,
    degraded: false,
};

/// How every node stands.
#[derive(Debug, Clone)]
pub(super) struct State {
    standings: Vec<Standing>,
    /// The nodes that stand otherwise than when nothing is lost, in order.
    pub(super) changed: Vec<NodeId>,
}

impl State {
    pub(super) fn of(&self, node: NodeId) -> Standing {
        self.standings[node.index()]
    }

    /// What somebody who reads or writes gets.
    fn fate(&self, requirement: &Requirement, reading: bool) -> Fate {
        let standing = self.of(requirement.node);
        if reading || requirement.mode == Mode::Read { standing.read } else { standing.write }
    }
}

/// The state from nothing, every node once.
pub(super) fn settle(prepared: &Prepared<'_>, loss: &Loss, view: View) -> State {
    let mut state =
        State { standings: vec![SOUND; prepared.model.nodes.len()], changed: Vec::new() };
    for component in 0..prepared.components.len() {
        settle_component(prepared, loss, view, &mut state, component);
    }
    state
}

/// The state after a loss: only what the loss reaches is computed anew.
pub(super) fn lose(prepared: &Prepared<'_>, loss: &Loss, view: View) -> State {
    let mut state = prepared.base(view).clone();
    lose_from(prepared, loss, view, &mut state);
    state
}

/// The same in a state that was used before: what changed then is put back first, so that many losses cost what they change.
pub(super) fn lose_from(prepared: &Prepared<'_>, loss: &Loss, view: View, state: &mut State) {
    let base = prepared.base(view);
    for node in std::mem::take(&mut state.changed) {
        state.standings[node.index()] = base.of(node);
    }
    let mut queue: BinaryHeap<Reverse<usize>> = BinaryHeap::new();
    for node in prepared.hit(loss) {
        queue.push(Reverse(prepared.component_of[node.index()]));
    }
    let mut last = None;
    while let Some(Reverse(component)) = queue.pop() {
        if last == Some(component) {
            continue;
        }
        last = Some(component);
        settle_component(prepared, loss, view, state, component);
        for node in &prepared.components[component].nodes {
            if state.of(*node) == base.of(*node) {
                continue;
            }
            state.changed.push(*node);
            let users =
                prepared.users[node.index()].iter().map(|user| prepared.component_of[user.index()]);
            queue.extend(users.filter(|user| *user != component).map(Reverse));
        }
    }
    state.changed.sort_unstable();
}

/// Nodes that need each other are sound until something outside says otherwise: the greatest fixed point.
fn settle_component(
    prepared: &Prepared<'_>,
    loss: &Loss,
    view: View,
    state: &mut State,
    component: usize,
) {
    let component = &prepared.components[component];
    for node in &component.nodes {
        state.standings[node.index()] = SOUND;
    }
    // A fate only falls, at most twice for each of three; then disruptions only rise along the cycle.
    let rounds = if component.cyclic { component.nodes.len() * 8 + 1 } else { 1 };
    for _ in 0..rounds {
        let mut changed = false;
        for id in &component.nodes {
            let standing = standing(prepared.node(*id), *id, loss, view, state);
            changed |= state.standings[id.index()] != standing;
            state.standings[id.index()] = standing;
        }
        if !changed {
            break;
        }
    }
}

fn standing(node: &Node, id: NodeId, loss: &Loss, view: View, state: &State) -> Standing {
    let up = up(node, id, loss, view, state);
    let readable = node
        .standbys
        .iter()
        .filter(|standby| standby.readable)
        .map(|standby| replica_fate(&standby.replica, loss, view, state).0)
        .max();
    let mut standing = Standing {
        up,
        write: up,
        read: up.max(readable.unwrap_or(Fate::Dead)),
        disruption: 0,
        degraded: false,
    };
    if let Some(failover) = &node.failover
        && up == Fate::Alive
        && node.replicas.first().is_some_and(|writer| place_fate(writer, loss).0 != Fate::Alive)
    {
        standing.disruption = failover.to_seconds;
    }
    for group in &node.requires {
        standing.write = standing.write.min(group_fate(group, view, state, Reading::No));
        standing.read = standing.read.min(group_fate(group, view, state, Reading::Yes));
        follow(group, view, state, &mut standing);
    }
    standing
}

/// Disruption and degradation come up from what is in use.
fn follow(group: &Group, view: View, state: &State, standing: &mut Standing) {
    for member in group.members.iter().filter(|member| member.strength >= view.strength) {
        let fate = state.fate(member, false);
        let below = state.of(member.node);
        if member.soft {
            standing.degraded |= fate != Fate::Alive;
        } else if fate == Fate::Alive {
            standing.disruption = standing.disruption.max(below.disruption);
            standing.degraded |= below.degraded;
        } else if let (GroupKind::Routes, Trigger::Detected { seconds, .. }) =
            (group.kind, &member.trigger)
        {
            standing.disruption = standing.disruption.max(*seconds);
        }
    }
}

/// Whether the user of a group only reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Yes,
    No,
}

/// Whether enough members of a group serve, and nobody is sent to a dead one.
pub(super) fn group_fate(group: &Group, view: View, state: &State, reading: Reading) -> Fate {
    let (mut members, mut alive, mut possible) = (0, 0, 0);
    let mut sent = Fate::Alive;
    for member in hard(group, view.strength) {
        let fate = state.fate(member, reading == Reading::Yes);
        members += 1;
        alive += u32::from(fate == Fate::Alive);
        possible += u32::from(fate != Fate::Dead);
        if group.kind == GroupKind::Routes && !view.rerouted {
            sent = sent.min(match member.trigger {
                Trigger::None => fate,
                Trigger::Unknown(_) => fate.max(Fate::Unknown),
                Trigger::Detected { .. } => Fate::Alive,
            });
        }
    }
    // What is soft, or weaker than the view, does not count; the rest must still be enough.
    sent.min(threshold(alive, possible, group.k.min(members)))
}

/// The members that count.
pub(super) fn hard(group: &Group, strength: Strength) -> impl Iterator<Item = &Requirement> {
    group.members.iter().filter(move |member| !member.soft && member.strength >= strength)
}

fn up(node: &Node, id: NodeId, loss: &Loss, view: View, state: &State) -> Fate {
    let fate = |replica: &Replica| replica_fate(replica, loss, view, state);
    let (mut certain, mut possible) = count(node, id, loss, fate);
    if view.standbys {
        for standby in &node.standbys {
            let fate = fate(&standby.replica).0;
            // A promoted copy or a restored backup stands for the whole; a replaced instance for one.
            let weight = if standby.kind == StandbyKind::Replace { 1 } else { node.k };
            certain += if fate == Fate::Alive { weight } else { 0 };
            possible += if fate == Fate::Dead { 0 } else { weight };
        }
    }
    threshold(certain, possible, node.k)
}

/// Whether a node survives by its own placement, whatever it needs.
pub(super) fn placed(node: &Node, id: NodeId, loss: &Loss) -> Fate {
    let (certain, possible) = count(node, id, loss, |replica| place_fate(replica, loss));
    threshold(certain, possible, node.k)
}

/// How many replicas certainly, and how many possibly, serve.
pub(super) fn in_service(node: &Node, id: NodeId, loss: &Loss, state: &State) -> (u32, u32) {
    count(node, id, loss, |replica| replica_fate(replica, loss, View::AT_ONCE, state))
}

fn count(
    node: &Node,
    id: NodeId,
    loss: &Loss,
    fate: impl Fn(&Replica) -> (Fate, Doubt),
) -> (u32, u32) {
    if loss.dead.contains(&id) {
        return (0, 0);
    }
    let (mut alive, mut elsewhere, mut zonal) = (0_u32, 0_u32, 0_u32);
    for replica in &node.replicas {
        match fate(replica) {
            (Fate::Alive, _) => alive += 1,
            (Fate::Unknown, Doubt::Zone) => zonal += 1,
            (Fate::Unknown, Doubt::Other) => elsewhere += 1,
            (Fate::Dead, _) => {}
        }
    }
    let safe =
        if node.spread && zonal > 0 { zonal.saturating_sub(zones_left(node, loss)) } else { 0 };
    let mut possible = alive + elsewhere + zonal;
    if let Some(more) = &node.more
        && fate(&more.like).0 != Fate::Dead
    {
        possible = possible.max(node.k);
    }
    (alive + safe, possible)
}

fn threshold(certain: u32, possible: u32, k: u32) -> Fate {
    if certain >= k {
        Fate::Alive
    } else if possible < k {
        Fate::Dead
    } else {
        Fate::Unknown
    }
}

/// How many lost zones could still hold a replica of unknown zone: replicas that are spread do not share one.
fn zones_left(node: &Node, loss: &Loss) -> u32 {
    let mut around: Vec<Option<Token>> = node
        .replicas
        .iter()
        .filter_map(|replica| replica.unknown.as_ref())
        .map(|unknown| unknown.within)
        .collect();
    around.sort_unstable();
    around.dedup();
    let lost: u32 = around.iter().map(|region| loss.zones_lost(*region)).sum();
    let taken = node
        .replicas
        .iter()
        .filter(|replica| replica.unknown.is_none() && place_fate(replica, loss).0 == Fate::Dead)
        .count();
    lost.saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX))
}

/// What makes a fate unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    Zone,
    Other,
}

/// Whether a replica serves: its place, and what it alone needs.
fn replica_fate(replica: &Replica, loss: &Loss, view: View, state: &State) -> (Fate, Doubt) {
    let (place, doubt) = place_fate(replica, loss);
    let needs = replica
        .needs
        .iter()
        .filter(|need| need.strength >= view.strength)
        .map(|need| state.of(need.node).write)
        .min()
        .unwrap_or(Fate::Alive);
    if needs < place || needs == Fate::Unknown {
        (needs.min(place), Doubt::Other)
    } else {
        (place, doubt)
    }
}

/// Whether a replica's place survives.
fn place_fate(replica: &Replica, loss: &Loss) -> (Fate, Doubt) {
    if replica.domains.iter().any(|domain| loss.loses(*domain)) {
        return (Fate::Dead, Doubt::Other);
    }
    let Some(unknown) = &replica.unknown else { return (Fate::Alive, Doubt::Other) };
    if unknown.hidden_zone.is_some_and(|zone| loss.loses(zone)) {
        return (Fate::Dead, Doubt::Other);
    }
    let candidates = &unknown.candidates;
    if !candidates.is_empty() {
        let lost = candidates.iter().filter(|zone| loss.loses(**zone)).count();
        let fate = if lost == candidates.len() {
            Fate::Dead
        } else if lost > 0 {
            Fate::Unknown
        } else {
            Fate::Alive
        };
        return (fate, Doubt::Zone);
    }
    let hit = if unknown.hidden_zone.is_some() {
        loss.zones_lost(unknown.within) > 0
    } else {
        unknown.within.map_or(loss.is_somewhere(), |within| loss.touches(within))
    };
    let doubt = if unknown.hidden_zone.is_some() { Doubt::Zone } else { Doubt::Other };
    (if hit { Fate::Unknown } else { Fate::Alive }, doubt)
}

/// Whether a place survives for certain; for what only has to run, such as an automation.
pub(super) fn stands(replica: &Replica, loss: &Loss) -> bool {
    place_fate(replica, loss).0 == Fate::Alive
}

/// Whether the writer's place is lost, or may be.
pub(super) fn writer_lost(node: &Node, loss: &Loss) -> bool {
    node.replicas.first().is_some_and(|writer| place_fate(writer, loss).0 != Fate::Alive)
}

/// Whether a standby can take over after the loss.
pub(super) fn standby_fate(replica: &Replica, loss: &Loss, state: &State) -> Fate {
    replica_fate(replica, loss, View::RECOVERED, state).0
}
