//! The texts that an analysis saw, with their lines: positions are counted in what was judged, not in what was typed since.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use resilint_syntax::{FileSystem, LineIndex};
use tower_lsp::ls_types::Uri;

use crate::convert;
use crate::documents::Documents;

/// Lines by path, read when first asked for.
#[derive(Debug)]
pub(crate) struct Texts {
    documents: Arc<Documents>,
    lines: Mutex<HashMap<PathBuf, Option<Arc<LineIndex>>>>,
}

impl Texts {
    pub(crate) fn new(documents: Arc<Documents>) -> Self {
        Self { documents, lines: Mutex::default() }
    }

    /// The lines of a file; `None` when it is gone.
    pub(crate) fn lines(&self, path: &Path) -> Option<Arc<LineIndex>> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || self.documents.files.read(path).ok().map(|text| Arc::new(LineIndex::new(text)));
        lines.entry(path.to_owned()).or_insert_with(read).clone()
    }

    /// The address of a file: the client's own for open documents.
    pub(crate) fn uri(&self, path: &Path) -> Option<Uri> {
        self.documents.get(path).map(|document| document.uri).or_else(|| convert::uri(path))
    }
}
