//! Text for people: each finding with the source, a caret under what decides, the way of the value, and the remedy.

use std::fmt;
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity,
    SourceCode, SourceSpan,
};
use resilint_project::{Finding, Level, Outcome, Range, RelatedPlace, TextDiagnostic};

use super::{Style, View};

/// How many related places are shown; the JSON has all of them.
const MOST_RELATED: usize = 6;

pub(super) fn render(view: View<'_>) -> String {
    let handler = handler(view.style);
    let mut text = String::new();
    for diagnostic in &view.report.diagnostics {
        show(&handler, &of_diagnostic(&view, diagnostic), &mut text);
    }
    for finding in view.shown() {
        show(&handler, &of_finding(&view, finding), &mut text);
    }
    let told = |message: &str| {
        view.report.diagnostics.iter().any(|diagnostic| diagnostic.message == message)
    };
    for incomplete in view.report.incomplete.iter().filter(|incomplete| !told(&incomplete.reason)) {
        text.push_str(&format!("incomplete: {}: {}\n", incomplete.file, incomplete.reason));
    }
    text
}

fn handler(style: Style) -> GraphicalReportHandler {
    let theme =
        if style.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    GraphicalReportHandler::new_themed(theme)
        .with_width(style.width.clamp(40, 140))
        .with_links(style.colour)
        .with_urls(false)
        .with_context_lines(1)
        .without_cause_chain()
}

fn show(handler: &GraphicalReportHandler, block: &Block, text: &mut String) {
    handler.render_report(text, block).expect("text is written to memory");
    text.push('\n');
}

/// Labels that are so many lines apart are shown together: everything between them is printed.
const NEAR: u32 = 5;

/// A message with one file's source. miette wants the labels of another file in a block of their own.
#[derive(Debug)]
struct Block {
    code: Option<String>,
    severity: Severity,
    message: String,
    help: Option<String>,
    url: Option<String>,
    source: Option<NamedSource<Arc<str>>>,
    labels: Vec<LabeledSpan>,
    others: Vec<Block>,
    /// The line that is blamed.
    first_line: u32,
}

fn of_finding(view: &View<'_>, finding: &Finding) -> Block {
    let (word, severity) = match finding.outcome {
        Outcome::Fail => (None, severity(finding.severity)),
        Outcome::Unknown => (Some("not evaluable"), Severity::Advice),
        Outcome::Suppressed => (Some("suppressed"), Severity::Advice),
    };
    let message =
        word.map_or_else(|| finding.message.clone(), |word| format!("{word}: {}", finding.message));
    let mut block = Block::new(message, severity);
    block.code = Some(finding.rule_id.clone());
    block.help = help(finding);
    block.url.clone_from(&finding.help_uri);
    let Some(text) = view.sources.text(&finding.file) else { return block };
    let first =
        finding.origin.iter().find(|step| step.range == finding.range && step.file == finding.file);
    let label = first.map_or_else(|| format!("`{}`", finding.address), |step| step.note.clone());
    block.labels.push(LabeledSpan::new_primary_with_span(Some(label), span(finding.range, &text)));
    block.source = Some(NamedSource::new(&finding.file, text));
    block.first_line = finding.range.start.line;
    let origin =
        finding.origin.iter().map(|step| (step.file.as_str(), step.range, step.note.as_str()));
    // The resource's own header says nothing that the message does not, when it stands in the same file.
    let own = |place: &&RelatedPlace| {
        place.address.as_ref() == Some(&finding.address) && place.file == finding.file
    };
    let related = finding.related.iter().filter(|place| !own(place));
    let related = related.map(|place| (place.file.as_str(), place.range, place.message.as_str()));
    let places = origin
        .chain(related)
        .filter(|(file, range, _)| (*file, *range) != (finding.file.as_str(), finding.range));
    block.add_places(view, &finding.file, places.take(MOST_RELATED));
    block
}

fn of_diagnostic(view: &View<'_>, diagnostic: &TextDiagnostic) -> Block {
    let mut block = Block::new(diagnostic.message.clone(), severity(diagnostic.severity));
    block.code = Some(diagnostic.code.clone());
    block.help.clone_from(&diagnostic.help);
    let Some(text) = view.sources.text(&diagnostic.file) else {
        block.message = format!("{}: {}", diagnostic.file, diagnostic.message);
        return block;
    };
    block.labels.push(LabeledSpan::new_primary_with_span(None, span(diagnostic.range, &text)));
    block.source = Some(NamedSource::new(&diagnostic.file, text));
    block.first_line = diagnostic.range.start.line;
    let related = diagnostic
        .related
        .iter()
        .map(|RelatedPlace { file, range, message, .. }| (file.as_str(), *range, message.as_str()));
    block.add_places(view, &diagnostic.file, related.take(MOST_RELATED));
    block
}

fn help(finding: &Finding) -> Option<String> {
    let mut lines: Vec<String> = finding.help.iter().cloned().collect();
    if let Some(objective) = &finding.objective {
        lines.push(format!("objective: {objective}"));
    }
    if let Some(suppression) = &finding.suppression {
        let reason = suppression.reason.as_deref().unwrap_or("no reason given");
        lines.push(format!("suppressed ({}): {reason}", suppression.kind));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

impl Block {
    fn new(message: String, severity: Severity) -> Self {
        Self {
            code: None,
            severity,
            message,
            help: None,
            url: None,
            source: None,
            labels: Vec::new(),
            others: Vec::new(),
            first_line: 0,
        }
    }

    /// Labels in the block's own file, and a block for each other file.
    fn add_places<'p>(
        &mut self,
        view: &View<'_>,
        own: &str,
        places: impl Iterator<Item = (&'p str, Range, &'p str)>,
    ) {
        let mut last: Option<(&str, u32)> = None;
        let own_line = self.first_line;
        for (file, range, note) in places {
            let Some(text) = view.sources.text(file) else { continue };
            let label = LabeledSpan::new_with_span(Some(note.to_owned()), span(range, &text));
            let line = range.start.line;
            if file == own && line.abs_diff(own_line) <= NEAR {
                self.labels.push(label);
                continue;
            }
            if !last.is_some_and(|(last_file, last_line)| {
                last_file == file && line.abs_diff(last_line) <= NEAR
            }) {
                let mut other = Self::new(note.to_owned(), Severity::Advice);
                other.source = Some(NamedSource::new(file, text));
                self.others.push(other);
            }
            last = Some((file, line));
            if let Some(other) = self.others.last_mut() {
                other.labels.push(label);
            }
        }
    }
}

fn severity(level: Level) -> Severity {
    match level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Info | Level::Hint => Severity::Advice,
    }
}

/// The place in a text; kept to its first line, and within the text, should the text have changed.
fn span(range: Range, text: &str) -> SourceSpan {
    let start = (range.start.offset as usize).min(text.len());
    let end = (range.end.offset as usize).clamp(start, text.len());
    let bytes = text.as_bytes().get(start..end).unwrap_or_default();
    let first_line = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    (start, first_line).into()
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Block {}

impl Diagnostic for Block {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.url.as_ref().map(|url| Box::new(url) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty())
            .then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        let others = self.others.iter().map(|other| other as &dyn Diagnostic);
        (!self.others.is_empty())
            .then(|| Box::new(others) as Box<dyn Iterator<Item = &'a dyn Diagnostic>>)
    }
}
