//! The outside world as far as files go: the disk, memory for tests, editor buffers over a disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

/// Folders that no walk enters: they hold copies, not what the author wrote.
const SKIPPED: [&str; 4] = [".git", ".terraform", ".terragrunt-cache", "node_modules"];

/// Something in a folder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Entry {
    /// Its path: the folder's path and its name.
    pub path: PathBuf,
    /// What it is, links followed.
    pub kind: EntryKind,
}

/// What an [`Entry`] is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EntryKind {
    /// A file.
    File,
    /// A folder.
    Directory,
    /// A socket, a dangling link and the like.
    Other,
}

/// A value that changes when a file changes, for clients that cannot watch files.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Stamp {
    length: u64,
    version: u128,
}

/// Where files come from. Everything above this crate reads through it.
pub trait FileSystem: Send + Sync + Debug {
    /// The bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>>;

    /// What lies in a folder, sorted by path.
    fn list(&self, directory: &Path) -> io::Result<Vec<Entry>>;

    /// All wanted files below a folder, sorted. Honours `.gitignore` files; enters no `.git`, `.terraform`,
    /// `.terragrunt-cache` or `node_modules` and follows no links. What cannot be read is left out.
    fn walk(&self, root: &Path, wanted: &dyn Fn(&Path) -> bool) -> io::Result<Vec<PathBuf>>;

    /// A value that changes when the file changes.
    fn stamp(&self, path: &Path) -> io::Result<Stamp>;

    /// Whether a path is a folder.
    fn is_directory(&self, path: &Path) -> bool {
        self.list(path).is_ok()
    }
}

/// The disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl FileSystem for Disk {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the disk")]
    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>> {
        std::fs::read(path).map(Arc::from)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the disk")]
    fn list(&self, directory: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(directory)? {
            let path = entry?.path();
            let kind = match std::fs::metadata(&path) {
                Ok(metadata) if metadata.is_file() => EntryKind::File,
                Ok(metadata) if metadata.is_dir() => EntryKind::Directory,
                _ => EntryKind::Other,
            };
            entries.push(Entry { path, kind });
        }
        entries.sort();
        Ok(entries)
    }

    fn walk(&self, root: &Path, wanted: &dyn Fn(&Path) -> bool) -> io::Result<Vec<PathBuf>> {
        std::fs::metadata(root)?;
        // No settings of the user or the machine: the same folder gives the same files everywhere.
        let walk = ignore::WalkBuilder::new(root)
            .hidden(false)
            .ignore(false)
            .git_global(false)
            .git_exclude(false)
            .require_git(false)
            .filter_entry(|entry| {
                entry.depth() == 0 || !entry.file_name().to_str().is_some_and(is_skipped)
            })
            .build();
        let files =
            walk.flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
        let mut paths: Vec<PathBuf> =
            files.map(ignore::DirEntry::into_path).filter(|path| wanted(path)).collect();
        paths.sort();
        Ok(paths)
    }

    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        let metadata = std::fs::metadata(path)?;
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let version = modified.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        Ok(Stamp { length: metadata.len(), version })
    }

    fn is_directory(&self, path: &Path) -> bool {
        std::fs::metadata(path).is_ok_and(|metadata| metadata.is_dir())
    }
}

/// A text and how often it was replaced.
type Versioned = (Arc<[u8]>, u128);

/// Files in memory. Can be changed through `&self`; `.gitignore` means nothing here.
#[derive(Debug, Default)]
pub struct Memory {
    files: RwLock<BTreeMap<PathBuf, Versioned>>,
}

impl Memory {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a file.
    pub fn insert(&self, path: impl Into<PathBuf>, text: impl AsRef<[u8]>) {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let path = path.into();
        let version = files.get(&path).map_or(0, |(_, version)| version + 1);
        files.insert(path, (Arc::from(text.as_ref()), version));
    }

    /// Deletes a file.
    pub fn remove(&self, path: &Path) {
        self.files.write().unwrap_or_else(PoisonError::into_inner).remove(path);
    }

