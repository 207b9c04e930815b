//! `resilint check --fix`: writes the fixes into the files, or shows what they would change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use resilint_project::{Edit, Report, resolve};
use resilint_syntax::{Disk, FileSystem};
use similar::TextDiff;

use super::check::write;
use crate::report::plural;
use crate::terminal::Terminal;

/// Edits by file, sorted, none over another.
#[derive(Debug, Default)]
pub(super) struct Edits {
    by_file: BTreeMap<String, Vec<Edit>>,
    count: usize,
}

/// The edits of a report's fixes: of the safe ones, or of all. What two fixes want to change is left to the next time.
pub(super) fn edits(report: &Report, also_unsafe: bool) -> Edits {
    let mut edits = Edits::default();
    let mut seen: BTreeSet<(String, u32, u32, String)> = BTreeSet::new();
    let fixes = report
        .findings
        .iter()
        .filter(|finding| finding.is_failure())
        .filter_map(|finding| finding.fix.as_ref());
    for edit in fixes.filter(|fix| fix.safe || also_unsafe).flat_map(|fix| &fix.edits) {
        let (start, end) = (edit.range.start.offset, edit.range.end.offset);
        let of_file = edits.by_file.entry(edit.file.clone()).or_default();
        let overlaps = of_file
            .iter()
            .any(|other| start <= other.range.end.offset && other.range.start.offset <= end);
        if !overlaps && seen.insert((edit.file.clone(), start, end, edit.new_text.clone())) {
            of_file.push(edit.clone());
            edits.count += 1;
        }
    }
    for of_file in edits.by_file.values_mut() {
        of_file.sort_by_key(|edit| edit.range.start.offset);
    }
    edits
}

/// Writes the edits; the number of them.
pub(super) fn apply(edits: &Edits, base: &Path, terminal: &Terminal) -> anyhow::Result<usize> {
    for (file, of_file) in &edits.by_file {
        let path = resolve(base, Path::new(file));
        write(
            &path,
            &edited(&read(&path)?, of_file)
                .with_context(|| format!("`{file}` has changed meanwhile"))?,
        )?;
    }
    if edits.count > 0 {
        let files = plural(edits.by_file.len(), "file");
        terminal.say(&format!(
            "resilint: {} applied in {files}",
            plural(edits.count, "fix").replace("fixs", "fixes")
        ));
    }
    Ok(edits.count)
}

/// What the edits would change, as a unified diff.
pub(super) fn diff(edits: &Edits, base: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    for (file, of_file) in &edits.by_file {
        let old = read(&resolve(base, Path::new(file)))?;
        let new =
            edited(&old, of_file).with_context(|| format!("`{file}` has changed meanwhile"))?;
        let diff = TextDiff::from_lines(&old, &new);
        text.push_str(
            &diff
                .unified_diff()
                .context_radius(2)
                .header(&format!("a/{file}"), &format!("b/{file}"))
                .to_string(),
        );
    }
    Ok(text)
}

fn edited(old: &str, edits: &[Edit]) -> Option<String> {
    let mut new = String::with_capacity(old.len());
    let mut at = 0;
    for edit in edits {
        new.push_str(old.get(at..edit.range.start.offset as usize)?);
        new.push_str(&edit.new_text);
        at = edit.range.end.offset as usize;
    }
    new.push_str(old.get(at..)?);
    Some(new)
}

fn read(path: &Path) -> anyhow::Result<String> {
    let bytes = Disk.read(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    String::from_utf8(bytes.to_vec()).with_context(|| format!("`{}` is not UTF-8", path.display()))
}
