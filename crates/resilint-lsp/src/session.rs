//! The state of a session, which every handler and the analysis share.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use resilint_project::Cancel;
use resilint_syntax::Encoding;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tower_lsp::Client;

use crate::analysis::analyse;
use crate::board::Board;
use crate::documents::Documents;
use crate::options::Options;
use crate::serve::Pages;
use crate::transport::Outlet;
use crate::workspace::Workspace;

/// What the analysis is asked to do.
#[derive(Debug)]
pub(crate) enum Work {
    /// These files have other contents now.
    Changed(Vec<PathBuf>),
    /// This document was opened: some clients forget what they know of it when they load it again, so it is told anew.
    Opened(PathBuf),
    /// Files may have changed that nobody told of.
    Look,
    /// Settings or folders changed: judge everything anew.
    Everything,
    /// The session ends.
    Stop,
}

/// What every handler and the analysis share.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) client: Client,
    /// For long notifications.
    pub(crate) outlet: Outlet,
    pub(crate) documents: Documents,
    pub(crate) options: RwLock<Options>,
    /// The workspace folders.
    pub(crate) folders: Mutex<Vec<PathBuf>>,
    /// What the program was started with: the day, variables of the environment.
    pub(crate) project_options: resilint_project::Options,
    /// How whole documents are written.
    pub(crate) pages: Pages,
    work: Mutex<Option<Sender<Work>>>,
    /// Counts changes; the analysis of an older generation is worthless.
    generation: AtomicU64,
    results: Mutex<Results>,
    settled: Condvar,
    board: Mutex<Board>,
    /// The revision of the board, for requests that wait for a change.
    revision: watch::Sender<u64>,
    cancel: Mutex<Cancel>,
}

/// What the last analysis found.
#[derive(Debug, Default)]
pub(crate) struct Results {
    /// The generation whose open documents are judged.
    near: u64,
    /// The generation that is judged wholly.
    generation: u64,
    /// The workspace folders with their reports.
    pub(crate) workspaces: Vec<Arc<Workspace>>,
}

impl Session {
    pub(crate) fn new(
        client: Client,
        outlet: Outlet,
        project_options: resilint_project::Options,
        pages: Pages,
    ) -> Self {
        Self {
            client,
            outlet,
            documents: Documents::new(),
            options: RwLock::default(),
            folders: Mutex::default(),
            project_options,
            pages,
            work: Mutex::default(),
            generation: AtomicU64::new(0),
            results: Mutex::default(),
            settled: Condvar::new(),
            board: Mutex::default(),
            revision: watch::Sender::new(0),
            cancel: Mutex::new(Cancel::new()),
        }
    }

    /// How positions are counted with this client.
    pub(crate) fn encoding(&self) -> Encoding {
        self.options.read().unwrap_or_else(PoisonError::into_inner).encoding
    }

    /// The options as they are now.
    pub(crate) fn options(&self) -> Options {
        self.options.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Starts the analysis.
    pub(crate) fn start(self: &Arc<Self>) {
        let (sender, work) = std::sync::mpsc::channel();
        let session = Arc::clone(self);
        let runtime = Handle::current();
        let started = std::thread::Builder::new()
            .name("analysis".to_owned())
            .spawn(move || analyse(&session, &runtime, &work));
        if started.is_ok() {
            *self.work.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
            self.ask(Work::Everything);
        }
    }

    /// In a session without any folder, the folder of the first document is the one that is judged.
    pub(crate) fn adopt_folder_of(&self, document: &Path) {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = document.parent().filter(|_| folders.is_empty()) {
            folders.push(folder.to_owned());
            drop(folders);
            self.ask(Work::Everything);
        }
    }

    /// Asks for an analysis: what is under way is outdated from now on.
    pub(crate) fn ask(&self, work: Work) {
        let work_queue = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = &*work_queue {
            self.generation.fetch_add(1, Ordering::AcqRel);
            self.cancel.lock().unwrap_or_else(PoisonError::into_inner).cancel();
            // A failed send means that the analysis ended with the session.
            drop(sender.send(work));
        }
    }

    /// A flag for the analysis that begins now, and the number of its generation.
    pub(crate) fn begin(&self) -> (u64, Cancel) {
        let mut cancel = self.cancel.lock().unwrap_or_else(PoisonError::into_inner);
        *cancel = Cancel::new();
        (self.generation.load(Ordering::Acquire), cancel.clone())
    }

    /// Whether nothing newer was asked for.
    pub(crate) fn is_current(&self, generation: u64) -> bool {
        self.generation.load(Ordering::Acquire) == generation
    }

    /// Shows the workspaces to the handlers.
    pub(crate) fn show(&self, workspaces: &[Arc<Workspace>]) {
        self.results().workspaces = workspaces.to_vec();
    }

    /// Says that the open documents' root modules are judged, as they were asked for up to a generation.
    pub(crate) fn finish_near(&self, generation: u64) {
        self.results().near = generation;
        self.settled.notify_all();
    }

    /// Says that everything asked for up to a generation is judged.
    pub(crate) fn finish(&self, generation: u64) {
        let mut results = self.results();
        results.near = generation;
        results.generation = generation;
        drop(results);
        self.settled.notify_all();
    }

    /// The results of the newest text; waits for them, though not for ever. Blocks: not for the event loop.
    pub(crate) fn settled(&self) -> Vec<Arc<Workspace>> {
        self.wait(|results| results.generation).workspaces.clone()
    }

    /// Waits until the open documents are judged as they are now, though not for ever. Blocks: not for the event loop.
    pub(crate) fn settled_near(&self) {
        drop(self.wait(|results| results.near));
    }

    fn wait(&self, reached: impl Fn(&Results) -> u64) -> MutexGuard<'_, Results> {
        let wanted = self.generation.load(Ordering::Acquire);
        let until = Instant::now() + Duration::from_secs(10);
        let mut results = self.results();
        while reached(&results) < wanted {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            results =
                self.settled.wait_timeout(results, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        results
    }

    /// The workspaces as they are, without waiting.
    pub(crate) fn workspaces(&self) -> Vec<Arc<Workspace>> {
        self.results().workspaces.clone()
    }

    /// What is known of each file.
    pub(crate) fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hears of every revision of the board from now on.
    pub(crate) fn revisions(&self) -> watch::Receiver<u64> {
        self.revision.subscribe()
    }

    /// Tells those who wait that the board has a new revision.
    pub(crate) fn tell_revision(&self, revision: u64) {
        self.revision.send_replace(revision);
    }

    /// The workspaces with what is known of them now; waits only until they are opened.
    pub(crate) fn known(&self) -> Vec<Arc<Workspace>> {
        let known = self.results().workspaces.clone();
        if known.is_empty() { self.settled() } else { known }
    }

    fn results(&self) -> MutexGuard<'_, Results> {
        self.results.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
