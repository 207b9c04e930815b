//! The texts that were read, each with a number, so that a place is three small integers.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::{FileId, LineIndex};

/// All texts that were read. Shared between threads behind an `Arc`; adding needs no `&mut`.
#[derive(Debug, Default)]
pub struct Files {
    inner: RwLock<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    files: Vec<File>,
    by_path: HashMap<Arc<Path>, Vec<FileId>>,
}

#[derive(Debug)]
struct File {
    path: Arc<Path>,
    text: Arc<[u8]>,
    line_index: OnceLock<Arc<LineIndex>>,
}

impl Files {
    /// No texts yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text. The same path with the same bytes is the same file; with other bytes it is a new one.
    pub fn add(&self, path: &Path, text: Arc<[u8]>) -> FileId {
        let mut inner = self.write();
        let Inner { files, by_path } = &mut *inner;
        let versions = match by_path.get_mut(path) {
            Some(versions) => versions,
            None => by_path.entry(Arc::from(path)).or_default(),
        };
        let known = versions.iter().position(|id| files[id.index() as usize].text == text);
        if let Some(known) = known {
            let id = versions.remove(known);
            versions.push(id);
            return id;
        }
        let id =
            FileId::new(u32::try_from(files.len()).expect("fewer than 2^32 texts fit into memory"));
        versions.push(id);
        files.push(File { path: Arc::from(path), text, line_index: OnceLock::new() });
        id
    }

    /// The path under which the text was added.
    #[must_use]
    pub fn path(&self, id: FileId) -> Arc<Path> {
        Arc::clone(&self.read().files[id.index() as usize].path)
    }

    /// The bytes of the text.
    #[must_use]
    pub fn text(&self, id: FileId) -> Arc<[u8]> {
        Arc::clone(&self.read().files[id.index() as usize].text)
    }

    /// The lines of the text, found when first asked for.
    #[must_use]
    pub fn line_index(&self, id: FileId) -> Arc<LineIndex> {
        let inner = self.read();
        let file = &inner.files[id.index() as usize];
        Arc::clone(file.line_index.get_or_init(|| Arc::new(LineIndex::new(Arc::clone(&file.text)))))
    }

    /// The text that was last added under a path.
    #[must_use]
    pub fn find(&self, path: &Path) -> Option<FileId> {
        self.read().by_path.get(path).and_then(|versions| versions.last().copied())
    }

    /// Lets go of the older versions of a path, so that an editing session does not keep every keystroke.
    /// Their numbers stay valid and name an empty text.
    pub fn forget_older(&self, path: &Path) {
        let mut inner = self.write();
        let Inner { files, by_path } = &mut *inner;
        let Some(versions) = by_path.get_mut(path) else { return };
        let last = versions.len().saturating_sub(1);
        for id in versions.drain(..last) {
            let file = &mut files[id.index() as usize];
            file.text = Arc::from([]);
            file.line_index = OnceLock::new();
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }
}
