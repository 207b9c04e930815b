//! Byte offsets to lines and columns and back, in the three ways editors count columns.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// What one column is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Encoding {
    /// A byte.
    Utf8,
    /// A UTF-16 code unit, as the language server protocol has it by default.
    Utf16,
    /// A character (Unicode scalar value), as people and SARIF count.
    Utf32,
}

/// A line and a column, both counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in the units of an [`Encoding`].
    pub column: u32,
}

/// The line starts of a text. A byte that is no valid UTF-8 counts as one character.
#[derive(Clone, Debug)]
pub struct LineIndex {
    text: Arc<[u8]>,
    starts: Vec<u32>,
}

impl LineIndex {
    /// Finds the lines of a text. Lines end with `\n` or `\r\n`.
    #[must_use]
    pub fn new(text: Arc<[u8]>) -> Self {
        let ends = memchr::memchr_iter(b'\n', &text);
        let starts = std::iter::once(0).chain(ends.map(|end| offset(end + 1))).collect();
        Self { text, starts }
    }

    /// The number of lines; a final newline begins one more, empty line.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        offset(self.starts.len())
    }

    /// The line of an offset, from 0. An offset behind the end is on the last line.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        let after = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(after - 1).unwrap_or(u32::MAX)
    }

    /// The bytes of a line as offsets, without its line end. `None` behind the last line.
    #[must_use]
    pub fn line_range(&self, line: u32) -> Option<std::ops::Range<u32>> {
        let start = *self.starts.get(line as usize)?;
        let mut end =
            self.starts.get(line as usize + 1).map_or(offset(self.text.len()), |next| next - 1);
        if end > start
            && self.starts.len() > line as usize + 1
            && self.text[end as usize - 1] == b'\r'
        {
            end -= 1;
        }
        Some(start..end)
    }

    /// The text of a line without its line end, broken UTF-8 replaced. Empty behind the last line.
    #[must_use]
    pub fn line_text(&self, line: u32) -> std::borrow::Cow<'_, str> {
        let range = self.line_range(line).unwrap_or(0..0);
        String::from_utf8_lossy(&self.text[range.start as usize..range.end as usize])
    }

    /// The line and column of an offset. Offsets behind the end are taken as the end.
    #[must_use]
    pub fn position(&self, offset: u32, encoding: Encoding) -> Position {
        let offset = offset.min(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        let line = self.line(offset);
        let before = &self.text[self.starts[line as usize] as usize..offset as usize];
        Position { line, column: width(before, encoding) }
    }

    /// The offset of a line and column, taken as the nearest place that exists: a column behind the
    /// line's end is the end of the line, a line behind the last one is the end of the text, and a column
    /// inside a character is the character's start.
    #[must_use]
    pub fn offset(&self, position: Position, encoding: Encoding) -> u32 {
        let Some(range) = self.line_range(position.line) else { return offset(self.text.len()) };
        let line = &self.text[range.start as usize..range.end as usize];
        let (mut column, mut at) = (0, 0);
        for (bytes, units) in characters(line, encoding) {
            if column + units > position.column {
                break;
            }
            column += units;
            at += bytes;
        }
        range.start + at
    }
}

fn offset(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn width(text: &[u8], encoding: Encoding) -> u32 {
    if encoding == Encoding::Utf8 || text.is_ascii() {
        return offset(text.len());
    }
    characters(text, encoding).map(|(_, units)| units).sum()
}

/// The characters of a text: how many bytes and how many columns each takes.
fn characters(text: &[u8], encoding: Encoding) -> impl Iterator<Item = (u32, u32)> {
    text.utf8_chunks().flat_map(move |chunk| {
        let valid = chunk.valid().chars().map(move |character| {
            let bytes = offset(character.len_utf8());
            let units = match encoding {
                Encoding::Utf8 => bytes,
                Encoding::Utf16 => offset(character.len_utf16()),
                Encoding::Utf32 => 1,
            };
            (bytes, units)
        });
        valid.chain(chunk.invalid().iter().map(|_| (1, 1)))
    })
}
