//! What is known of each file, put together from the root modules that name it. Editors are told from here, whether they are pushed to or pull.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tower_lsp::ls_types::{Diagnostic, NumberOrString, Range};

/// Where diagnostics come from: a workspace folder and a root module; an empty root module for what concerns all of them.
pub(crate) type Source = (PathBuf, PathBuf);

/// The diagnostics of every file.
#[derive(Debug, Default)]
pub(crate) struct Board {
    files: BTreeMap<PathBuf, File>,
    sources: BTreeMap<Source, BTreeSet<PathBuf>>,
    touched: BTreeSet<PathBuf>,
    revision: u64,
}

/// The diagnostics of one file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    /// Sorted; what several root modules share appears once.
    pub(crate) diagnostics: Arc<Vec<Diagnostic>>,
    /// The revision of the board with which they came.
    pub(crate) revision: u64,
}

#[derive(Debug, Default)]
struct File {
    parts: BTreeMap<Source, Arc<Vec<Diagnostic>>>,
    /// Every source that ever named it.
    named: BTreeSet<Source>,
    /// What sources said before and do not say any more, since the last time that all of them had been asked.
    withdrawn: Vec<Diagnostic>,
    shown: Shown,
}

impl Board {
    /// Everything that one source says, in place of what it said before.
    pub(crate) fn put(&mut self, source: &Source, diagnostics: BTreeMap<PathBuf, Vec<Diagnostic>>) {
        let paths: BTreeSet<PathBuf> = diagnostics.keys().cloned().collect();
        let before = self.sources.insert(source.clone(), paths).unwrap_or_default();
        for path in before.into_iter().filter(|path| !diagnostics.contains_key(path)) {
            self.remove(path, source);
        }
        for (path, diagnostics) in diagnostics {
            let file = self.files.entry(path.clone()).or_default();
            let known = file.parts.get(source);
            if known.is_none_or(|known| **known != diagnostics) {
                if let Some(known) = known.filter(|_| file.parts.len() > 1) {
                    file.withdrawn.extend(withdrawn(known, &diagnostics));
                }
                file.parts.insert(source.clone(), Arc::new(diagnostics));
                file.named.insert(source.clone());
                self.touched.insert(path);
            }
        }
    }

    fn remove(&mut self, path: PathBuf, source: &Source) {
        if let Some(file) = self.files.get_mut(&path) {
            let said = file.parts.remove(source).unwrap_or_default();
            file.withdrawn.extend(said.iter().cloned());
            self.touched.insert(path);
        }
    }

    /// Moves what is known of a file along with its text.
    pub(crate) fn moved(&mut self, path: &Path, moved: impl Fn(Range) -> Range) {
        let Some(file) = self.files.get_mut(path) else { return };
        for diagnostics in file.parts.values_mut().map(Arc::make_mut).chain([&mut file.withdrawn]) {
            for diagnostic in &mut *diagnostics {
                diagnostic.range = moved(diagnostic.range);
            }
            diagnostics.sort_by(|left, right| order(left).cmp(&order(right)));
        }
        self.touched.insert(path.to_owned());
    }

    /// Forgets sources that are no more.
    pub(crate) fn retain(&mut self, wanted: impl Fn(&Source) -> bool) {
        let gone: Vec<Source> =
            self.sources.keys().filter(|source| !wanted(source)).cloned().collect();
        for source in gone {
            self.put(&source, BTreeMap::new());
            self.sources.remove(&source);
        }
    }

