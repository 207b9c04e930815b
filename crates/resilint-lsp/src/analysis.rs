//! The one thread that analyses: it takes changes as they come, judges only what they touch, open documents first, and lets go of anything a
//! newer change outdates.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, PoisonError};

use resilint_project::{Cancel, CheckError, Judgement, Report, no_such_rule};
use resilint_syntax::{Disk, FileSystem, Stamp};
use tokio::runtime::Handle;
use tower_lsp::ls_types::MessageType;

use crate::board::Source;
use crate::parallel;
use crate::publish::{self, Taste};
use crate::refresh::{self, Shown};
use crate::session::{Session, Work};
use crate::status::{Status, StatusParams};
use crate::texts::Texts;
use crate::workspace::{Edited, Workspace};

/// Works until the session ends.
pub(crate) fn analyse(session: &Arc<Session>, runtime: &Handle, work: &Receiver<Work>) {
    let mut analysis = Analysis {
        session,
        runtime,
        workspaces: Vec::new(),
        dirty: Vec::new(),
        placed: BTreeMap::new(),
        unpublished: BTreeSet::new(),
        opened: BTreeSet::new(),
        edited: BTreeSet::new(),
        stamps: None,
        misspelt: BTreeSet::new(),
    };
    while let Some(todo) = next(work) {
        let (generation, cancel) = session.begin();
        analysis.take_over(&todo);
        if analysis.judge(generation, &cancel) && session.is_current(generation) {
            analysis.tell_status();
            session.finish(generation);
            refresh::outdated(session, runtime, Shown::Wanted);
        }
    }
}

/// Everything that is waiting, together; `None` at the end of the session.
fn next(work: &Receiver<Work>) -> Option<Todo> {
    let mut todo = Todo::default();
    todo.add(work.recv().ok()?)?;
    loop {
        match work.try_recv() {
            Ok(more) => todo.add(more)?,
            Err(TryRecvError::Empty) => return Some(todo),
            Err(TryRecvError::Disconnected) => return None,
        }
    }
}

#[derive(Debug, Default)]
struct Todo {
    changed: BTreeSet<PathBuf>,
    opened: BTreeSet<PathBuf>,
    look: bool,
    everything: bool,
}

impl Todo {
    fn add(&mut self, work: Work) -> Option<()> {
        match work {
            Work::Changed(paths) => self.changed.extend(paths),
            Work::Opened(path) => {
                self.opened.insert(path.clone());
                self.changed.insert(path);
            }
            Work::Look => self.look = true,
            Work::Everything => self.everything = true,
            Work::Stop => return None,
        }
        Some(())
    }
}

struct Analysis<'s> {
    session: &'s Arc<Session>,
    runtime: &'s Handle,
    workspaces: Vec<Arc<Workspace>>,
    /// The root modules of each workspace that are not judged yet.
    dirty: Vec<BTreeSet<PathBuf>>,
    /// The judgements whose diagnostics are on the board.
    placed: BTreeMap<Source, Arc<Judgement>>,
    /// Files whose diagnostics changed, and the client was not told yet.
    unpublished: BTreeSet<PathBuf>,
    /// Documents to tell of, whether or not anything changed.
    opened: BTreeSet<PathBuf>,
    /// What the client itself changed since it was last told to ask again.
    edited: BTreeSet<PathBuf>,
    /// What the files on disk looked like, for clients that cannot watch them; `None` for those that can.
    stamps: Option<BTreeMap<PathBuf, Option<Stamp>>>,
    /// The names of no rule that the client was told of.
    misspelt: BTreeSet<String>,
}

