//! What was promised, and what failures do: a board and a table for each root module.

use std::collections::BTreeMap;

use resilint_project::{EntryReport, ScenarioReport, SimulationReport, escape_markup};

use super::Details;
use super::markup::{in_code, place, put};
use crate::report::simulation::{cells, objective, percent, rows};

/// Entries that fit beside each other.
const MOST_COLUMNS: usize = 6;

/// The simulations, each with its root module.
fn simulations(details: &[Details]) -> impl Iterator<Item = (&str, &SimulationReport)> {
    details.iter().filter_map(|one| Some((one.root.as_str(), one.simulation.as_ref()?)))
}

pub(super) fn scoreboard(text: &mut String, details: &[Details]) {
    if !simulations(details).any(|(_, one)| !one.objectives.is_empty()) {
        return;
    }
    text.push_str("<section id=\"objectives\">\n<h2>Objectives</h2>\n");
    for (root, simulation) in simulations(details).filter(|(_, one)| !one.objectives.is_empty()) {
        if details.len() > 1 {
            put(text, format_args!("<h3>{}</h3>\n", escape_markup(root)));
        }
        text.push_str("<ul class=\"board\">\n");
        for one in &simulation.objectives {
            let (class, sign) = match one.met {
                "yes" => ("good", "✓ met"),
                "no" => ("bad", "✗ not met"),
                _ => ("open", "? not known"),
            };
            let workload = one
                .workload
                .as_ref()
                .map(|name| format!(" <small>workload {}</small>", escape_markup(name)))
                .unwrap_or_default();
            put(
                text,
                format_args!(
                    "<li class=\"{class}\"><span class=\"sign\">{sign}</span><strong>{}</strong>{workload}<p>{}</p></li>\n",
                    escape_markup(&objective(one)),
                    in_code(&one.message)
                ),
            );
        }
        text.push_str("</ul>\n");
    }
    text.push_str("</section>\n");
}

pub(super) fn matrices(text: &mut String, details: &[Details]) {
    if !simulations(details).any(|(_, one)| !one.scenarios.is_empty()) {
        return;
    }
    text.push_str("<section id=\"failures\">\n<h2>What happens when it is lost</h2>\n");
    for (root, simulation) in simulations(details).filter(|(_, one)| !one.scenarios.is_empty()) {
        if details.len() > 1 {
            put(text, format_args!("<h3>{}</h3>\n", escape_markup(root)));
        }
        let entries: Vec<&str> =
            simulation.availability.iter().map(|one| one.address.as_str()).collect();
        text.push_str("<div class=\"wide\" tabindex=\"0\">\n");
        if entries.len() <= MOST_COLUMNS {
            matrix(text, simulation, &entries);
        } else {
            list(text, simulation);
        }
        text.push_str("</div>\n");
        availability(text, simulation);
    }
    text.push_str("</section>\n");
}

/// Scenarios down, entries across.
fn matrix(text: &mut String, simulation: &SimulationReport, columns: &[&str]) {
    text.push_str("<table class=\"matrix\">\n<thead><tr><th scope=\"col\">without</th>");
    for entry in columns {
        put(text, format_args!("<th scope=\"col\"><code>{}</code></th>", escape_markup(entry)));
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for scenario in &simulation.scenarios {
        let ScenarioReport::Loss { lose, entries, .. } = scenario else { continue };
        let by_address: BTreeMap<&str, &EntryReport> =
            entries.iter().map(|entry| (entry.address.as_str(), entry)).collect();
        put(
            text,
            format_args!(
                "<tr><th scope=\"row\"><code>{}</code></th>",
                escape_markup(&lose.join(", "))
            ),
        );
        for column in columns {
            match by_address.get(column) {
                Some(entry) => cell(text, entry),
                None => text.push_str("<td>–</td>"),
            }
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody>\n</table>\n");
}

/// The verdict, how long it takes, how much data is lost; and why, to unfold.
fn cell(text: &mut String, entry: &EntryReport) {
    let shown = cells(entry);
    put(
        text,
        format_args!(
            "<td class=\"{}\"><strong>{}</strong>",
            entry.verdict,
            escape_markup(&shown.verdict)
        ),
    );
    if entry.verdict != "survives" {
        put(
            text,
            format_args!(
                "<br><small>back: {} · data lost: {}</small>",
                escape_markup(&shown.back),
                escape_markup(&shown.data)
            ),
        );
    }
    if !entry.because.is_empty() {
        text.push_str("<details><summary>why</summary><ul>");
        for because in entry.because.iter().take(6) {
            put(
                text,
                format_args!(
                    "<li>{} <small>{}</small></li>",
                    in_code(&because.message),
                    place(&because.file, because.range)
                ),
            );
        }
        text.push_str("</ul></details>");
    }
    text.push_str("</td>");
}

/// A row for each scenario and entry, where there are too many entries to stand side by side.
fn list(text: &mut String, simulation: &SimulationReport) {
    text.push_str("<table class=\"matrix\">\n<thead><tr><th scope=\"col\">without</th><th scope=\"col\">entry</th><th scope=\"col\">verdict</th></tr></thead>\n<tbody>\n");
    for row in rows(simulation) {
        put(
            text,
            format_args!(
                "<tr><th scope=\"row\"><code>{}</code></th><td><code>{}</code></td>",
                escape_markup(&row.lost),
                escape_markup(&row.name())
            ),
        );
        cell(text, row.entry);
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody>\n</table>\n");
}

fn availability(text: &mut String, simulation: &SimulationReport) {
    if simulation.availability.is_empty() {
        return;
    }
    text.push_str("<details>\n<summary>Availability on paper</summary>\n<div class=\"wide\" tabindex=\"0\">\n<table>\n<thead><tr><th scope=\"col\">entry</th><th scope=\"col\">at worst</th><th scope=\"col\">if failures are independent</th><th scope=\"col\">at best</th><th scope=\"col\">limited by</th></tr></thead>\n<tbody>\n");
    for one in &simulation.availability {
        let limit = one.limited_by.as_deref().unwrap_or("–");
        put(
            text,
            format_args!(
                "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td></tr>\n",
                escape_markup(&one.address),
                percent(one.floor),
                percent(one.independent),
                percent(Some(one.ceiling)),
                escape_markup(limit)
            ),
        );
    }
    text.push_str("</tbody>\n</table>\n</div>\n</details>\n");
}
