//! What the editor is told of each file: the findings of all reports that name it, as the protocol's diagnostics.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use resilint_project::{Finding, Level, Outcome, RelatedPlace, Report, TextDiagnostic, resolve};
use resilint_syntax::{Encoding, Format, LineIndex};
use serde::Serialize;
use tower_lsp::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    Location, NumberOrString, Range, Uri,
};

use crate::board::order;
use crate::convert;
use crate::texts::Texts;

/// The name under which findings appear.
pub(crate) const SOURCE: &str = "resilint";

/// The parameters of `textDocument/publishDiagnostics`.
#[derive(Debug, Serialize)]
pub(crate) struct Published<'a> {
    pub(crate) uri: &'a Uri,
    pub(crate) diagnostics: &'a [Diagnostic],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<i32>,
}

/// What to leave out or show differently, as the user set it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taste {
    /// Whether what could not be decided is shown, as hints.
    pub(crate) show_unknown: bool,
    /// Whether related information is sent.
    pub(crate) related: bool,
    /// Whether suppressed findings are shown, faded.
    pub(crate) show_suppressed: bool,
}

/// The diagnostics of every file that the reports name, sorted.
pub(crate) fn diagnostics<'r>(
    reports: impl Iterator<Item = &'r Report>,
    base: &Path,
    texts: &Texts<'_>,
    encoding: Encoding,
    taste: Taste,
) -> BTreeMap<PathBuf, Vec<Diagnostic>> {
    let mut publisher =
        Publisher { base, texts, encoding, related: taste.related, files: BTreeMap::new() };
    for report in reports {
        for diagnostic in &report.diagnostics {
            publisher.text(diagnostic);
        }
        for finding in report.findings.iter().filter(|finding| is_shown(finding, taste)) {
            publisher.finding(finding);
        }
    }
    for diagnostics in publisher.files.values_mut() {
        diagnostics.sort_by(|left, right| order(left).cmp(&order(right)));
        diagnostics.dedup();
    }
    publisher.files
}

/// Whether a change of the file can change what is found.
pub(crate) fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    Format::of(path).is_some() || [".rego", "resilint.toml"].iter().any(|end| name.ends_with(end))
}

fn is_shown(finding: &Finding, taste: Taste) -> bool {
    match finding.outcome {
        Outcome::Fail => true,
        Outcome::Unknown => taste.show_unknown,
        Outcome::Suppressed => taste.show_suppressed,
    }
}

struct Publisher<'a> {
    base: &'a Path,
    texts: &'a Texts<'a>,
    encoding: Encoding,
    related: bool,
    files: BTreeMap<PathBuf, Vec<Diagnostic>>,
}

impl Publisher<'_> {
    fn finding(&mut self, finding: &Finding) {
        let path = resolve(self.base, Path::new(&finding.file));
        let Some(lines) = self.texts.lines(&path) else { return };
        let chain = finding
            .origin
            .iter()
            .filter_map(|step| self.related(&step.file, step.range, &step.note));
        let others = finding.related.iter().filter_map(|place| self.related_place(place));
        let related: Vec<_> = chain.chain(others).collect();
        let diagnostic = Diagnostic {
            range: self.range(&lines, finding.range),
            severity: Some(severity(finding)),
            code: Some(NumberOrString::String(finding.rule_id.clone())),
            code_description: finding
                .help_uri
                .as_deref()
                .and_then(|uri| uri.parse().ok())
                .map(|href| CodeDescription { href }),
            source: Some(SOURCE.to_owned()),
            message: message(finding),
            related_information: (!related.is_empty()).then_some(related),
            tags: (finding.outcome == Outcome::Suppressed)
                .then(|| vec![DiagnosticTag::UNNECESSARY]),
            data: Some(serde_json::json!({ "fingerprint": finding.fingerprint })),
        };
        self.files.entry(path).or_default().push(diagnostic);
    }

    fn text(&mut self, diagnostic: &TextDiagnostic) {
        let path = resolve(self.base, Path::new(&diagnostic.file));
        let Some(lines) = self.texts.lines(&path) else { return };
        let related: Vec<_> =
            diagnostic.related.iter().filter_map(|place| self.related_place(place)).collect();
        let help =
            diagnostic.help.as_deref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let converted = Diagnostic {
            range: self.range(&lines, diagnostic.range),
            severity: Some(level(diagnostic.severity)),
            code: Some(NumberOrString::String(diagnostic.code.clone())),
            source: Some(SOURCE.to_owned()),
            message: format!("{}{help}", diagnostic.message),
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        };
        self.files.entry(path).or_default().push(converted);
    }

    fn related_place(&self, place: &RelatedPlace) -> Option<DiagnosticRelatedInformation> {
        let message = match &place.address {
            Some(address) => format!("{}: {address}", place.message),
            None => place.message.clone(),
        };
        self.related(&place.file, place.range, &message)
    }

    fn related(
        &self,
        file: &str,
        range: resilint_project::Range,
        message: &str,
    ) -> Option<DiagnosticRelatedInformation> {
        if !self.related {
            return None;
        }
        let path = resolve(self.base, Path::new(file));
        let lines = self.texts.lines(&path)?;
        let location = Location { uri: self.texts.uri(&path)?, range: self.range(&lines, range) };
        Some(DiagnosticRelatedInformation { location, message: message.to_owned() })
    }

    fn range(&self, lines: &LineIndex, range: resilint_project::Range) -> Range {
        convert::range(lines, range.start.offset..range.end.offset, self.encoding)
    }
}

fn message(finding: &Finding) -> String {
    let mut message = finding.message.clone();
    if finding.outcome == Outcome::Unknown {
        message.insert_str(0, "not evaluable: ");
    }
    if let Some(help) = &finding.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    message
}

const fn severity(finding: &Finding) -> DiagnosticSeverity {
    match finding.outcome {
        Outcome::Fail => level(finding.severity),
        Outcome::Unknown | Outcome::Suppressed => DiagnosticSeverity::HINT,
    }
}

const fn level(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Info => DiagnosticSeverity::INFORMATION,
        Level::Hint => DiagnosticSeverity::HINT,
    }
}