impl Analysis<'_> {
    fn take_over(&mut self, todo: &Todo) {
        self.opened.extend(todo.opened.iter().cloned());
        self.edited.extend(todo.changed.iter().cloned());
        if todo.everything {
            self.open();
            return;
        }
        let mut changed = todo.changed.clone();
        if todo.look {
            changed.extend(self.looked());
        }
        let files: Vec<PathBuf> = changed.into_iter().collect();
        if files.is_empty() {
            return;
        }
        for (workspace, dirty) in self.workspaces.iter().zip(&mut self.dirty) {
            // A file that nobody has read yet, or that is gone, may change what is a root module.
            let of_text = |path: &PathBuf| self.session.documents.files.read(path).is_ok();
            if files.iter().all(of_text) {
                dirty.extend(workspace.edited(&files));
            } else {
                *dirty = workspace.refreshed();
            }
        }
    }

    fn open(&mut self) {
        let folders = self.session.folders.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let settings = self.session.options().settings;
        self.workspaces.clear();
        for folder in folders {
            let fs: Arc<dyn FileSystem> = self.session.documents.files.clone();
            match Workspace::open(&folder, fs, &self.session.project_options, &settings) {
                Ok(workspace) => self.workspaces.push(Arc::new(workspace)),
                Err(error) => self.runtime.block_on(
                    self.session
                        .client
                        .show_message(MessageType::ERROR, format!("resilint: {error}")),
                ),
            }
        }
        self.dirty = self
            .workspaces
            .iter()
            .map(|workspace| workspace.project().root_modules().iter().cloned().collect())
            .collect();
        self.placed.clear();
        self.stamps = None;
        // Before anything is read: what changes from now on is noticed, however early.
        if !self.session.options().watches_files {
            self.looked();
        }
        self.session.show(&self.workspaces);
        self.tell_misspelt();
    }

    /// Tells the client, once, of names in the settings and the flags that no rule of any folder has.
    fn tell_misspelt(&mut self) {
        let given = &self.session.project_options;
        let settings = self.session.options().settings;
        let names: BTreeSet<&String> =
            given.select.iter().chain(&given.ignore).chain(settings.rules.keys()).collect();
        if names.is_empty() || self.workspaces.is_empty() {
            self.misspelt.clear();
            return;
        }
        let projects = self.workspaces.iter().map(|workspace| workspace.project());
        let known: BTreeSet<String> = projects.flat_map(|project| project.rule_names()).collect();
        let told = std::mem::take(&mut self.misspelt);
        for name in names.into_iter().filter(|name| !known.contains(*name)) {
            self.misspelt.insert(name.clone());
            if !told.contains(name) {
                let message = no_such_rule(name, known.iter().map(String::as_str));
                let client = &self.session.client;
                self.runtime.block_on(
                    client.show_message(MessageType::WARNING, format!("resilint: {message}")),
                );
            }
        }
    }

    /// The files on disk that changed since the last look.
    fn looked(&mut self) -> Vec<PathBuf> {
        let mut seen: BTreeMap<PathBuf, Option<Stamp>> = BTreeMap::new();
        for workspace in &self.workspaces {
            let folders =
                workspace.project().found_modules().into_iter().map(|module| module.directory);
            for folder in folders.chain([workspace.folder.clone()]) {
                let entries = Disk.list(&folder).unwrap_or_default();
                let wanted = entries
                    .into_iter()
                    .map(|entry| entry.path)
                    .filter(|path| publish::is_ours(path));
                seen.extend(wanted.map(|path| (path.clone(), Disk.stamp(&path).ok())));
            }
        }
        let known = self.stamps.replace(seen);
        let (Some(known), Some(seen)) = (known, &self.stamps) else { return Vec::new() };
        let changed = seen
            .iter()
            .filter(|(path, stamp)| known.get(*path) != Some(stamp))
            .map(|(path, _)| path);
        let gone = known.keys().filter(|path| !seen.contains_key(*path));
        changed.chain(gone).cloned().collect()
    }

    /// Judges what is not judged yet, that of open documents first; answers whether it came to an end.
    fn judge(&mut self, generation: u64, cancel: &Cancel) -> bool {
        let open = self.session.documents.paths();
        for index in 0..self.workspaces.len() {
            let workspace = Arc::clone(&self.workspaces[index]);
            let first: BTreeSet<PathBuf> =
                open.iter().flat_map(|path| workspace.project().affected_by(path)).collect();
            workspace.project().remember_only(&first);
            let near: Vec<PathBuf> = self.dirty[index].intersection(&first).cloned().collect();
            if !near.is_empty() && !self.judge_roots(index, &near, Edited::Now, cancel) {
                return false;
            }
        }
        self.publish();
        self.session.finish_near(generation);
        for index in 0..self.workspaces.len() {
            let far: Vec<PathBuf> = self.dirty[index].iter().cloned().collect();
            for some in far.chunks(32) {
                if !self.judge_roots(index, some, Edited::No, cancel) {
                    return false;
                }
            }
        }
        self.publish();
        true
    }

    fn judge_roots(
        &mut self,
        index: usize,
        roots: &[PathBuf],
        edited: Edited,
        cancel: &Cancel,
    ) -> bool {
        let workspace = &self.workspaces[index];
        let judge = |root: &PathBuf| (root.clone(), workspace.judge(root, edited, cancel));
        let results = parallel::map(roots, judge);
        for (root, result) in results {
            match result {
                Err(CheckError::Cancelled) => {}
                Ok(()) => drop(self.dirty[index].remove(&root)),
                Err(error) => {
                    self.dirty[index].remove(&root);
                    self.runtime
                        .block_on(self.session.client.log_message(MessageType::ERROR, error));
                }
            }
        }
        !cancel.is_cancelled()
    }

    /// Puts what is judged anew on the board, and tells the client of the files whose diagnostics are others now.
    fn publish(&mut self) {
        let changed = self.place();
        let options = self.session.options();
        if options.pulls {
            let revision = self.session.board().revision();
            self.session.tell_revision(revision);
            self.ask_again(&changed);
            return;
        }
        self.unpublished.extend(changed);
        for path in self.unpublished.union(&self.opened).cloned().collect::<Vec<_>>() {
            self.publish_file(&path);
        }
    }

    /// Brings the board up to date; answers the files whose diagnostics changed.
    fn place(&mut self) -> Vec<PathBuf> {
        let options = self.session.options();
        let taste = Taste { related: options.related_information, ..options.settings.taste() };
        let mut board = self.session.board();
        let mut there: BTreeSet<Source> = BTreeSet::new();
        for (workspace, dirty) in self.workspaces.iter().zip(&self.dirty) {
            // What is not judged anew yet keeps what is known of it.
            there.extend(dirty.iter().map(|root| (workspace.folder.clone(), root.clone())));
            let suppressions = dirty.is_empty().then(|| workspace.suppression_report());
            let project = workspace.project();
            let texts = Texts { files: project.files(), documents: &self.session.documents };
            let converted = |report: &Report| {
                let report = std::iter::once(report);
                publish::diagnostics(report, &workspace.folder, &texts, options.encoding, taste)
            };
            let mut anew: Vec<(Source, Arc<Judgement>)> = Vec::new();
            for (root, judgement) in workspace.judgements_by_root() {
                let source = (workspace.folder.clone(), root);
                there.insert(source.clone());
                let placed = self.placed.get(&source);
                if !placed.is_some_and(|placed| Arc::ptr_eq(placed, &judgement)) {
                    anew.push((source, judgement));
                }
            }
            let diagnostics = |(source, judgement): &(Source, Arc<Judgement>)| {
                (source.clone(), Arc::clone(judgement), converted(judgement.report()))
            };
            for (source, judgement, diagnostics) in parallel::map(&anew, diagnostics) {
                board.put(&source, diagnostics);
                self.placed.insert(source, judgement);
            }
            let of_all = (workspace.folder.clone(), PathBuf::new());
            if let Some(suppressions) = &suppressions {
                board.put(&of_all, converted(suppressions));
            }
            there.insert(of_all);
        }
        self.placed.retain(|source, _| there.contains(source));
        board.retain(|source| there.contains(source));
        board.settle()
    }

    /// Clients that ask know of their own edits; of what else those change, and of what changes outside, they have to be told.
    fn ask_again(&mut self, changed: &[PathBuf]) {
        let open = self.session.documents.paths();
        let unexpected = |path: &&PathBuf| !self.edited.contains(*path) && open.contains(path);
        if self.session.options().refreshes && changed.iter().any(|path| unexpected(&path)) {
            let client = self.session.client.clone();
            // Nobody waits for the answer.
            self.runtime.spawn(async move { client.workspace_diagnostic_refresh().await });
        }
        self.edited.clear();
    }

    fn publish_file(&mut self, path: &Path) {
        let document = self.session.documents.get(path);
        let project_text = self.workspaces.iter().find_map(|workspace| {
            let project = workspace.project();
            project.files().find(path).map(|file| project.files().text(file))
        });
        // Newer text than what was judged: its own judgement comes next.
        if let (Some(document), Some(judged)) = (&document, &project_text)
            && document.text != *judged
        {
            return;
        }
        self.opened.remove(path);
        self.unpublished.remove(path);
        let Some(uri) = document
            .as_ref()
            .map(|document| document.uri.clone())
            .or_else(|| crate::convert::uri(path))
        else {
            return;
        };
        let version = document.map(|document| document.version);
        let diagnostics = self.session.board().shown(path).diagnostics.to_vec();
        self.runtime.block_on(self.session.client.publish_diagnostics(uri, diagnostics, version));
    }

    fn tell_status(&self) {
        let mut status = StatusParams {
            environment: self.session.options().settings.environment,
            ..StatusParams::default()
        };
        for judgement in self.workspaces.iter().flat_map(|workspace| workspace.judgements()) {
            let report = judgement.report();
            status.errors += report.summary.errors;
            status.warnings += report.summary.warnings;
            status.unknown += report.summary.unknown;
            status.incomplete |= !report.incomplete.is_empty();
        }
        self.runtime.block_on(self.session.client.send_notification::<Status>(status));
    }
}
