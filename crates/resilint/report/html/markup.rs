//! The small parts that every section of a page is made of.

use std::fmt::Write as _;

use resilint_project::{Finding, Outcome, Range, escape_markup};

use crate::report::View;

/// Writes to memory.
pub(super) fn put(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("text is written to memory");
}

/// A text in which what stands in backticks is code.
pub(super) fn in_code(text: &str) -> String {
    let mut shown = String::new();
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            put(&mut shown, format_args!("<code>{}</code>", escape_markup(part)));
        } else {
            shown.push_str(&escape_markup(part));
        }
    }
    shown
}

/// Where something is: the file and the line.
pub(super) fn place(file: &str, range: Range) -> String {
    format!("<code>{}:{}</code>", escape_markup(file), range.start.line)
}

/// What is failing, unknown or suppressed, in the order of the page.
pub(super) fn of_outcome<'v>(view: &'v View<'_>, outcome: Outcome) -> Vec<&'v Finding> {
    view.report.findings.iter().filter(|finding| finding.outcome == outcome).collect()
}

/// The way of the data.
pub(super) fn hops(text: &mut String, finding: &Finding) {
    if finding.flow.is_empty() {
        return;
    }
    text.push_str("<ol class=\"hops\">\n");
    for hop in &finding.flow {
        put(
            text,
            format_args!(
                "<li>{} <small>{}</small></li>\n",
                in_code(&hop.message),
                place(&hop.file, hop.range)
            ),
        );
    }
    text.push_str("</ol>\n");
}

/// A picture that can be scrolled. One is shown, of several each can be.
pub(super) fn figure(text: &mut String, picture: &str, root: &str, is_open: bool) {
    let open = if is_open { " open" } else { "" };
    put(
        text,
        format_args!(
            "<details{open}>\n<summary>{}</summary>\n<figure tabindex=\"0\" aria-label=\"picture, can be scrolled\">\n{picture}</figure>\n</details>\n",
            escape_markup(root)
        ),
    );
}
