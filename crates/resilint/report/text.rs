//! Text for people: each finding with the source, a caret under what decides, the way of the value, and the remedy.

use std::collections::HashMap;
use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, Severity, SourceCode, SourceSpan, SpanContents,
};
use resilint_project::{Finding, Level, Outcome, Range, RelatedPlace, TextDiagnostic};

use super::source::Text;
use super::{Style, View};

/// How many related places are shown; the JSON has all of them.
const MOST_RELATED: usize = 6;
/// How many of the instances that share a finding are named.
const MOST_ALIKE: usize = 5;

pub(super) fn render(view: View<'_>) -> String {
    let handler = handler(view.style);
    let mut text = String::new();
    for diagnostic in &view.report.diagnostics {
        show(&handler, &of_diagnostic(&view, diagnostic), &mut text);
    }
    for alike in alike(view.shown()) {
        show(&handler, &of_findings(&view, &alike), &mut text);
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
    for place in &block.elsewhere {
        text.push_str("  ↳ ");
        text.push_str(place);
        text.push('\n');
    }
    text.push('\n');
}

/// Longer lines are not shown.
const LONGEST_LINE: usize = 2000;
/// Labels that are so many lines apart are shown together: everything between them is printed.
const NEAR: u32 = 5;

/// A message with one file's source, and a line for each place that is not near.
#[derive(Debug)]
struct Block {
    code: Option<String>,
    severity: Severity,
    message: String,
    help: Option<String>,
    url: Option<String>,
    source: Option<NamedText>,
    labels: Vec<LabeledSpan>,
    elsewhere: Vec<String>,
}

/// A file's text, of which no more is read than the lines around what is shown: a file has many findings.
#[derive(Debug)]
struct NamedText {
    name: String,
    text: Text,
}

impl SourceCode for NamedText {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let Text { text, lines } = &self.text;
        let line = |offset: usize| lines.line(offset.try_into().unwrap_or(u32::MAX)) as usize;
        let start_of = |line: usize| {
            let range = lines.line_range(line.try_into().unwrap_or(u32::MAX));
            range.map_or(text.len(), |range| range.start as usize)
        };
        let first = line(span.offset()).saturating_sub(before + 1);
        let start = start_of(first);
        let end = start_of(line(span.offset() + span.len()) + after + 2);
        let window = text.as_bytes().get(start..end).ok_or(MietteError::OutOfBounds)?;
        let local = (span.offset() - start, span.len()).into();
        let shown = window.read_span(&local, before, after)?;
        let whole = (shown.span().offset() + start, shown.span().len()).into();
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            shown.data(),
            whole,
            shown.line() + first,
            shown.column(),
            shown.line_count(),
        )))
    }
}

