//! Text for people: the table, below it the reasons, the availability, the objectives.

use std::collections::BTreeSet;

use resilint_project::{AvailabilityReport, BecauseReport, ObjectiveReport, SimulationReport};

use super::render::SimulationStyle;
use super::rows::{Row, notable, rows};
use super::words::{action, not_placed, objective, percent, quoted, remarks, title};
use crate::report::plural;

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const CYAN: &str = "36";
const BOLD: &str = "1";
const DIM: &str = "2";
/// Entries of a table are not cut shorter than this.
const LEAST: usize = 24;
/// So many reasons are told; the JSON has all of them.
const MOST_REASONS: usize = 6;

pub(super) fn render(reports: &[SimulationReport], style: SimulationStyle) -> String {
    let sections: Vec<String> = reports.iter().map(|report| section(report, style)).collect();
    sections.join("\n")
}

fn section(report: &SimulationReport, style: SimulationStyle) -> String {
    let mut text = format!("{}\n", paint(style, BOLD, &title(report)));
    for diagnostic in &report.diagnostics {
        text.push_str(&format!(
            "{}: {}:{}: {}\n",
            diagnostic.severity.as_str(),
            diagnostic.file,
            diagnostic.range.start.line,
            diagnostic.message
        ));
    }
    let (rows, unnoticed) =
        if style.verbose { (rows(report), Vec::new()) } else { notable(report) };
    if let Some(unplaced) = &report.unplaced {
        text.push_str(&format!("{}\n", not_placed(unplaced)));
    }
    if rows.is_empty() && report.unplaced.is_none() {
        text.push_str(
            "\nnothing here can be lost: no zone, no region and no shared resource is in use\n",
        );
    } else if !rows.is_empty() {
        text.push('\n');
        text.push_str(&table(&rows, style));
        if !unnoticed.is_empty() {
            let count = plural(unnoticed.len(), "other resource");
            text.push_str(&format!(
                "{count} can be lost without anybody noticing: {}\n",
                quoted(&unnoticed)
            ));
        }
    }
    if !style.quiet {
        let wanted =
            |row: &&Row<'_>| if style.verbose { row.has_remarks() } else { row.has_reasons() };
        let told: Vec<(String, String)> =
            rows.iter().filter(wanted).map(|row| reasons(row, style)).collect();
        text.push_str(&together(&told, style));
    }
    text.push_str(&availability(&report.availability, style));
    text.push_str(&objectives(&report.objectives, style));
    text
}

fn table(rows: &[Row<'_>], style: SimulationStyle) -> String {
    let head = ["lost", "entry", "verdict", "back after", "data lost", "capacity"];
    let lines: Vec<[String; 6]> = rows
        .iter()
        .map(|row| {
            let cells = row.cells.clone();
            [row.lost.clone(), row.name(), cells.verdict, cells.back, cells.data, cells.capacity]
        })
        .collect();
    let mut widths = head.map(length);
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(length(cell));
        }
    }
    shrink(&mut widths, style.columns.unwrap_or(usize::MAX));
    let mut text = String::new();
    text.push_str(&paint(style, DIM, &line(&head.map(str::to_owned), &widths, |cell, _| cell)));
    let mut before: Option<&str> = None;
    for (row, cells) in rows.iter().zip(&lines) {
        let mut cells = cells.clone();
        if before == Some(row.lost.as_str()) {
            cells[0].clear();
        }
        before = Some(&row.lost);
        let colour = colour_of(row.entry.verdict);
        text.push_str(&line(&cells, &widths, |cell, column| {
            if column == 2 { paint(style, colour, &cell) } else { cell }
        }));
    }
    text
}

/// The first two columns give way, the wider of them first.
fn shrink(widths: &mut [usize; 6], width: usize) {
    let gaps = 2 * (widths.len() - 1);
    while widths.iter().sum::<usize>() + gaps > width {
        let wider = usize::from(widths[1] >= widths[0]);
        if widths[wider] <= LEAST {
            return;
        }
        widths[wider] -= 1;
    }
}

fn line(
    cells: &[String; 6],
    widths: &[usize; 6],
    dress: impl Fn(String, usize) -> String,
) -> String {
    let mut text = String::new();
    for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let cut = cut(cell, *width);
        let pad = width.saturating_sub(length(&cut));
        let last = column + 1 == cells.len();
        text.push_str(&dress(cut, column));
        if !last {
            text.push_str(&" ".repeat(pad + 2));
        }
    }
    format!("{}\n", text.trim_end())
}

/// Shortened in the middle: the end of an address says most.
fn cut(text: &str, width: usize) -> String {
    let total = length(text);
    if total <= width || width < 3 {
        return text.to_owned();
    }
    let (head, tail) = ((width - 1) / 3, width - 1 - (width - 1) / 3);
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(total - tail).collect();
    format!("{start}…{end}")
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn colour_of(verdict: &str) -> &'static str {
    match verdict {
        "survives" => GREEN,
        "recovers" | "read-only" => YELLOW,
        "fails" => RED,
        _ => CYAN,
    }
}

