//! Findings of a block that is half typed: they stay where they were until the block can be read again.

use std::collections::BTreeSet;
use std::path::Path;

use resilint_project::{Finding, Level, Project, Report, resolve};
use resilint_syntax::{Format, parse};

/// The new report with those earlier findings that a syntax error hides; `None` when there is none.
pub(crate) fn over(
    before: &Report,
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
    let carried: Vec<Finding> =
        lost.filter(|finding| is_hidden(finding, project, folder)).cloned().collect();
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
