//! What is known of each file, put together from the root modules that name it. Editors are told from here, whether they are pushed to or pull.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tower_lsp::ls_types::{Diagnostic, NumberOrString};

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
            if file.parts.get(source).is_none_or(|known| **known != diagnostics) {
                file.parts.insert(source.clone(), Arc::new(diagnostics));
                file.named.insert(source.clone());
                self.touched.insert(path);
            }
        }
    }

    fn remove(&mut self, path: PathBuf, source: &Source) {
        if let Some(file) = self.files.get_mut(&path) {
            file.parts.remove(source);
            self.touched.insert(path);
        }
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

    /// Puts together what was touched; answers the files whose diagnostics are others now.
    pub(crate) fn settle(&mut self) -> Vec<PathBuf> {
        let mut changed = Vec::new();
        for path in std::mem::take(&mut self.touched) {
            let Some(file) = self.files.get_mut(&path) else { continue };
            let diagnostics = together(&file.parts);
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

fn together(parts: &BTreeMap<Source, Arc<Vec<Diagnostic>>>) -> Arc<Vec<Diagnostic>> {
    let mut each = parts.values();
    match (each.next(), each.next()) {
        (None, _) => Arc::default(),
        (Some(only), None) => Arc::clone(only),
        _ => {
            let mut all: Vec<Diagnostic> =
                parts.values().flat_map(|part| part.iter().cloned()).collect();
            all.sort_by(|left, right| order(left).cmp(&order(right)));
            // What stands in a file that both share is said once, whatever each of them has to add.
            all.dedup_by(|left, right| {
                (&left.range, &left.severity, &left.code, &left.message)
                    == (&right.range, &right.severity, &right.code, &right.message)
            });
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
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};

    use tower_lsp::ls_types::Diagnostic;

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
        assert_eq!(board.settle(), [PathBuf::from("/w/a.tf")]);
        assert_eq!((messages(&board), board.revision()), (vec!["a".into(), "b".into()], 1));
        board.put(&source("one"), BTreeMap::new());
        board.settle();
        assert_eq!((messages(&board), board.revision()), (vec!["b".into()], 2));
        board.retain(|source| source.1 != Path::new("two"));
        board.settle();
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
        board.settle();
        assert_eq!(messages(&board), ["an hour is too long"]);
    }

    #[test]
    fn saying_the_same_again_is_no_change() {
        let mut board = Board::default();
        board.put(&source("one"), says(&["a"]));
        board.settle();
        board.put(&source("one"), says(&["a"]));
        assert_eq!((board.settle(), board.revision()), (vec![], 1));
    }
}