/// What is told of several failures alike is told once.
fn together(told: &[(String, String)], style: SimulationStyle) -> String {
    let mut text = String::new();
    for (at, (_, what)) in told.iter().enumerate() {
        if told.iter().take(at).any(|(_, before)| before == what) {
            continue;
        }
        let alike = told.iter().skip(at).filter(|(_, other)| other == what);
        let lost: Vec<&str> = alike.map(|(lost, _)| lost.as_str()).collect();
        text.push_str(&format!("\n{}: {what}", paint(style, BOLD, &lost.join("; "))));
    }
    text
}

/// What is lost, and then: the way to what falls, why it falls, what brings it back.
fn reasons(row: &Row<'_>, style: SimulationStyle) -> (String, String) {
    let entry = row.entry;
    let verdict = paint(style, colour_of(entry.verdict), &row.cells.verdict);
    let mut text = format!("`{}` {verdict}\n", row.name());
    let mut say = |what: &str, said: &str| {
        let what = paint(style, DIM, &format!("{what:>8}"));
        text.push_str(&format!("{what}  {said}\n"));
    };
    if entry.path.len() > 1 {
        say("path", &path(&entry.path, style));
    }
    let most = if style.verbose { usize::MAX } else { MOST_REASONS };
    for (number, because) in entry.because.iter().take(most).enumerate() {
        say(if number == 0 { "because" } else { "and" }, &reason(because, style));
    }
    if entry.because.len() > most {
        say("and", &format!("{} more", entry.because.len() - most));
    }
    if let Some(seconds) = entry.detect_seconds.filter(|seconds| *seconds > 0) {
        say("noticed", &format!("after {}", resilint_graph::failure::duration(seconds.into())));
    }
    for one in &entry.actions {
        say("then", &action(one));
    }
    for remark in remarks(entry) {
        say("note", &remark);
    }
    (row.lost.clone(), text)
}

/// A long way shows its ends.
fn path(path: &[String], style: SimulationStyle) -> String {
    const MOST: usize = 7;
    let arrow = paint(style, DIM, " → ");
    if path.len() <= MOST {
        return path.join(&arrow);
    }
    let ends = (path.get(..3).unwrap_or_default(), path.get(path.len() - 3..).unwrap_or_default());
    format!(
        "{}{arrow}… {} more …{arrow}{}",
        ends.0.join(&arrow),
        path.len() - 6,
        ends.1.join(&arrow)
    )
}

/// What falls, why, and the line to change.
fn reason(because: &BecauseReport, style: SimulationStyle) -> String {
    let place = format!("{}:{}", because.file, because.range.start.line);
    let decided = match (&because.attribute, because.default) {
        (Some(attribute), true) => format!(" ({attribute}, by default)"),
        (Some(attribute), false) => format!(" ({attribute})"),
        (None, _) => String::new(),
    };
    format!(
        "`{}` {}\n{:>10}{}{decided}",
        because.address,
        because.message,
        "",
        paint(style, CYAN, &place)
    )
}

fn availability(estimates: &[AvailabilityReport], style: SimulationStyle) -> String {
    if estimates.is_empty() {
        return String::new();
    }
    let widest = telling_width(estimates);
    let head = format!(
        "{:widest$}  {:>11}  {:>11}  {:>11}",
        "availability, as published", "floor", "independent", "ceiling"
    );
    let mut text = format!("\n{}\n", paint(style, DIM, &head));
    for one in estimates {
        let limit = one
            .limited_by
            .as_ref()
            .filter(|limit| **limit != one.address)
            .map(|limit| format!("  limited by `{limit}`"))
            .unwrap_or_default();
        let missing = match one.unknown.as_slice() {
            [] => String::new(),
            unknown => format!("  no figure for {}", quoted(unknown)),
        };
        text.push_str(&format!(
            "{:widest$}  {:>11}  {:>11}  {:>11}{limit}{missing}\n",
            cut(&one.address, widest),
            percent(one.floor),
            percent(one.independent),
            percent(Some(one.ceiling)),
        ));
    }
    text
}

/// As narrow as it may be without making two addresses look alike.
fn telling_width(estimates: &[AvailabilityReport]) -> usize {
    let longest = estimates.iter().map(|one| length(&one.address)).max().unwrap_or(0);
    let alike = |width: &usize| {
        let shown: BTreeSet<String> =
            estimates.iter().map(|one| cut(&one.address, *width)).collect();
        shown.len() < estimates.len()
    };
    let start = longest.clamp(LEAST, 60);
    (start..longest).find(|width| !alike(width)).unwrap_or(start.max(longest))
}

fn objectives(objectives: &[ObjectiveReport], style: SimulationStyle) -> String {
    if objectives.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}\n", paint(style, DIM, "objectives"));
    let widest = objectives.iter().map(|one| length(&objective(one))).max().unwrap_or(0);
    for one in objectives {
        let (mark, colour) = match one.met {
            "yes" => ("✓", GREEN),
            "no" => ("✗", RED),
            _ => ("?", YELLOW),
        };
        let workload = one.workload.as_ref().map(|name| format!("[{name}] ")).unwrap_or_default();
        let name = objective(one);
        text.push_str(&format!(
            "{} {name:widest$}  {workload}{}\n",
            paint(style, colour, mark),
            one.message
        ));
    }
    text
}

fn paint(style: SimulationStyle, code: &str, text: &str) -> String {
    if style.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}
