//! The one line at the end.

use std::collections::BTreeMap;

use resilint_project::{Outcome, Report};

/// What was found, in one line; a second says what would decide most of what is undecided.
pub(crate) fn summary_line(report: &Report) -> String {
    let summary = &report.summary;
    let found = [
        counted(summary.errors, "error"),
        counted(summary.warnings, "warning"),
        counted(summary.infos, "note"),
    ];
    let found: Vec<String> = found.into_iter().flatten().collect();
    let found = if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
    let mut line = format!(
        "{found} in {}, {}",
        plural(summary.resources, "resource"),
        plural(summary.roots, "root module")
    );
    if summary.unknown > 0 {
        line.push_str(&format!("; {} not evaluable", summary.unknown));
    }
    if summary.suppressed > 0 {
        line.push_str(&format!("; {} suppressed", summary.suppressed));
    }
    if let Some(decisive) = &report.decided_by {
        let (input, decides) = (&decisive.input, decisive.decides);
        line.push_str(&format!("\n{input} would decide {decides} of {}", summary.unknown));
    } else if let Some((reason, count)) = most_common(report) {
        line.push_str(&format!(
            "\nmost is not evaluable for one reason: {reason} ({count} of {})",
            summary.unknown
        ));
    }
    line
}

/// The reason that keeps most rules from deciding.
fn most_common(report: &Report) -> Option<(String, usize)> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.outcome == Outcome::Unknown) {
        let reason = finding.help.as_deref().unwrap_or(&finding.message);
        *reasons.entry(reason).or_default() += 1;
    }
    let (reason, count) =
        reasons.into_iter().max_by_key(|(reason, count)| (*count, std::cmp::Reverse(*reason)))?;
    (count > 1).then(|| (reason.to_owned(), count))
}

fn counted(count: usize, what: &str) -> Option<String> {
    (count > 0).then(|| plural(count, what))
}

pub(crate) fn plural(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}