    fn get(&self, path: &Path) -> Option<Versioned> {
        self.files.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    fn paths(&self) -> Vec<PathBuf> {
        self.files.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }
}

impl<P: Into<PathBuf>, T: AsRef<[u8]>> FromIterator<(P, T)> for Memory {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(files: I) -> Self {
        let memory = Self::new();
        for (path, text) in files {
            memory.insert(path, text);
        }
        memory
    }
}

impl FileSystem for Memory {
    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>> {
        self.get(path).map(|(text, _)| text).ok_or_else(|| not_found(path))
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<Entry>> {
        let entries = list_paths(&self.paths(), directory);
        if entries.is_empty() {
            Err(not_found(directory))
        } else {
            Ok(entries.into_iter().collect())
        }
    }

    fn walk(&self, root: &Path, wanted: &dyn Fn(&Path) -> bool) -> io::Result<Vec<PathBuf>> {
        Ok(self.paths().into_iter().filter(|path| is_walked(path, root) && wanted(path)).collect())
    }

    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        let (text, version) = self.get(path).ok_or_else(|| not_found(path))?;
        Ok(Stamp { length: text.len() as u64, version })
    }
}

/// Editor buffers over another file system: a buffer hides the file of its path.
#[derive(Debug, Default)]
pub struct Overlay<F> {
    below: F,
    buffers: Memory,
}

impl<F: FileSystem> Overlay<F> {
    /// No buffers yet.
    #[must_use]
    pub fn new(below: F) -> Self {
        Self { below, buffers: Memory::new() }
    }

    /// Opens or changes a buffer.
    pub fn set(&self, path: impl Into<PathBuf>, text: impl AsRef<[u8]>) {
        self.buffers.insert(path, text);
    }

    /// Closes a buffer, so that the file below shows again.
    pub fn close(&self, path: &Path) {
        self.buffers.remove(path);
    }

    /// Whether a buffer is open for this path.
    #[must_use]
    pub fn is_open(&self, path: &Path) -> bool {
        self.buffers.get(path).is_some()
    }
}

impl<F: FileSystem> FileSystem for Overlay<F> {
    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>> {
        self.buffers.read(path).or_else(|_| self.below.read(path))
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<Entry>> {
        let buffers = list_paths(&self.buffers.paths(), directory);
        match self.below.list(directory) {
            Ok(below) => {
                Ok(below.into_iter().chain(buffers).collect::<BTreeSet<_>>().into_iter().collect())
            }
            Err(_) if !buffers.is_empty() => Ok(buffers.into_iter().collect()),
            Err(error) => Err(error),
        }
    }

    fn walk(&self, root: &Path, wanted: &dyn Fn(&Path) -> bool) -> io::Result<Vec<PathBuf>> {
        let buffers = self.buffers.walk(root, wanted)?;
        match self.below.walk(root, wanted) {
            Ok(below) => {
                Ok(below.into_iter().chain(buffers).collect::<BTreeSet<_>>().into_iter().collect())
            }
            Err(_) if !buffers.is_empty() => Ok(buffers),
            Err(error) => Err(error),
        }
    }

    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        // INVARIANT: an opened buffer differs from the file below, whose version is a time far from zero.
        self.buffers.stamp(path).or_else(|_| self.below.stamp(path))
    }

    fn is_directory(&self, path: &Path) -> bool {
        self.below.is_directory(path) || self.buffers.is_directory(path)
    }
}

impl<F: FileSystem + ?Sized> FileSystem for Arc<F> {
    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>> {
        (**self).read(path)
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<Entry>> {
        (**self).list(directory)
    }

    fn walk(&self, root: &Path, wanted: &dyn Fn(&Path) -> bool) -> io::Result<Vec<PathBuf>> {
        (**self).walk(root, wanted)
    }

    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        (**self).stamp(path)
    }

    fn is_directory(&self, path: &Path) -> bool {
        (**self).is_directory(path)
    }
}

fn is_skipped(name: &str) -> bool {
    SKIPPED.contains(&name)
}

fn is_walked(path: &Path, root: &Path) -> bool {
    path.strip_prefix(root).is_ok_and(|rest| {
        let folders = rest.parent().into_iter().flat_map(Path::components);
        !folders.into_iter().any(|folder| folder.as_os_str().to_str().is_some_and(is_skipped))
    })
}

fn list_paths(paths: &[PathBuf], directory: &Path) -> BTreeSet<Entry> {
    let below = paths.iter().filter_map(|path| path.strip_prefix(directory).ok());
    let entries = below.filter_map(|rest| {
        let mut parts = rest.components();
        let path = directory.join(parts.next()?);
        let kind = if parts.next().is_some() { EntryKind::Directory } else { EntryKind::File };
        Some(Entry { path, kind })
    });
    entries.collect()
}

fn not_found(path: &Path) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("`{}` does not exist", path.display()))
}