/// Findings of one rule at one place, told together: several instances of a module share its lines.
fn alike<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<Vec<&'f Finding>> {
    let key = |finding: &'f Finding| {
        let range = (finding.range.start.offset, finding.range.end.offset);
        let message = finding.message.replace(&finding.address, "");
        (&*finding.rule_id, &*finding.file, range, finding.outcome as u8, message)
    };
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut known = HashMap::new();
    for finding in findings {
        let at = *known.entry(key(finding)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

fn of_findings(view: &View<'_>, findings: &[&Finding]) -> Block {
    let Some((first, others)) = findings.split_first() else {
        return Block::new(String::new(), Severity::Advice);
    };
    let mut block = of_finding(view, first);
    let named = others.iter().take(MOST_ALIKE).map(|other| format!("`{}`", other.address));
    let more = others.len().saturating_sub(MOST_ALIKE);
    let more = (more > 0).then(|| format!("{more} more"));
    let named: Vec<String> = named.chain(more).collect();
    if !named.is_empty() {
        block.elsewhere.push(format!("the same for {}", named.join(", ")));
    }
    block
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
    let source = view.sources.text(&finding.file);
    let Some(source) = source.filter(|source| fits(&source.text, finding.range)) else {
        block.message = format!("{}: {}", place(&finding.file, finding.range), block.message);
        return block;
    };
    let first =
        finding.origin.iter().find(|step| step.range == finding.range && step.file == finding.file);
    let label = first.map_or_else(|| format!("`{}`", finding.address), |step| step.note.clone());
    block
        .labels
        .push(LabeledSpan::new_primary_with_span(Some(label), span(finding.range, &source.text)));
    block.source = Some(NamedText { name: finding.file.clone(), text: source });
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
    block.add_places(view, (&finding.file, finding.range.start.line), places.take(MOST_RELATED));
    block
}

fn of_diagnostic(view: &View<'_>, diagnostic: &TextDiagnostic) -> Block {
    let mut block = Block::new(diagnostic.message.clone(), severity(diagnostic.severity));
    block.code = Some(diagnostic.code.clone());
    block.help.clone_from(&diagnostic.help);
    let source = view.sources.text(&diagnostic.file);
    let Some(source) = source.filter(|source| fits(&source.text, diagnostic.range)) else {
        block.message = format!("{}: {}", diagnostic.file, diagnostic.message);
        return block;
    };
    block
        .labels
        .push(LabeledSpan::new_primary_with_span(None, span(diagnostic.range, &source.text)));
    block.source = Some(NamedText { name: diagnostic.file.clone(), text: source });
    let related = diagnostic
        .related
        .iter()
        .map(|RelatedPlace { file, range, message, .. }| (file.as_str(), *range, message.as_str()));
    let own = (diagnostic.file.as_str(), diagnostic.range.start.line);
    block.add_places(view, own, related.take(MOST_RELATED));
    block
}

fn help(finding: &Finding) -> Option<String> {
    let mut lines: Vec<String> = finding.help.iter().cloned().collect();
    if let Some(objective) = &finding.objective {
        lines.push(format!("objective: {objective}"));
    }
    if !finding.environments.is_empty() {
        lines.push(format!("environments: {}", finding.environments.join(", ")));
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
            elsewhere: Vec::new(),
        }
    }

    /// Labels near what is blamed, and a line for each other place.
    fn add_places<'p>(
        &mut self,
        view: &View<'_>,
        own: (&str, u32),
        places: impl Iterator<Item = (&'p str, Range, &'p str)>,
    ) {
        for (file, range, note) in places {
            let source = view.sources.text(file).filter(|source| fits(&source.text, range));
            let Some(Text { text, lines }) = source else { continue };
            let line = range.start.line;
            if file == own.0 && line.abs_diff(own.1) <= NEAR {
                self.labels
                    .push(LabeledSpan::new_with_span(Some(note.to_owned()), span(range, &text)));
                continue;
            }
            // A note that names something says enough; what "here" is, the source says.
            let source = lines.line_text(lines.line(range.start.offset));
            let told = if note.contains('`') { note } else { source.trim() };
            let place = format!("{file}:{line}:{}: {told}", range.start.column);
            self.elsewhere.push(shortened(&place, view.style.width.clamp(40, 140)));
        }
    }
}

fn shortened(line: &str, width: usize) -> String {
    if line.chars().count() <= width {
        return line.to_owned();
    }
    line.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

fn severity(level: Level) -> Severity {
    match level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Info | Level::Hint => Severity::Advice,
    }
}

/// Whether a line can be shown: a plan is one line of megabytes.
fn fits(text: &str, range: Range) -> bool {
    let start = (range.start.offset as usize).min(text.len());
    let bytes = text.as_bytes();
    let before = bytes[..start].iter().rev().take(LONGEST_LINE).position(|byte| *byte == b'\n');
    let after = bytes[start..].iter().take(LONGEST_LINE).position(|byte| *byte == b'\n');
    (before.is_some() || start < LONGEST_LINE)
        && (after.is_some() || text.len() - start < LONGEST_LINE)
}

fn place(file: &str, range: Range) -> String {
    format!("{file}:{}:{}", range.start.line, range.start.column)
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
}
