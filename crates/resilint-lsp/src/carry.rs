//! Findings of a block that is half typed: they stay with their text until the block can be read again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use resilint_project::{Finding, Level, Project, Range, Report, resolve};
use resilint_syntax::{Format, parse};

use crate::moves::Move;

/// The texts that a report is about, by the report's names of the files.
pub(crate) type JudgedTexts = BTreeMap<String, Arc<[u8]>>;

/// The texts behind a report's findings.
pub(crate) fn texts(report: &Report, project: &Project) -> JudgedTexts {
    let mut texts = JudgedTexts::new();
    for finding in &report.findings {
        let places = finding.origin.iter().map(|step| &step.file);
        let related = finding.related.iter().map(|place| &place.file);
        for file in places.chain(related).chain([&finding.file]) {
            if !texts.contains_key(file)
                && let Some(text) = project.source(file)
            {
                texts.insert(file.clone(), text);
            }
        }
    }
    texts
}

/// The new report with those earlier findings that a syntax error hides, moved to where their text is now; `None` when there is none.
pub(crate) fn over(
    before: &Report,
    judged: &JudgedTexts,
    now: &Report,
    project: &Project,
    folder: &Path,
) -> Option<Report> {
    let broken: BTreeSet<&str> = now
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Level::Error)
        .map(|diagnostic| diagnostic.file.as_str())
        .collect();
    if broken.is_empty() {
        return None;
    }
    let known: BTreeSet<&str> =
        now.findings.iter().map(|finding| finding.fingerprint.as_str()).collect();
    let lost = before.findings.iter().filter(|finding| {
        broken.contains(finding.file.as_str()) && !known.contains(finding.fingerprint.as_str())
    });
    let moves = Moves::between(judged, project);
    let carried: Vec<Finding> = lost
        .map(|finding| moves.finding(finding))
        .filter(|finding| is_hidden(finding, project, folder))
        .collect();
    if carried.is_empty() {
        return None;
    }
    let mut report = now.clone();
    report.findings.extend(carried);
    report.settle();
    Some(report)
}

/// Whether the block at a finding's place cannot be read now, or is no block any more.
fn is_hidden(finding: &Finding, project: &Project, folder: &Path) -> bool {
    let path = resolve(folder, Path::new(&finding.file));
    let (Some(file), Some(format)) = (project.files().find(&path), Format::of(&path)) else {
        return false;
    };
    let (tree, _) = parse(file, &project.files().text(file), format);
    let body = tree.body();
    let offset = finding.range.start.offset;
    let block = body
        .blocks()
        .into_iter()
        .find(|block| block.span().start <= offset && offset <= block.span().end);
    block.is_none_or(|block| block.has_error())
}

/// How the texts changed.
struct Moves(BTreeMap<String, Move>);

impl Moves {
    fn between(judged: &JudgedTexts, project: &Project) -> Self {
        let moved = judged.iter().filter_map(|(file, old)| {
            let new = project.source(file)?;
            (*new != **old).then(|| (file.clone(), Move::of(old, &new)))
        });
        Self(moved.collect())
    }

    fn finding(&self, finding: &Finding) -> Finding {
        let mut finding = finding.clone();
        finding.range = self.range(&finding.file, finding.range);
        for step in &mut finding.origin {
            step.range = self.range(&step.file, step.range);
        }
        for place in &mut finding.related {
            place.range = self.range(&place.file, place.range);
        }
        // A change to a text that nobody can read just now would be a guess.
        finding.fix = None;
        finding
    }

    fn range(&self, file: &str, range: Range) -> Range {
        self.0.get(file).map_or(range, |moved| moved.range(range))
    }
}
