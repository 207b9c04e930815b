//! Standbys that the author declares: of databases that nobody but themselves runs.

use super::{ResourceGraph, UnmatchedDependency};

/// One `[[standby]]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeclaredStandby {
    /// The address of what is in use; `*` stands for anything.
    pub primary: String,
    /// The address of what takes its place, likewise.
    pub standby: String,
    /// Whether a write is only acknowledged when the standby has it.
    pub synchronous: bool,
    /// Seconds by which a standby that is not synchronous lags behind.
    pub lag_seconds: Option<u64>,
    /// Whether it takes over by itself.
    pub automatic: bool,
    /// Seconds that taking over needs.
    pub takes_seconds: Option<u64>,
}

/// Seconds by which an asynchronous copy of a database usually lags behind.
pub(crate) const LAG: u64 = 60;

impl DeclaredStandby {
    /// Seconds of data that it lacks.
    pub(crate) fn lacks(&self) -> u64 {
        if self.synchronous { 0 } else { self.lag_seconds.unwrap_or(LAG) }
    }
}

/// A declared standby with the nodes it is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Standing {
    pub(crate) primary: usize,
    pub(crate) standby: usize,
    pub(crate) said: DeclaredStandby,
}

impl ResourceGraph {
    /// Adds declared standbys; those whose addresses mean nothing are returned.
    pub fn declare_standbys(&mut self, declared: &[DeclaredStandby]) -> Vec<UnmatchedDependency> {
        let mut unmatched = Vec::new();
        for (index, said) in declared.iter().enumerate() {
            let (primaries, standbys) = (self.meant(&said.primary), self.meant(&said.standby));
            for (nodes, address) in [(&primaries, &said.primary), (&standbys, &said.standby)] {
                if nodes.is_empty() {
                    unmatched.push(UnmatchedDependency { index, address: address.clone() });
                }
            }
            for primary in primaries {
                let others = standbys.iter().copied().filter(|standby| *standby != primary);
                self.standbys.extend(others.map(|standby| Standing {
                    primary,
                    standby,
                    said: said.clone(),
                }));
            }
        }
        unmatched
    }

    /// What was declared about a standby of a node.
    pub(crate) fn standing(&self, primary: usize, standby: usize) -> Option<&DeclaredStandby> {
        let mut all = self.standbys.iter();
        all.find(|one| (one.primary, one.standby) == (primary, standby)).map(|one| &one.said)
    }
}