    /// Puts together what was touched; answers the files whose diagnostics are others now. A file waits until
    /// one of its sources has been asked again; what the others said is then still shown, unless one that said the same has withdrawn it.
    pub(crate) fn settle(&mut self, pending: &BTreeSet<Source>) -> Vec<PathBuf> {
        let mut changed = Vec::new();
        for path in std::mem::take(&mut self.touched) {
            let Some(file) = self.files.get_mut(&path) else { continue };
            let asked = file.parts.keys().filter(|source| !pending.contains(source)).count();
            if asked == 0 && !file.parts.is_empty() {
                self.touched.insert(path);
                continue;
            }
            if asked == file.parts.len() {
                file.withdrawn.clear();
            } else if !file.withdrawn.is_empty() {
                self.touched.insert(path.clone());
            }
            let diagnostics = together(&file.confirmed(pending));
            if diagnostics != file.shown.diagnostics {
                file.shown = Shown { diagnostics, revision: self.revision + 1 };
                changed.push(path);
            }
        }
        self.revision += u64::from(!changed.is_empty());
        changed
    }

    /// The number of changes so far.
    pub(crate) const fn revision(&self) -> u64 {
        self.revision
    }

    /// The diagnostics of a file.
    pub(crate) fn shown(&self, path: &Path) -> Shown {
        self.files.get(path).map(|file| file.shown.clone()).unwrap_or_default()
    }

    /// The files that some root modules name, or named once.
    pub(crate) fn files_of<'b>(
        &'b self,
        roots: &'b [PathBuf],
    ) -> impl Iterator<Item = (&'b Path, &'b Shown)> {
        self.files
            .iter()
            .filter(|(_, file)| file.named.iter().any(|(_, root)| roots.contains(root)))
            .map(|(path, file)| (path.as_path(), &file.shown))
    }

    /// Every file that has diagnostics or had some, sorted.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&Path, &Shown)> {
        self.files.iter().map(|(path, file)| (path.as_path(), &file.shown))
    }
}

impl File {
    /// What each source says, without what is only left of before an edit and was withdrawn by another source.
    fn confirmed(&self, pending: &BTreeSet<Source>) -> Vec<Arc<Vec<Diagnostic>>> {
        let is_withdrawn =
            |diagnostic: &Diagnostic| self.withdrawn.iter().any(|other| is_same(diagnostic, other));
        let parts = self.parts.iter().map(|(source, part)| {
            if pending.contains(source) && part.iter().any(is_withdrawn) {
                let kept = part.iter().filter(|diagnostic| !is_withdrawn(diagnostic));
                Arc::new(kept.cloned().collect())
            } else {
                Arc::clone(part)
            }
        });
        parts.collect()
    }
}

/// What was said before and is not said any more. Both are sorted.
fn withdrawn(before: &[Diagnostic], after: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_said = |diagnostic: &&Diagnostic| {
        after.binary_search_by(|other| order(other).cmp(&order(diagnostic))).is_ok()
    };
    before.iter().filter(|diagnostic| !is_said(diagnostic)).cloned().collect()
}

/// Whether two say the same, whatever each of them has to add.
fn is_same(left: &Diagnostic, right: &Diagnostic) -> bool {
    (&left.range, &left.severity, &left.code, &left.message)
        == (&right.range, &right.severity, &right.code, &right.message)
}

fn together(parts: &[Arc<Vec<Diagnostic>>]) -> Arc<Vec<Diagnostic>> {
    match parts {
        [] => Arc::default(),
        [only] => Arc::clone(only),
        _ => {
            let mut all: Vec<Diagnostic> =
                parts.iter().flat_map(|part| part.iter().cloned()).collect();
            all.sort_by(|left, right| order(left).cmp(&order(right)));
            // What stands in a file that both share is said once.
            all.dedup_by(|left, right| is_same(left, right));
            Arc::new(all)
        }
    }
}

