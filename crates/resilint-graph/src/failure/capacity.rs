//! How much of the normal load is still carried after a loss.

use super::domain::Loss;
use super::model::{Group, Node, NodeId, StandbyKind, Strength};
use super::prepared::Prepared;
use super::survive::{Fate, State, hard, in_service, standby_fate};

/// Units of work: what is carried, what is carried normally, and what can be reached by growing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Load {
    pub(super) now: f64,
    pub(super) normal: f64,
    pub(super) most: f64,
    sure: bool,
}

impl Load {
    /// The share of the normal load, when it is known.
    pub(super) fn share(self) -> Option<f64> {
        (self.sure && self.normal > 0.0).then(|| (self.now / self.normal).min(1.0))
    }

    /// Whether growing brings back the normal load.
    pub(super) fn can_grow(self) -> bool {
        self.most >= self.normal
    }

    fn ratio(self) -> f64 {
        if self.normal > 0.0 { self.now / self.normal } else { 1.0 }
    }
}

/// The load of every node: that of its weakest tier; after recovery, with what was started anew.
pub(super) fn loads(
    prepared: &Prepared<'_>,
    loss: &Loss,
    state: &State,
    recovered: bool,
) -> Vec<Option<Load>> {
    let mut loads: Vec<Option<Load>> = vec![None; prepared.model.nodes.len()];
    if prepared.model.nodes.iter().all(|node| node.capacity.is_none()) {
        return loads;
    }
    for id in prepared.components.iter().flat_map(|component| &component.nodes) {
        let node = prepared.node(*id);
        let tiers = node.requires.iter().filter_map(|group| tier(group, &loads));
        let weakest = own(node, *id, loss, state, recovered)
            .into_iter()
            .chain(tiers)
            .min_by(|one, other| one.ratio().total_cmp(&other.ratio()));
        loads[id.index()] = weakest.map(|load| match state.of(*id).write {
            Fate::Alive => load,
            Fate::Unknown => Load { sure: false, ..load },
            Fate::Dead => Load { now: 0.0, most: 0.0, ..load },
        });
    }
    loads
}

fn own(node: &Node, id: NodeId, loss: &Loss, state: &State, recovered: bool) -> Option<Load> {
    let capacity = node.capacity?;
    let (certain, possible) = in_service(node, id, loss, state);
    let normal =
        f64::from(u32::try_from(node.replicas.len()).unwrap_or(u32::MAX)) * capacity.per_replica;
    // What the service starts anew, it starts in full.
    let anew = recovered
        && node.standbys.iter().any(|standby| {
            standby.kind == StandbyKind::Replace
                && standby_fate(&standby.replica, loss, state) == Fate::Alive
        });
    let now = if anew { normal } else { f64::from(certain) * capacity.per_replica };
    Some(Load {
        now,
        normal,
        most: capacity.most.unwrap_or(now).max(now),
        sure: (anew || certain == possible) && node.more.is_none(),
    })
}

/// Members share the load; one that only stands by does not count as normal.
fn tier(group: &Group, loads: &[Option<Load>]) -> Option<Load> {
    let mut sum: Option<Load> = None;
    for member in hard(group, Strength::Assumed) {
        let Some(load) = loads[member.node.index()] else { continue };
        let normal = if member.secondary { 0.0 } else { load.normal };
        let before = sum.unwrap_or(Load { now: 0.0, normal: 0.0, most: 0.0, sure: true });
        sum = Some(Load {
            now: before.now + load.now,
            normal: before.normal + normal,
            most: before.most + load.most,
            sure: before.sure && load.sure,
        });
    }
    sum
}

/// The nodes below an entry that carry load, and cannot grow enough.
pub(super) fn too_small(prepared: &Prepared<'_>, state: &State, entry: NodeId) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::from([entry]);
    let mut stack = vec![entry];
    while let Some(id) = stack.pop() {
        let members = prepared
            .node(id)
            .requires
            .iter()
            .flat_map(|group| hard(group, Strength::Assumed))
            .map(|member| member.node);
        stack.extend(
            members.filter(|member| state.of(*member).write == Fate::Alive && seen.insert(*member)),
        );
    }
    let carriers =
        seen.into_iter().map(|id| prepared.node(id)).filter(|node| node.capacity.is_some());
    carriers.map(|node| node.address.clone()).collect()
}
