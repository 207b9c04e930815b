//! Markdown: for a comment on a pull request, or a page of a runbook. The first line is a marker by which a comment is found again.

use resilint_project::{ObjectiveReport, SimulationReport};

use super::rows::{Row, notable};
use super::words::{action, not_placed, objective, percent, remarks, title};

pub(super) fn render(reports: &[SimulationReport]) -> String {
    let mut text = String::from("<!-- resilint simulate -->\n");
    for report in reports {
        text.push_str(&section(report));
    }
    text
}

fn section(report: &SimulationReport) -> String {
    let mut text = format!("### {}\n", title(report));
    if !report.objectives.is_empty() {
        text.push_str("\n| | objective | workload | |\n|---|---|---|---|\n");
        for one in &report.objectives {
            text.push_str(&row(&objective_cells(one)));
        }
    }
    if let Some(unplaced) = &report.unplaced {
        text.push_str(&format!("\n{}\n", not_placed(unplaced)));
    }
    let (rows, _) = notable(report);
    if !rows.is_empty() {
        text.push_str("\n| lost | entry | verdict | back after | data lost | capacity |\n|---|---|---|---|---|---|\n");
        for one in &rows {
            text.push_str(&row(&scenario_cells(one)));
        }
    }
    for one in rows.iter().filter(|row| row.has_reasons()) {
        text.push_str(&reasons(one));
    }
    if !report.availability.is_empty() {
        text.push_str("\n| availability, as published | floor | independent | ceiling | limited by |\n|---|---|---|---|---|\n");
        for one in &report.availability {
            let limit =
                one.limited_by.as_ref().map(|limit| format!("`{limit}`")).unwrap_or_default();
            let figures =
                [percent(one.floor), percent(one.independent), percent(Some(one.ceiling))];
            let [floor, independent, ceiling] = figures;
            text.push_str(&row(&[
                format!("`{}`", one.address),
                floor,
                independent,
                ceiling,
                limit,
            ]));
        }
    }
    for one in &report.incomplete {
        text.push_str(&format!("\n**Not fully simulated**: `{}`: {}\n", one.file, one.reason));
    }
    text
}

fn objective_cells(one: &ObjectiveReport) -> [String; 4] {
    let mark = match one.met {
        "yes" => "✅",
        "no" => "❌",
        _ => "❔",
    };
    let workload = one.workload.clone().unwrap_or_default();
    [mark.to_owned(), objective(one), workload, one.message.clone()]
}

fn scenario_cells(row: &Row<'_>) -> [String; 6] {
    let cells = row.cells.clone();
    let mark = match row.entry.verdict {
        "survives" => "🟢",
        "recovers" | "read-only" => "🟡",
        "fails" => "🔴",
        _ => "⚪",
    };
    [
        format!("`{}`", row.lost),
        format!("`{}`", row.name()),
        format!("{mark} {}", cells.verdict),
        cells.back,
        cells.data,
        cells.capacity,
    ]
}

fn reasons(row: &Row<'_>) -> String {
    let entry = row.entry;
    let mut text = format!(
        "\n<details><summary><code>{}</code>: <code>{}</code> {}</summary>\n\n",
        row.lost,
        row.name(),
        row.cells.verdict
    );
    if entry.path.len() > 1 {
        let path: Vec<String> = entry.path.iter().map(|step| format!("`{step}`")).collect();
        text.push_str(&format!("* path: {}\n", path.join(" → ")));
    }
    for because in &entry.because {
        text.push_str(&format!(
            "* `{}` {} (`{}:{}`)\n",
            because.address, because.message, because.file, because.range.start.line
        ));
    }
    for one in &entry.actions {
        text.push_str(&format!("* then {}\n", action(one)));
    }
    for remark in remarks(entry) {
        text.push_str(&format!("* {remark}\n"));
    }
    text.push_str("\n</details>\n");
    text
}

fn row(cells: &[String]) -> String {
    let cells: Vec<String> =
        cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
    format!("| {} |\n", cells.join(" | "))
}
