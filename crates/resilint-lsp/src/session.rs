//! The state of a session and the one thread that analyses: it takes changes as they come, judges only what they touch, and lets go of anything a newer change outdates.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use resilint_project::{Cancel, Report};
use resilint_syntax::Encoding;
use tokio::runtime::Handle;
use tower_lsp::Client;
use tower_lsp::ls_types::Diagnostic;

use crate::documents::Documents;
use crate::options::Options;
use crate::texts::Texts;
use crate::workspace::Workspace;

/// What the analysis is asked to do.
#[derive(Debug)]
pub(crate) enum Work {
    /// These files have other contents now.
    Changed(Vec<PathBuf>),
    /// Settings, folders or policies changed: judge everything anew.
    Everything,
    /// The session ends.
    Stop,
}

/// What every handler and the analysis share.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) documents: Arc<Documents>,
    pub(crate) options: RwLock<Options>,
    work: Mutex<Option<Sender<Work>>>,
    /// Counts changes; the analysis of an older generation is worthless.
    generation: AtomicU64,
    results: Mutex<Results>,
    settled: Condvar,
    cancel: Mutex<Cancel>,
}

/// What the last analysis found.
#[derive(Debug, Default)]
pub(crate) struct Results {
    /// The generation that it judged.
    pub(crate) generation: u64,
    /// The workspace folders with their reports.
    pub(crate) workspaces: Vec<Arc<Workspace>>,
    /// The diagnostics by file, as the client has them or would be given them.
    pub(crate) diagnostics: BTreeMap<PathBuf, Vec<Diagnostic>>,
}

impl Session {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            documents: Arc::new(Documents::new()),
            options: RwLock::default(),
            work: Mutex::default(),
            generation: AtomicU64::new(0),
            results: Mutex::default(),
            settled: Condvar::new(),
            cancel: Mutex::new(Cancel::new()),
        }
    }

    /// How positions are counted with this client.
    pub(crate) fn encoding(&self) -> Encoding {
        self.options().encoding
    }

    /// The options as they are now.
    pub(crate) fn options(&self) -> Options {
        self.options.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Starts the analysis for these folders.
    pub(crate) fn start(self: &Arc<Self>, folders: Vec<PathBuf>) {
        let (sender, work) = std::sync::mpsc::channel();
        let session = Arc::clone(self);
        let runtime = Handle::current();
        let analysis = std::thread::Builder::new().name("analysis".to_owned());
        let started = analysis.spawn(move || Analysis { session, runtime, folders: folders.clone(), published: BTreeMap::new() }.run(&work, &folders));
        if started.is_ok() {
            *self.work.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
            self.ask(Work::Everything);
        }
    }

    /// Asks for an analysis: what is under way is outdated from now on.
    pub(crate) fn ask(&self, work: Work) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.cancel.lock().unwrap_or_else(PoisonError::into_inner).cancel();
        if let Some(sender) = &*self.work.lock().unwrap_or_else(PoisonError::into_inner) {
            // A failed send means that the analysis ended with the session.
            drop(sender.send(work));
        }
    }

    /// The results of the newest text; waits for them, though not for ever.
    pub(crate) fn settled(&self) -> MutexGuard<'_, Results> {
        let wanted = self.generation.load(Ordering::Acquire);
        let until = Instant::now() + Duration::from_secs(10);
        let mut results = self.results();
        while results.generation < wanted {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            results = self.settled.wait_timeout(results, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        results
    }

    /// The results as they are.
    pub(crate) fn results(&self) -> MutexGuard<'_, Results> {
        self.results.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
