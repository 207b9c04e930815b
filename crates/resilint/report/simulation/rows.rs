//! The rows of the table: a scenario and an entry each. Many entries that fare alike share a row.

use std::collections::{BTreeMap, BTreeSet};

use resilint_project::{BecauseReport, EntryReport, ScenarioReport, SimulationReport};

use super::words::{Cells, cells, remarks};

/// So many entries of a scenario that fare alike become one row.
const ALIKE: usize = 3;

/// One row.
#[derive(Debug)]
pub(in crate::report) struct Row<'r> {
    pub(in crate::report) lost: String,
    /// The first of the entries.
    pub(in crate::report) entry: &'r EntryReport,
    /// How many others fare alike.
    pub(super) others: usize,
    pub(super) cells: Cells,
}

impl Row<'_> {
    /// The entry, and how many others.
    pub(in crate::report) fn name(&self) -> String {
        match self.others {
            0 => self.entry.address.clone(),
            others => format!("{} and {others} more", self.entry.address),
        }
    }

    /// Whether there is more to say that matters.
    pub(super) fn has_reasons(&self) -> bool {
        let entry = self.entry;
        let lists = [&entry.degraded, &entry.maybe_degraded, &entry.unless, &entry.rpo_grows];
        entry.verdict != "survives" || lists.into_iter().any(|list| !list.is_empty())
    }

    /// Whether there is anything else to say.
    pub(super) fn has_remarks(&self) -> bool {
        self.has_reasons() || !self.entry.actions.is_empty() || !remarks(self.entry).is_empty()
    }

    /// Whether nobody notices: nothing is out of service, slower or smaller.
    fn is_nothing(&self) -> bool {
        !self.has_reasons()
            && self.entry.rto_seconds.runbook == Some(0)
            && self.entry.capacity.is_none_or(|share| share >= 1.0)
    }
}

/// Every row.
pub(in crate::report) fn rows(report: &SimulationReport) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for scenario in &report.scenarios {
        match scenario {
            ScenarioReport::Loss { lose, entries, .. } => add(&mut rows, &lose.join(", "), entries),
            ScenarioReport::Partition { partition, sides } => {
                let name =
                    partition.iter().map(|side| side.join(",")).collect::<Vec<_>>().join("/");
                for side in sides {
                    let lost = format!("{name}, in {}", side.regions.join(", "));
                    add(&mut rows, &lost, &side.entries);
                }
            }
        }
    }
    rows
}

/// The rows that matter, and the single resources whose loss nobody notices.
pub(super) fn notable(report: &SimulationReport) -> (Vec<Row<'_>>, Vec<String>) {
    let mut rows = rows(report);
    let mut notices: BTreeMap<&str, bool> = BTreeMap::new();
    for row in &rows {
        *notices.entry(&row.lost).or_default() |= !row.is_nothing();
    }
    let mut quiet = BTreeSet::new();
    for scenario in &report.scenarios {
        let ScenarioReport::Loss { lose, .. } = scenario else {
            continue;
        };
        let name = lose.join(", ");
        if !name.contains(':') && notices.get(name.as_str()) != Some(&true) {
            quiet.insert(name);
        }
    }
    if quiet.len() > 1 {
        rows.retain(|row| !quiet.contains(&row.lost));
        (rows, quiet.into_iter().collect())
    } else {
        (rows, Vec::new())
    }
}

fn add<'r>(rows: &mut Vec<Row<'r>>, lost: &str, entries: &'r [EntryReport]) {
    let fares: Vec<Fare<'r>> = entries.iter().map(fare).collect();
    let mut sizes: BTreeMap<&Fare<'r>, usize> = BTreeMap::new();
    for fare in &fares {
        *sizes.entry(fare).or_default() += 1;
    }
    let mut shared: BTreeSet<&Fare<'r>> = BTreeSet::new();
    for (entry, fare) in entries.iter().zip(&fares) {
        let alike = sizes.get(fare).copied().unwrap_or(1);
        let others = if alike < ALIKE { 0 } else { alike - 1 };
        if others == 0 || shared.insert(fare) {
            rows.push(Row { lost: lost.to_owned(), entry, others, cells: fare.cells.clone() });
        }
    }
}

/// All that is said of an entry, but for itself and the way to what falls.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fare<'r> {
    cells: Cells,
    because: Vec<&'r BecauseReport>,
    degraded: &'r [String],
    unless: &'r [String],
}

fn fare(entry: &EntryReport) -> Fare<'_> {
    let others = entry.because.iter().filter(|because| because.address != entry.address);
    Fare {
        cells: cells(entry),
        because: others.collect(),
        degraded: &entry.degraded,
        unless: &entry.unless,
    }
}
