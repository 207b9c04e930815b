//! Times, shares and verdicts as people read them.

use resilint_graph::failure::{Level, duration};
use resilint_project::{
    ActionReport, EntryReport, ObjectiveReport, Quantity, SimulationReport, UnplacedReport,
};

use crate::report::plural;

/// What a table shows of an entry in one scenario.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) struct Cells {
    pub(in crate::report) verdict: String,
    pub(in crate::report) back: String,
    pub(in crate::report) data: String,
    pub(in crate::report) capacity: String,
}

pub(in crate::report) fn cells(entry: &EntryReport) -> Cells {
    Cells {
        verdict: verdict(entry),
        back: back(entry),
        data: data(entry),
        capacity: capacity(entry),
    }
}

fn verdict(entry: &EntryReport) -> String {
    let mut verdict = match entry.verdict {
        "recovers" if entry.manual => "recovers by hand".to_owned(),
        "unknown" => match (entry.at_worst, entry.at_best) {
            (worst, best) if worst != best => format!("unknown: {worst} or {best}"),
            _ => "unknown".to_owned(),
        },
        other => other.to_owned(),
    };
    if !entry.degraded.is_empty() {
        verdict.push_str(", degraded");
    } else if !entry.maybe_degraded.is_empty() {
        verdict.push_str(", may be degraded");
    }
    if !entry.unless.is_empty() {
        verdict.push_str(", unless");
    }
    verdict
}

/// How long until it is back.
fn back(entry: &EntryReport) -> String {
    let (from, to) = (entry.rto_seconds.automatic, entry.rto_seconds.runbook);
    match (entry.verdict, from, to) {
        ("fails" | "read-only", ..) => "never".to_owned(),
        ("unknown", _, Some(to)) => format!("at most {}", duration(to)),
        (_, _, None) | (_, None, _) => "not known".to_owned(),
        (_, Some(0), Some(0)) => "at once".to_owned(),
        (_, Some(from), Some(to)) if from == to => duration(to),
        (_, Some(from), Some(to)) => format!("{} to {}", duration(from), duration(to)),
    }
}

/// How much data is lost.
fn data(entry: &EntryReport) -> String {
    match entry.rpo_seconds {
        Some(Some(0)) => "none".to_owned(),
        Some(Some(seconds)) => duration(seconds),
        Some(None) => "unbounded".to_owned(),
        None if entry.verdict == "read-only" => "none".to_owned(),
        None => "not known".to_owned(),
    }
}

fn capacity(entry: &EntryReport) -> String {
    entry.capacity.map_or_else(|| "–".to_owned(), |share| format!("{:.0} %", share * 100.0))
}

/// `99.8401 %`.
pub(in crate::report) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "not known".to_owned(), |share| format!("{:.4} %", share * 100.0))
}

/// What is done, by whom, how long it takes, and how sure that is.
pub(super) fn action(action: &ActionReport) -> String {
    let verb = match action.kind {
        "fail-over" => format!("`{}` fails over", action.address),
        "reroute" => format!("`{}` is pointed at `{}`", action.address, action.using),
        "scale" => format!("what serves `{}` grows", action.address),
        "replace" => format!("`{}` is started anew", action.address),
        "promote" => format!("`{}` takes over from `{}`", action.using, action.address),
        _ => format!("`{}` is restored from {}", action.address, action.using),
    };
    let who = if action.automatic { "by itself" } else { "by hand" };
    let time = match (action.from_seconds, action.to_seconds) {
        (Some(from), Some(to)) if from != to => {
            format!("{} to {}", duration(from.into()), duration(to.into()))
        }
        (_, Some(to)) => duration(to.into()),
        (_, None) => "nobody can tell how long".to_owned(),
    };
    let data = match action.rpo_seconds {
        Some(0) => String::new(),
        Some(seconds) => format!(", {} of data lost", duration(seconds)),
        None => ", an unbounded amount of data lost".to_owned(),
    };
    format!("{verb} {who}: {time} ({}){data}", action.evidence)
}

/// What else is to be said about an entry, one line each.
pub(super) fn remarks(entry: &EntryReport) -> Vec<String> {
    let lists = [
        (&entry.degraded, "goes on without"),
        (&entry.maybe_degraded, "may have to go on without"),
        (&entry.unless, "survives unless it needs, which nothing rules out,"),
        (&entry.automation_lost, "the automation that should recover it is lost too:"),
        (&entry.shortfall, "cannot grow to the normal capacity:"),
        (&entry.diverges, "both sides write, and have to be reconciled:"),
        (&entry.rpo_grows, "copies on the other side fall behind:"),
    ];
    let mut remarks: Vec<String> = lists
        .into_iter()
        .filter(|(list, _)| !list.is_empty())
        .map(|(list, what)| format!("{what} {}", quoted(list)))
        .collect();
    if entry.split_brain {
        remarks.push(
            "promoting a copy here makes a second writer while the first is alive".to_owned(),
        );
    }
    if entry.assumed {
        remarks.push("rests on a dependency that is usual, but not written down".to_owned());
    }
    remarks
}

pub(super) fn quoted(addresses: &[String]) -> String {
    const MOST: usize = 4;
    let mut text =
        addresses.iter().take(MOST).map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ");
    if addresses.len() > MOST {
        text.push_str(&format!(" and {} more", addresses.len() - MOST));
    }
    text
}

/// What an objective is called, with its target.
pub(in crate::report) fn objective(objective: &ObjectiveReport) -> String {
    let target = match objective.target {
        Quantity::Level(level) => Level::named(level).map_or(level, Level::words).to_owned(),
        Quantity::Number(share) if objective.name == "availability" => {
            resilint_graph::failure::percent(share)
        }
        Quantity::Number(seconds) => seconds_in_words(seconds),
    };
    match objective.name {
        "survive" => format!("survive {target}"),
        "availability" => format!("availability {target}"),
        "rto" => format!("back within {target}"),
        "rpo" => format!("lose at most {target}"),
        "consistency" => "objectives fit together".to_owned(),
        _ => format!("notice within {target}"),
    }
}

fn seconds_in_words(seconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "objectives are seconds of at most some years"
    )]
    let whole = seconds.max(0.0) as u64;
    duration(whole)
}

/// The line above a simulation.
pub(super) fn title(report: &SimulationReport) -> String {
    let environment =
        report.environment.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
    format!(
        "{}{environment}: {}, {}, {} simulated",
        report.root,
        plural(report.resources, "resource"),
        plural(report.availability.len(), "entry").replace("entrys", "entries"),
        plural(report.scenarios.len(), "failure")
    )
}

/// That the region of some resources is not known, and why.
pub(super) fn not_placed(unplaced: &UnplacedReport) -> String {
    format!(
        "the region of {} is not known, so no region's loss touches {}: {}",
        plural(unplaced.resources, "resource"),
        if unplaced.resources == 1 { "it" } else { "them" },
        unplaced.reason
    )
}
