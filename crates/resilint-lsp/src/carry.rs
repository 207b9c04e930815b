//! Findings of a block that is half typed: they stay with their text until the block can be read again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use resilint_project::{Finding, Level, Position, Project, Range, Report, resolve};
use resilint_syntax::{Encoding, Format, LineIndex, parse};

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

/// How the texts changed: everything between what they have in common in front and behind is new.
struct Moves(BTreeMap<String, Move>);

struct Move {
    /// What is the same in front, in bytes.
    before: u32,
    /// Where the old text begins to be the same again.
    old_rest: u32,
    /// Where the new text does.
    new_rest: u32,
    lines: LineIndex,
}

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

impl Move {
    fn of(old: &[u8], new: &Arc<[u8]>) -> Self {
        let before = old.iter().zip(new.iter()).take_while(|(left, right)| left == right).count();
        let same = |(left, right): &(&u8, &u8)| left == right;
        let behind =
            old[before..].iter().rev().zip(new[before..].iter().rev()).take_while(same).count();
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            before: offset(before),
            old_rest: offset(old.len() - behind),
            new_rest: offset(new.len() - behind),
            lines: LineIndex::new(Arc::clone(new)),
        }
    }

    fn range(&self, range: Range) -> Range {
        let start = self.offset(range.start.offset, self.before);
        let end = self.offset(range.end.offset, self.new_rest).max(start);
        Range { start: self.position(start), end: self.position(end) }
    }

    /// Where an offset is now; `inside` for what lies in the text that was replaced.
    const fn offset(&self, offset: u32, inside: u32) -> u32 {
        if offset <= self.before {
            offset
        } else if offset >= self.old_rest {
            offset - self.old_rest + self.new_rest
        } else {
            inside
        }
    }

    fn position(&self, offset: u32) -> Position {
        let found = self.lines.position(offset, Encoding::Utf32);
        Position { line: found.line + 1, column: found.column + 1, offset }
    }
}

#[cfg(test)]
mod tests {
    use super::{Move, Position, Range};

    fn offsets(start: u32, end: u32) -> Range {
        let at = |offset| Position { line: 0, column: 0, offset };
        Range { start: at(start), end: at(end) }
    }

    fn moved(old: &str, new: &str, what: &str) -> String {
        let start = u32::try_from(old.find(what).unwrap()).unwrap();
        let end = start + u32::try_from(what.len()).unwrap();
        let range = Move::of(old.as_bytes(), &new.as_bytes().into()).range(offsets(start, end));
        let text = new.get(range.start.offset as usize..range.end.offset as usize).unwrap();
        format!("{}:{} {text}", range.start.line, range.start.column)
    }

    #[test]
    fn places_move_with_their_text() {
        let old = "a = 1\nb = 2\nc = 3\n";
        assert_eq!(moved(old, "x\na = 1\nb = 2\nc = 3\n", "b = 2"), "3:1 b = 2");
        assert_eq!(moved(old, "a = 1\nb = 2\n", "a = 1"), "1:1 a = 1");
        assert_eq!(moved(old, "a = 1\nc = 3\n", "c = 3"), "2:1 c = 3");
        assert_eq!(moved(old, "a = 1\nb = \nc = 3\n", "b = 2"), "2:1 b = ");
        assert_eq!(moved(old, "a = 1\nb = 22\nc = 3\n", "c = 3"), "3:1 c = 3");
    }
}
