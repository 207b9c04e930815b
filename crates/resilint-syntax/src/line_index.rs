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
    /// The numbers of the stretches with anything but ASCII in them. Everywhere else a byte is a column: a plan is one line of many megabytes.
    wide: Vec<u32>,
}

/// How long a stretch is, in bytes.
const STRETCH: u32 = 4096;

impl LineIndex {
    /// Finds the lines of a text. Lines end with `\n` or `\r\n`.
    #[must_use]
    pub fn new(text: Arc<[u8]>) -> Self {
        let ends = memchr::memchr_iter(b'\n', &text);
        let starts = std::iter::once(0).chain(ends.map(|end| offset(end + 1))).collect();
        let stretches = (0..).zip(text.chunks(STRETCH as usize));
        let wide = stretches.filter(|(_, bytes)| !bytes.is_ascii()).map(|(number, _)| number);
        let wide = wide.collect();
        Self { text, starts, wide }
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
        let start = self.starts[line as usize];
        Position { line, column: self.width(start, offset, encoding) }
    }

    /// How many columns there are between two offsets of a line.
    fn width(&self, start: u32, end: u32, encoding: Encoding) -> u32 {
        if encoding == Encoding::Utf8 {
            return end - start;
        }
        let bytes = |from: u32, to: u32| &self.text[from as usize..to as usize];
        let first =
            self.wide.partition_point(|number| (number + 1).saturating_mul(STRETCH) <= start);
        let (mut columns, mut at) = (0, start);
        // A character that reaches over the end of a stretch makes the next one wide too, so runs of them begin and end between characters.
        for run in self.wide[first..].chunk_by(|one, next| one + 1 == *next) {
            let (from, to) =
                ((run[0] * STRETCH).max(start), (run[run.len() - 1] + 1).saturating_mul(STRETCH));
            if from >= end {
                break;
            }
            let to = to.min(end);
            let units = characters(bytes(from, to), encoding).map(|(_, units)| units);
            columns += from - at + units.sum::<u32>();
            at = to;
        }
        columns + end - at
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
