//! The places of all nodes of a graph.

use super::home::Home;
use super::region;
use super::zone_set::ZoneSet;
use super::zones;
use crate::graph::ResourceGraph;

/// The place of every node of a graph.
#[derive(Debug, Clone, Default)]
pub(crate) struct Placements {
    homes: Vec<Home>,
    zones: Vec<Option<ZoneSet>>,
}

impl Placements {
    /// Places every node.
    pub(crate) fn of(graph: &ResourceGraph) -> Self {
        let homes = region::homes(graph);
        let zones = zones::place_all(graph, &homes);
        Self { homes, zones }
    }

    /// The region of a node.
    pub(crate) fn home(&self, node: usize) -> &Home {
        const NOWHERE: &Home = &Home::Nowhere;
        self.homes.get(node).unwrap_or(NOWHERE)
    }

    /// The zones of a node; `None` when zones mean nothing for it.
    pub(crate) fn zones(&self, node: usize) -> Option<&ZoneSet> {
        self.zones.get(node).and_then(Option::as_ref)
    }
}
