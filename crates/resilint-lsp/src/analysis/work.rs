//! The one thread that analyses: it takes changes as they come, judges only what they touch, open documents first, and lets go of anything a
//! newer change outdates.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, PoisonError};

use resilint_project::{Cancel, CheckError, Judgement, no_such_rule};
use resilint_syntax::{Disk, FileSystem, Stamp};
use tokio::runtime::Handle;
use tower_lsp::ls_types::MessageType;

use crate::board::Source;
use crate::parallel;
use crate::publish::is_ours;
use crate::refresh::{self, Shown};
use crate::session::{Session, Work};
use crate::workspace::{Edited, Workspace};

/// So many root modules of an open document are judged before the client is told for the first time: in most repositories all of them.
const GLIMPSE: usize = 8;

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
        texts: BTreeMap::new(),
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

pub(super) struct Analysis<'s> {
    pub(super) session: &'s Arc<Session>,
    pub(super) runtime: &'s Handle,
    pub(super) workspaces: Vec<Arc<Workspace>>,
    /// The root modules of each workspace that are not judged yet.
    pub(super) dirty: Vec<BTreeSet<PathBuf>>,
    /// The judgements whose diagnostics are on the board.
    pub(super) placed: BTreeMap<Source, Arc<Judgement>>,
    /// Files whose diagnostics changed, and the client was not told yet.
    pub(super) unpublished: BTreeSet<PathBuf>,
    /// Documents to tell of, whether or not anything changed.
    pub(super) opened: BTreeSet<PathBuf>,
    /// What the client itself changed since it was last told to ask again.
    pub(super) edited: BTreeSet<PathBuf>,
    /// What the files on disk looked like, for clients that cannot watch them; `None` for those that can.
    pub(super) stamps: Option<BTreeMap<PathBuf, Option<Stamp>>>,
    /// The names of no rule that the client was told of.
    pub(super) misspelt: BTreeSet<String>,
    /// The texts that the board is about, of files that changed since.
    pub(super) texts: BTreeMap<PathBuf, Arc<[u8]>>,
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
        for path in &files {
            if let Some(text) = self.judged_text(path) {
                self.texts.entry(path.clone()).or_insert(text);
            }
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

    /// The text of a file as the projects have it.
    pub(super) fn judged_text(&self, path: &Path) -> Option<Arc<[u8]>> {
        self.workspaces.iter().find_map(|workspace| {
            let project = workspace.project();
            project.files().find(path).map(|file| project.files().text(file))
        })
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
        self.texts.clear();
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
                let wanted =
                    entries.into_iter().map(|entry| entry.path).filter(|path| is_ours(path));
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
            let mut near: Vec<PathBuf> = self.dirty[index].intersection(&first).cloned().collect();
            let is_open = |root: &PathBuf| open.iter().any(|path| path.parent() == Some(root));
            near.sort_by_key(|root| !is_open(root));
            let (glimpse, rest) = near.split_at(near.len().min(GLIMPSE));
            if !glimpse.is_empty() && !self.judge_roots(index, glimpse, Edited::Now, cancel) {
                return false;
            }
            if !rest.is_empty() {
                self.publish_open();
                if !self.judge_roots(index, rest, Edited::Now, cancel) {
                    return false;
                }
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
}
