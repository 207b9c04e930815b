//! The workspace as it was at a git revision, to tell what a change causes. Git is read by a library: no program is started.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_syntax::{Disk, Entry, EntryKind, FileSystem, Memory, Stamp};

use crate::judge::{CheckError, Watch};
use crate::options::Options;
use crate::project::Project;
use crate::{Cancel, SettingsError};

/// Why a revision cannot be compared with.
#[derive(Debug, thiserror::Error)]
pub enum SinceError {
    /// There is no repository, or it cannot be read.
    #[error("the git repository cannot be read: {0}")]
    Repository(String),
    /// There is no such revision.
    #[error("there is no revision `{revision}`: {reason}")]
    Revision {
        /// The revision asked for.
        revision: String,
        /// What git's library says.
        reason: String,
    },
    /// The settings of that revision cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The check of that revision did not end.
    #[error(transparent)]
    Check(#[from] CheckError),
}

/// The files of a revision, under the paths that they have in the work tree.
struct Revision {
    repository: gix::ThreadSafeRepository,
    /// INVARIANT: absolute paths.
    files: BTreeMap<PathBuf, gix::ObjectId>,
}

impl Project {
    /// The fingerprints of what was wrong at a git revision, in the root modules that were there.
    ///
    /// # Errors
    /// When there is no such revision, or it cannot be checked.
    pub fn fingerprints_at(
        &self,
        revision: &str,
        roots: &[PathBuf],
        cancel: &Cancel,
    ) -> Result<BTreeSet<String>, SinceError> {
        let then: Arc<dyn FileSystem> = Arc::new(Revision::open(&self.workspace, revision)?);
        let options = Options { today: None, plan: None, ..self.options.clone() };
        let project = Self::open_with(&self.root, then, options)?;
        let there: Vec<PathBuf> =
            roots.iter().filter(|root| project.fs.is_directory(root)).cloned().collect();
        let report = project.check_all(&there, cancel, Watch::none())?;
        Ok(report.findings.into_iter().map(|finding| finding.fingerprint).collect())
    }
}

impl Revision {
    fn open(workspace: &Path, revision: &str) -> Result<Self, SinceError> {
        let broken = |error: &dyn fmt::Display| SinceError::Repository(error.to_string());
        let repository = gix::open_opts(workspace, gix::open::Options::isolated())
            .map_err(|error| broken(&error))?;
        let missing =
            |reason: String| SinceError::Revision { revision: revision.to_owned(), reason };
        let id =
            repository.rev_parse_single(revision).map_err(|error| missing(error.to_string()))?;
        let object = id.object().map_err(|error| missing(error.to_string()))?;
        let tree = object.peel_to_tree().map_err(|error| missing(error.to_string()))?;
        let entries = tree.traverse().breadthfirst.files().map_err(|error| broken(&error))?;
        let shared = repository.clone().into_sync();
        let files = entries.into_iter().filter(|entry| entry.mode.is_blob());
        let files =
            files.map(|entry| (workspace.join(entry.filepath.to_string()), entry.oid)).collect();
        Ok(Self { repository: shared, files })
    }

    /// What git does not know, and both sides of a comparison need alike: downloaded modules, and the mark of the repository itself.
    fn is_outside_of_history(path: &Path) -> bool {
        path.components().any(|part| part.as_os_str() == ".terraform" || part.as_os_str() == ".git")
    }
}

impl FileSystem for Revision {
    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>> {
        if Self::is_outside_of_history(path) {
            return Disk.read(path);
        }
        let id = self
            .files
            .get(path)
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "it is not in this revision"))?;
        let repository = self.repository.to_thread_local();
        let object = repository.find_object(*id).map_err(io::Error::other)?;
        Ok(Arc::from(object.data.as_slice()))
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<Entry>> {
        if Self::is_outside_of_history(directory) {
            return Disk.list(directory);
        }
        let below = self
            .files
            .range(directory.to_owned()..)
            .map(|(path, _)| path)
            .take_while(|path| path.starts_with(directory));
        let entries: BTreeSet<Entry> = below
            .filter_map(|path| {
                let mut rest = path.strip_prefix(directory).ok()?.components();
                let first = rest.next()?;
                let kind =
                    if rest.next().is_some() { EntryKind::Directory } else { EntryKind::File };
                Some(Entry { path: directory.join(first), kind })
            })
            .collect();
        if entries.is_empty() {
            Err(io::Error::new(io::ErrorKind::NotFound, "it is not in this revision"))
        } else {
            Ok(entries.into_iter().collect())
        }
    }

    fn walk(&self, root: &Path, wanted: &dyn Fn(&Path) -> bool) -> io::Result<Vec<PathBuf>> {
        Ok(self
            .files
            .keys()
            .filter(|path| path.starts_with(root) && wanted(path))
            .cloned()
            .collect())
    }

    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        let text = self.read(path)?;
        let memory = Memory::new();
        memory.insert(path, text);
        memory.stamp(path)
    }
}

impl fmt::Debug for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revision").field("files", &self.files.len()).finish_non_exhaustive()
    }
}
