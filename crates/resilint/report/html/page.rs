//! The page: what matters first.

use std::collections::BTreeMap;

use resilint_project::{Level, Outcome, escape_markup};

use super::Details;
use super::failures::{matrices, scoreboard};
use super::findings;
use super::flows::flows;
use super::markup::{figure, of_outcome, place, put};
use crate::report::{View, summary_line};

/// The report as a page.
pub(in crate::report) fn render(view: View<'_>) -> String {
    let mut text = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    );
    put(&mut text, format_args!("<title>resilint: {}</title>\n", escape_markup(&title(&view))));
    put(
        &mut text,
        format_args!(
            "<style>{}{}</style>\n</head>\n<body>\n",
            include_str!("style.css").trim_end(),
            hiding(&view)
        ),
    );
    header(&mut text, &view);
    text.push_str("<main>\n");
    incomplete(&mut text, &view);
    scoreboard(&mut text, view.details);
    matrices(&mut text, view.details);
    findings::render(&mut text, &view);
    flows(&mut text, &view);
    pictures(&mut text, view.details, view.left_out);
    text.push_str("</main>\n");
    let tool = &view.report.tool;
    put(
        &mut text,
        format_args!(
            "<footer>{} {} · static: nothing was deployed, no cloud was asked</footer>\n</body>\n</html>\n",
            escape_markup(&tool.name),
            escape_markup(&tool.version)
        ),
    );
    text
}

fn title(view: &View<'_>) -> String {
    match view.details {
        [one] if one.root != "." && !one.root.is_empty() => one.root.clone(),
        [_] => "this root module".to_owned(),
        several => format!("{} root modules", several.len() + view.left_out),
    }
}

/// Rules by which check boxes hide findings.
fn hiding(view: &View<'_>) -> String {
    let mut rules = String::new();
    for (class, _, _) in findings::filters(view) {
        put(
            &mut rules,
            format_args!("body:has(#show-{class}:not(:checked)) .finding.{class}{{display:none}}"),
        );
    }
    rules
}

fn header(text: &mut String, view: &View<'_>) {
    put(
        text,
        format_args!("<header>\n<h1>{}</h1>\n<p class=\"summary\">", escape_markup(&title(view))),
    );
    let failing = of_outcome(view, Outcome::Fail);
    let mut counts: BTreeMap<Level, usize> = BTreeMap::new();
    for finding in &failing {
        *counts.entry(finding.severity).or_default() += 1;
    }
    for (level, count) in counts {
        let word = level.as_str();
        put(text, format_args!("<span class=\"chip {word}\">{count} {word}</span> "));
    }
    for line in summary_line(view.report).lines() {
        put(text, format_args!("<span class=\"line\">{}</span> ", escape_markup(line)));
    }
    text.push_str("</p>\n<nav aria-label=\"contents\">");
    for (id, name, is_there) in [
        (
            "objectives",
            "Objectives",
            view.details
                .iter()
                .any(|one| one.simulation.as_ref().is_some_and(|one| !one.objectives.is_empty())),
        ),
        (
            "failures",
            "Failures",
            view.details
                .iter()
                .any(|one| one.simulation.as_ref().is_some_and(|one| !one.scenarios.is_empty())),
        ),
        ("findings", "Findings", true),
        ("files", "By file", !failing.is_empty()),
        ("flows", "Data flows", view.details.iter().any(|one| one.flows.is_some())),
        ("picture", "Picture", !view.details.is_empty()),
    ] {
        if is_there {
            put(text, format_args!("<a href=\"#{id}\">{name}</a> "));
        }
    }
    text.push_str("</nav>\n</header>\n");
}

/// What was not looked at, before anything else: a clean page must not be taken for a complete one.
fn incomplete(text: &mut String, view: &View<'_>) {
    let report = view.report;
    if report.incomplete.is_empty() && report.diagnostics.is_empty() {
        return;
    }
    let (class, heading) = if report.incomplete.is_empty() {
        ("notice", "Remarks on the files")
    } else {
        ("notice bad", "Not everything was checked")
    };
    put(
        text,
        format_args!("<section class=\"{class}\" role=\"alert\">\n<h2>{heading}</h2>\n<ul>\n"),
    );
    for one in &report.incomplete {
        put(
            text,
            format_args!(
                "<li><code>{}</code>: {}</li>\n",
                escape_markup(&one.file),
                escape_markup(&one.reason)
            ),
        );
    }
    let told = |message: &str| report.incomplete.iter().any(|one| one.reason == message);
    for one in report.diagnostics.iter().filter(|one| !told(&one.message)) {
        put(
            text,
            format_args!(
                "<li>{}: {}</li>\n",
                place(&one.file, one.range),
                escape_markup(&one.message)
            ),
        );
    }
    text.push_str("</ul>\n</section>\n");
}

fn pictures(text: &mut String, details: &[Details], left_out: usize) {
    if details.is_empty() {
        return;
    }
    text.push_str("<section id=\"picture\">\n<h2>Picture</h2>\n");
    for one in details {
        figure(text, &one.picture, &one.root, details.len() == 1);
    }
    if left_out > 0 {
        put(
            text,
            format_args!(
                "<p>{left_out} more root modules are not drawn: name one to see it.</p>\n"
            ),
        );
    }
    text.push_str("</section>\n");
}
