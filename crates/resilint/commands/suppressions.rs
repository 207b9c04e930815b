//! `resilint suppressions`: every suppression, and what it covers.

use std::path::Path;

use resilint_project::{Cancel, SuppressionState};
use serde_json::json;

use super::CLEAN;
use crate::args::{InputArgs, ListFormat};
use crate::session::{open, options};
use crate::terminal::Terminal;

pub(super) fn run(
    directory: &Path,
    inputs: &InputArgs,
    format: ListFormat,
    terminal: &Terminal,
) -> anyhow::Result<u8> {
    let options = options(inputs)?;
    let mut all = Vec::new();
    for session in open(&[directory.to_owned()], &options)? {
        all.extend(session.project.suppressions(&session.roots, &Cancel::new())?);
    }
    let text = match format {
        ListFormat::Json => {
            let entries: Vec<_> = all.iter().map(|(entry, file, range)| json!({ "suppression": entry, "file": file, "range": range })).collect();
            serde_json::to_string_pretty(&entries)? + "\n"
        }
        ListFormat::Text => {
            let lines = all.iter().map(|(entry, file, range)| {
                let state = match entry.state {
                    SuppressionState::Active => "active",
                    SuppressionState::Unused => "unused",
                    SuppressionState::Expired => "expired",
                    SuppressionState::Invalid => "invalid",
                };
                let until = entry
                    .until
                    .as_deref()
                    .map(|until| format!(" until {until}"))
                    .unwrap_or_default();
                let reason =
                    entry.reason.as_deref().or(entry.note.as_deref()).unwrap_or("no reason given");
                let covers = if entry.covers.is_empty() {
                    String::new()
                } else {
                    format!(" [{}]", entry.covers.join(", "))
                };
                format!(
                    "{file}:{}: {state} {}{until}: {reason}{covers}\n",
                    range.start.line, entry.rule
                )
            });
            lines.collect()
        }
    };
    terminal.print(&text)?;
    Ok(CLEAN)
}
