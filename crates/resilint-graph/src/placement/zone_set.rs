//! A set of zones, of which some may not be known.

use std::collections::BTreeSet;
use std::sync::Arc;

use resilint_eval::PathStep;

use crate::facts::Limits;
use crate::geography::Zone;

/// Nobody knows how many.
pub(super) const MANY: usize = usize::MAX;

/// The zones that an instance, or the group behind it, is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ZoneSet {
    /// A managed service of its region: the loss of a zone does not touch it.
    pub(crate) regional: bool,
    /// Zones that are known.
    pub(crate) named: BTreeSet<Zone>,
    /// Further zones that the service picks, all different.
    pub(crate) picked: usize,
    /// Where it picks them, when that is known.
    pub(crate) candidates: BTreeSet<Zone>,
    /// The zones of all the instances that a node stands for, of which each is in another one.
    pub(super) each: Option<Each>,
    /// Why some of the zones are unknown.
    pub(crate) unknown: Option<Arc<str>>,
    /// Those of the named zones that it may not be in after all.
    pub(super) doubtful: BTreeSet<Zone>,
    /// How many zones there may be beside those that are known.
    pub(super) further: usize,
    /// Whether it is a single zone, known or not: a subnet lies in one.
    pub(crate) single: bool,
    /// The attribute that decides.
    pub(crate) at: Vec<PathStep>,
    /// The node that attribute belongs to, when it is another one.
    pub(crate) of: Option<usize>,
    /// Whether that attribute is not written.
    pub(crate) default: bool,
}

/// Zones in each of which there is one of several instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Each {
    pub(super) zones: BTreeSet<Zone>,
    /// Whether there are no more instances, in further zones.
    pub(super) are_all: bool,
}

impl ZoneSet {
    pub(super) fn unknown(reason: impl Into<Arc<str>>, at: Vec<PathStep>) -> Self {
        Self { unknown: Some(reason.into()), further: MANY, at, ..Self::default() }
    }

    /// Notes zones that are unknown, with the most that they may be.
    pub(super) fn add_unknown(&mut self, reason: Arc<str>, most: usize) {
        self.unknown = Some(reason);
        self.further = self.further.saturating_add(most);
    }

    /// Notes that what was picked, or is unknown, may be there more than once.
    pub(super) fn may_be_more(&mut self) {
        if self.picked > 0 || self.unknown.is_some() {
            self.further = MANY;
        }
    }

    /// The zones of all the instances together, where each is in another one.
    pub(super) fn of_all(self) -> Self {
        let Some(Each { zones: named, are_all }) = self.each else { return self };
        let together = Self { named, at: self.at, of: self.of, ..Self::default() };
        if are_all { together } else { Self { unknown: self.unknown, further: MANY, ..together } }
    }

    /// How many different zones it is in; `None` when that is unknown or means nothing.
    pub(crate) fn count(&self) -> Option<usize> {
        if self.single && !self.regional {
            return Some(1);
        }
        if self.unknown.is_some() || self.regional {
            return None;
        }
        let wanted = self.named.len() + self.picked;
        let possible = self.named.union(&self.candidates).count();
        Some(if self.picked > 0 && !self.candidates.is_empty() {
            wanted.min(possible)
        } else {
            wanted
        })
    }

    /// What is certain of their number, in a region of so many zones.
    pub(crate) fn limits(&self, of_region: Option<usize>) -> Limits {
        if let Some(count) = self.count() {
            return Limits::just(count as f64);
        }
        // Which of a region's zones has an index is unknown: it may be one that is named too.
        let (by_index, by_name): (Vec<&Zone>, Vec<&Zone>) =
            self.certain().partition(|zone| zone.is_symbolic());
        let least = by_index.len().max(by_name.len());
        let known = self.named.len() + self.picked;
        let most = (self.further < MANY).then(|| known.saturating_add(self.further));
        let most = most.map(|most| of_region.map_or(most, |all| most.min(all.max(least))));
        let limit = |count: usize| count as f64;
        // That it is in one zone says nothing, unless it may be in few others.
        let least = Some(least).filter(|least| *least > usize::from(most.is_none()));
        Limits::between(least.map(limit), most.map(limit))
    }

    /// The zones that it certainly is in.
    pub(super) fn certain(&self) -> impl Iterator<Item = &Zone> {
        self.named.difference(&self.doubtful)
    }

    /// The same zones, none of which is certain.
    pub(super) fn doubted(self, reason: Arc<str>) -> Self {
        Self { doubtful: self.named.clone(), unknown: Some(reason), ..self }
    }

    /// Adds the zones of another. Two that are single need not be in the same one.
    pub(super) fn absorb(&mut self, other: &Self) {
        let certain: BTreeSet<Zone> = self.certain().chain(other.certain()).cloned().collect();
        self.named.extend(other.named.iter().cloned());
        self.doubtful = self.named.difference(&certain).cloned().collect();
        self.further = self.further.saturating_add(other.further);
        self.picked += other.picked;
        self.candidates.extend(other.candidates.iter().cloned());
        self.unknown = self.unknown.take().or_else(|| other.unknown.clone());
        self.regional |= other.regional;
    }
}
