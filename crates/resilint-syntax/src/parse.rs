//! Text to tree: the strict pass first, and only if it finds an error, the recovering one.

use std::sync::Arc;

use crate::decoded::Decoded;
use crate::parser::{Mode, Parser};
use crate::tree::{HAS_ERROR, Kind, Node};
use crate::{Diagnostic, FileId, Format, Span, Tree, json};

/// The largest file that is read.
pub const MAX_FILE_SIZE: usize = 64 << 20;

/// How a file starts that git-crypt keeps.
const ENCRYPTED: &[u8] = b"\0GITCRYPT\0";

/// Reads a file. Never fails: what cannot be read is an error node in the tree and a diagnostic beside it.
#[must_use]
pub fn parse(file: FileId, text: &Arc<[u8]>, format: Format) -> (Tree, Vec<Diagnostic>) {
    read(file, text, format, true)
}

/// Reads a file of values, such as `.tfvars.json`: in JSON, a string is no template there. See [`crate::Expression::json_text`].
#[must_use]
pub fn parse_values(file: FileId, text: &Arc<[u8]>, format: Format) -> (Tree, Vec<Diagnostic>) {
    read(file, text, format, false)
}

fn read(
    file: FileId,
    text: &Arc<[u8]>,
    format: Format,
    templates: bool,
) -> (Tree, Vec<Diagnostic>) {
    if text.len() > MAX_FILE_SIZE {
        let message =
            format!("this file is larger than {} MiB and is not read", MAX_FILE_SIZE >> 20);
        return unread(format, Diagnostic::error("file-too-large", Span::at(file, 0), message));
    }
    if text.starts_with(ENCRYPTED) {
        let message = "this file is encrypted by git-crypt and is not read";
        let diagnostic = Diagnostic::error("file-encrypted", Span::at(file, 0), message);
        return unread(format, diagnostic.with_help("unlock the repository"));
    }
    match format {
        Format::Native => parse_native(file, text),
        Format::Json => json::parse(file, text, templates),
    }
}

fn parse_native(file: FileId, text: &Arc<[u8]>) -> (Tree, Vec<Diagnostic>) {
    let mut parser = Parser::new(file, text, Mode::Strict);
    parser.file_body();
    if parser.failed {
        parser = Parser::new(file, text, Mode::Recover);
        parser.prepare_recovery();
        parser.file_body();
    }
    let mut diagnostics = parser.diagnostics;
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    let tree = Tree {
        file,
        format: Format::Native,
        text: Arc::clone(text),
        decoded: Decoded::default(),
        nodes: parser.nodes.into_boxed_slice(),
        comments: parser.comments.into_boxed_slice(),
    };
    (tree, diagnostics)
}

/// An empty tree for a file that is not read at all.
fn unread(format: Format, diagnostic: Diagnostic) -> (Tree, Vec<Diagnostic>) {
    let node = |kind, size| Node { kind, flags: HAS_ERROR, extra: 0, start: 0, end: 0, size };
    let tree = Tree {
        file: diagnostic.span.file,
        format,
        text: Arc::from([]),
        decoded: Decoded::default(),
        nodes: Box::new([node(Kind::Error, 1), node(Kind::Body, 2)]),
        comments: Box::new([]),
    };
    (tree, vec![diagnostic])
}