/// The order of a file's diagnostics.
pub(crate) fn order(diagnostic: &Diagnostic) -> impl Ord + '_ {
    let code = match &diagnostic.code {
        Some(NumberOrString::String(code)) => code.as_str(),
        _ => "",
    };
    (
        diagnostic.range.start.line,
        diagnostic.range.start.character,
        code,
        diagnostic.message.as_str(),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::{Path, PathBuf};

    use tower_lsp::ls_types::{Diagnostic, Position, Range};

    use super::{Board, Source};

    fn source(root: &str) -> Source {
        (PathBuf::from("/w"), PathBuf::from(root))
    }

    fn says(messages: &[&str]) -> BTreeMap<PathBuf, Vec<Diagnostic>> {
        let diagnostics = messages
            .iter()
            .map(|message| Diagnostic { message: (*message).to_owned(), ..Diagnostic::default() })
            .collect();
        BTreeMap::from([(PathBuf::from("/w/a.tf"), diagnostics)])
    }

    fn messages(board: &Board) -> Vec<String> {
        let shown = board.shown(Path::new("/w/a.tf"));
        shown.diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect()
    }

    #[test]
    fn what_two_root_modules_share_is_shown_once_and_until_both_drop_it() {
        let mut board = Board::default();
        board.put(&source("one"), says(&["a", "b"]));
        board.put(&source("two"), says(&["b"]));
        assert_eq!(board.settle(&BTreeSet::new()), [PathBuf::from("/w/a.tf")]);
        assert_eq!((messages(&board), board.revision()), (vec!["a".into(), "b".into()], 1));
        board.put(&source("one"), BTreeMap::new());
        board.settle(&BTreeSet::new());
        assert_eq!((messages(&board), board.revision()), (vec!["b".into()], 2));
        board.retain(|source| source.1 != Path::new("two"));
        board.settle(&BTreeSet::new());
        assert_eq!((messages(&board), board.revision()), (vec![], 3));
    }

    #[test]
    fn what_two_root_modules_say_of_one_line_is_shown_once_whatever_they_add() {
        let mut board = Board::default();
        for root in ["one", "two"] {
            let mut said = says(&["an hour is too long"]);
            for diagnostic in said.values_mut().flatten() {
                diagnostic.data = Some(root.into());
            }
            board.put(&source(root), said);
        }
        board.settle(&BTreeSet::new());
        assert_eq!(messages(&board), ["an hour is too long"]);
    }

    #[test]
    fn saying_the_same_again_is_no_change() {
        let mut board = Board::default();
        board.put(&source("one"), says(&["a"]));
        board.settle(&BTreeSet::new());
        board.put(&source("one"), says(&["a"]));
        assert_eq!((board.settle(&BTreeSet::new()), board.revision()), (vec![], 1));
    }

    #[test]
    fn what_one_root_module_withdraws_is_hidden_until_the_others_are_asked() {
        let mut board = Board::default();
        for root in ["one", "two", "three"] {
            board.put(&source(root), says(&["a", root]));
        }
        board.settle(&BTreeSet::new());
        board.put(&source("one"), says(&["one"]));
        board.settle(&[source("two"), source("three")].into());
        assert_eq!(messages(&board), ["one", "three", "two"]);
        board.put(&source("two"), says(&["b", "two"]));
        board.settle(&[source("three")].into());
        assert_eq!(messages(&board), ["b", "one", "three", "two"]);
        // The last one says it still.
        board.put(&source("three"), says(&["a", "three"]));
        board.settle(&BTreeSet::new());
        assert_eq!(messages(&board), ["a", "b", "one", "three", "two"]);
    }

    #[test]
    fn what_is_known_moves_with_its_text() {
        let mut board = Board::default();
        board.put(&source("one"), says(&["a", "b"]));
        board.put(&source("two"), says(&["a"]));
        board.settle(&BTreeSet::new());
        board.put(&source("one"), says(&["b"]));
        let down = |range: Range| Range {
            start: Position { line: range.start.line + 1, ..range.start },
            end: Position { line: range.end.line + 1, ..range.end },
        };
        board.moved(Path::new("/w/a.tf"), down);
        let changed = board.settle(&[source("two")].into());
        assert_eq!((messages(&board), changed.len()), (vec!["b".to_owned()], 1));
        board.settle(&BTreeSet::new());
        let shown = board.shown(Path::new("/w/a.tf")).diagnostics;
        let lines: Vec<u32> = shown.iter().map(|diagnostic| diagnostic.range.start.line).collect();
        assert_eq!(lines, [1, 1]);
        assert_eq!(messages(&board), ["a", "b"]);
    }
}
