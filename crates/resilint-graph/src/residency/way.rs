//! The way of data, flow by flow: from where it may be to where it may not.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use resilint_eval::PathStep;

use super::locations::region_is_allowed;
use crate::facts::{Facts, Flow};

impl Facts {
    /// The shortest way on which data comes to a resource outside of what is allowed, or leaves one inside. Among the ways out, the one that begins with the
    /// attribute named is taken, when there is one. Empty when no flow is known.
    #[must_use]
    pub fn way_of_data(
        &self,
        address: &str,
        (at, of): (&[PathStep], &str),
        allowed: &[String],
    ) -> Vec<&Flow> {
        let verdict = |flow: &Flow, region: Option<&Arc<str>>| {
            let provider = self.resources.get(&flow.from).map(|source| &*source.provider);
            region_is_allowed(provider.unwrap_or_default(), region?, allowed)
        };
        let is_inside = |flow: &Flow| verdict(flow, flow.from_region.as_ref()) == Some(true);
        let is_out = |flow: &Flow| verdict(flow, flow.to_region.as_ref()) == Some(false);
        let named: Vec<&Flow> = self
            .flows
            .iter()
            .filter(|flow| *flow.of == *of && flow.at == at && is_out(flow))
            .filter(|flow| *flow.from == *address || *flow.to == *address)
            .collect();
        let named = named.iter().find(|flow| is_inside(flow)).or(named.first()).copied();
        // Data comes from a store rather than from what hands it on.
        let origins: [fn(Option<&str>) -> bool; 3] =
            [keeps, |role| role.is_some_and(|role| role != "other"), |_| true];
        for is_origin in origins {
            let role =
                |flow: &Flow| self.resources.get(&flow.from).and_then(|from| from.role.as_deref());
            let is_source = |flow: &Flow| is_inside(flow) && is_origin(role(flow));
            let way = match named {
                Some(flow) if is_source(flow) => vec![flow],
                Some(flow) => {
                    let mut way = self.walk(&flow.from, Direction::Back, &is_source);
                    if !way.is_empty() {
                        way.push(flow);
                    }
                    way
                }
                None => self.walk(address, Direction::Back, &is_source),
            };
            if way.last().is_some_and(|flow| is_out(flow)) {
                return way;
            }
        }
        named.map_or_else(|| self.walk(address, Direction::Forth, &is_out), |flow| vec![flow])
    }

    /// The shortest way from a resource, back or forth, to the first flow that is looked for; in the direction of the data.
    fn walk(&self, from: &str, direction: Direction, ends: &dyn Fn(&Flow) -> bool) -> Vec<&Flow> {
        let mut next: BTreeMap<&str, Vec<&Flow>> = BTreeMap::new();
        for flow in self.flows.iter().filter(|flow| flow.kind != "key") {
            next.entry(direction.near(flow)).or_default().push(flow);
        }
        let mut came: BTreeMap<&str, &Flow> = BTreeMap::new();
        let mut seen = BTreeSet::from([from]);
        let mut open = VecDeque::from([from]);
        while let Some(here) = open.pop_front() {
            for flow in next.get(here).into_iter().flatten() {
                if ends(flow) {
                    let mut way = vec![*flow];
                    let mut at = here;
                    while let Some(flow) = came.get(at) {
                        way.push(*flow);
                        at = direction.near(flow);
                    }
                    if direction == Direction::Forth {
                        way.reverse();
                    }
                    return way;
                }
                let there = direction.far(flow);
                if seen.insert(there) {
                    came.insert(there, flow);
                    open.push_back(there);
                }
            }
        }
        Vec::new()
    }
}

/// Whether a role keeps data for itself, not only for others on its way.
fn keeps(role: Option<&str>) -> bool {
    matches!(
        role,
        Some(
            "database"
                | "object-store"
                | "block-storage"
                | "file-storage"
                | "search"
                | "warehouse"
                | "log"
                | "secret"
        )
    )
}

/// Along the flow of data, or against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forth,
    Back,
}

impl Direction {
    /// The end of a flow that one comes from.
    fn near(self, flow: &Flow) -> &str {
        match self {
            Self::Forth => &flow.from,
            Self::Back => &flow.to,
        }
    }

    /// The end that one goes to.
    fn far(self, flow: &Flow) -> &str {
        match self {
            Self::Forth => &flow.to,
            Self::Back => &flow.from,
        }
    }
}
