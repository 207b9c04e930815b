//! One door to all forms of a report.

use std::sync::Arc;

use resilint_policy::Rule;
use resilint_project::{Finding, Outcome, Report};

use super::{Details, Sources, compact, github, gitlab, html, json, junit, markdown, sarif, text};
use crate::args::Format;

/// Everything a form needs to show a report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'r> {
    pub(crate) report: &'r Report,
    /// The texts that findings point into.
    pub(crate) sources: &'r Sources<'r>,
    /// The rules, for forms that describe them.
    pub(crate) rules: &'r [Arc<Rule>],
    /// The working directory, as seen from the root of the repository: empty or with a `/` at its end.
    pub(crate) prefix: &'r str,
    pub(crate) style: Style,
    /// Pictures and simulations, for forms that show them.
    pub(crate) details: &'r [Details],
    /// How many root modules have none.
    pub(crate) left_out: usize,
}

/// How to show it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Style {
    pub(crate) colour: bool,
    /// Columns to wrap at.
    pub(crate) width: usize,
    pub(crate) show_unknown: bool,
    pub(crate) show_suppressed: bool,
}

/// The report in a form.
pub(crate) fn render(format: Format, view: View<'_>) -> String {
    match format {
        Format::Text => text::render(view),
        Format::Compact => compact::render(view),
        Format::Json => json::render(view),
        Format::Sarif => sarif::render(view),
        Format::Github => github::render(view),
        Format::Gitlab => gitlab::render(view),
        Format::Junit => junit::render(view),
        Format::Markdown => markdown::render(view),
        Format::Html => html::render(view),
    }
}

impl View<'_> {
    /// The findings that forms for people show.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Finding> {
        let style = self.style;
        self.report.findings.iter().filter(move |finding| match finding.outcome {
            Outcome::Fail => true,
            Outcome::Unknown => style.show_unknown,
            Outcome::Suppressed => style.show_suppressed,
        })
    }

    /// A file's path from the root of the repository.
    pub(crate) fn repository_path(&self, file: &str) -> String {
        let mut prefix: Vec<&str> =
            self.prefix.split('/').filter(|part| !part.is_empty()).collect();
        let mut rest = file;
        while let Some(above) = rest.strip_prefix("../") {
            if prefix.pop().is_none() {
                break;
            }
            rest = above;
        }
        prefix.iter().copied().chain([rest]).collect::<Vec<_>>().join("/")
    }
}
