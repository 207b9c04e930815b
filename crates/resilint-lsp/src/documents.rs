//! The documents that are open in the editor: their text, as the client last told it, over the disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use resilint_syntax::{Disk, Encoding, LineIndex, Overlay};
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

use crate::convert;

/// The open documents. Written by the notification handlers before they wait for anything, so that changes keep their order.
#[derive(Debug)]
pub(crate) struct Documents {
    /// What the analysis reads: buffers over the disk.
    pub(crate) files: Arc<Overlay<Disk>>,
    open: Mutex<BTreeMap<PathBuf, Document>>,
}

/// One open document.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// As the client writes it; another spelling of the same address may not be understood by it.
    pub(crate) uri: Uri,
    /// The client's version of the text.
    pub(crate) version: i32,
    /// The text.
    pub(crate) text: Arc<[u8]>,
}

impl Documents {
    pub(crate) fn new() -> Self {
        Self { files: Arc::new(Overlay::new(Disk)), open: Mutex::default() }
    }

    /// Takes over a document that the client opened.
    pub(crate) fn open(&self, uri: Uri, version: i32, text: &str) -> Option<PathBuf> {
        let path = convert::path(&uri)?;
        let text: Arc<[u8]> = Arc::from(text.as_bytes());
        self.files.set(&path, &text);
        self.lock().insert(path.clone(), Document { uri, version, text });
        Some(path)
    }

    /// Applies changes in their order; a change without a range replaces the whole text. A document that was never opened is left alone.
    pub(crate) fn change(
        &self,
        uri: &Uri,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) -> Option<PathBuf> {
        let path = convert::path(uri)?;
        let mut open = self.lock();
        let document = open.get_mut(&path)?;
        for change in changes {
            document.text = changed(&document.text, change, encoding);
        }
        document.version = version;
        self.files.set(&path, &document.text);
        Some(path)
    }

    /// Lets go of a document: the disk counts again.
    pub(crate) fn close(&self, uri: &Uri) -> Option<PathBuf> {
        let path = convert::path(uri)?;
        self.lock().remove(&path);
        self.files.close(&path);
        Some(path)
    }

    /// An open document.
    pub(crate) fn get(&self, path: &Path) -> Option<Document> {
        self.lock().get(path).cloned()
    }

    /// The open documents' paths, sorted.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.lock().keys().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Document>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn changed(
    text: &Arc<[u8]>,
    change: &TextDocumentContentChangeEvent,
    encoding: Encoding,
) -> Arc<[u8]> {
    let Some(range) = change.range else { return Arc::from(change.text.as_bytes()) };
    let lines = LineIndex::new(Arc::clone(text));
    let start = lines.offset(convert::from_position(range.start), encoding) as usize;
    let end = (lines.offset(convert::from_position(range.end), encoding) as usize).max(start);
    [&text[..start], change.text.as_bytes(), &text[end..]].concat().into()
}
