//! The one place where bytes become the protocol's positions, and paths its addresses.

use std::path::{Path, PathBuf};

use resilint_syntax::{Encoding, LineIndex};
use tower_lsp::ls_types::{Position, PositionEncodingKind, Range, Uri};

/// The encoding to use with a client that offers `offered`: bytes where it can, else UTF-16, which every client can.
pub(crate) fn negotiate(offered: Option<&[PositionEncodingKind]>) -> Encoding {
    let offered = offered.unwrap_or_default();
    if offered.contains(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if offered.contains(&PositionEncodingKind::UTF16)
        || !offered.contains(&PositionEncodingKind::UTF32)
    {
        Encoding::Utf16
    } else {
        Encoding::Utf32
    }
}

/// The protocol's name of an encoding.
pub(crate) const fn encoding_kind(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

/// A range of bytes, as the protocol has it.
pub(crate) fn range(lines: &LineIndex, bytes: std::ops::Range<u32>, encoding: Encoding) -> Range {
    Range {
        start: position(lines, bytes.start, encoding),
        end: position(lines, bytes.end, encoding),
    }
}

/// A byte offset, as the protocol has it.
pub(crate) fn position(lines: &LineIndex, offset: u32, encoding: Encoding) -> Position {
    let position = lines.position(offset, encoding);
    Position { line: position.line, character: position.column }
}

/// The protocol's position, as ours.
pub(crate) const fn from_position(position: Position) -> resilint_syntax::Position {
    resilint_syntax::Position { line: position.line, column: position.character }
}

/// The byte offset of a position of the protocol.
pub(crate) fn offset(lines: &LineIndex, position: Position, encoding: Encoding) -> u32 {
    lines.offset(from_position(position), encoding)
}

/// The path of an address; `None` when it names no file.
pub(crate) fn path(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    if is_file { uri.to_file_path().map(std::borrow::Cow::into_owned) } else { None }
}

/// The address of an absolute path.
pub(crate) fn uri(path: &Path) -> Option<Uri> {
    Uri::from_file_path(path)
}
