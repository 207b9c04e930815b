//! The texts that an analysis saw, with their lines: positions are counted in what was judged, not in what was typed since.

use std::path::Path;
use std::sync::Arc;

use resilint_syntax::{Files, LineIndex};
use tower_lsp::ls_types::Uri;

use crate::convert;
use crate::documents::Documents;

/// Lines by path.
#[derive(Debug)]
pub(crate) struct Texts<'a> {
    pub(crate) files: &'a Files,
    pub(crate) documents: &'a Documents,
}

impl Texts<'_> {
    /// The lines of a file; `None` when it was never read.
    pub(crate) fn lines(&self, path: &Path) -> Option<Arc<LineIndex>> {
        self.files.find(path).map(|file| self.files.line_index(file))
    }

    /// The address of a file: the client's own for open documents.
    pub(crate) fn uri(&self, path: &Path) -> Option<Uri> {
        self.documents.get(path).map(|document| document.uri).or_else(|| convert::uri(path))
    }
}
