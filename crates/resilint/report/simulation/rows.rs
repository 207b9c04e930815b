//! The rows of the table: a scenario and an entry each. Many entries that fare alike share a row.

use std::collections::BTreeSet;

use resilint_project::{EntryReport, ScenarioReport, SimulationReport};

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
    let mut quiet = BTreeSet::new();
    let mut rows = rows(report);
    for scenario in &report.scenarios {
        let ScenarioReport::Loss { lose, .. } = scenario else {
            continue;
        };
        let name = lose.join(", ");
        let mut own = rows.iter().filter(|row| row.lost == name);
        if !name.contains(':') && own.all(Row::is_nothing) {
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
    let mut groups: Vec<Vec<&EntryReport>> = Vec::new();
    for entry in entries {
        match groups.iter_mut().find(|group| group.iter().all(|one| alike(one, entry))) {
            Some(group) => group.push(entry),
            None => groups.push(vec![entry]),
        }
    }
    for entry in entries {
        let group = groups.iter().find(|group| group.iter().any(|one| std::ptr::eq(*one, entry)));
        let alike = group.map_or(1, Vec::len);
        let first =
            group.and_then(|group| group.first()).is_some_and(|one| std::ptr::eq(*one, entry));
        if alike < ALIKE || first {
            let others = if alike < ALIKE { 0 } else { alike - 1 };
            rows.push(Row { lost: lost.to_owned(), entry, others, cells: cells(entry) });
        }
    }
}

/// Whether everything is the same but the way there.
fn alike(one: &EntryReport, other: &EntryReport) -> bool {
    cells(one) == cells(other)
        && one
            .because
            .iter()
            .filter(|because| because.address != one.address)
            .eq(other.because.iter().filter(|because| because.address != other.address))
        && one.degraded == other.degraded
        && one.unless == other.unless
}
