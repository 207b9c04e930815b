//! Where places are after an edit: everything between what two texts have in common in front and behind is new.

use std::sync::Arc;

use resilint_project::{Position, Range};
use resilint_syntax::{Encoding, LineIndex};
use tower_lsp::ls_types;

use crate::convert;

/// How one text became another.
#[derive(Debug)]
pub(crate) struct Move {
    /// What is the same in front, in bytes.
    before: u32,
    /// Where the old text begins to be the same again.
    old_rest: u32,
    /// Where the new text does.
    new_rest: u32,
    old: LineIndex,
    new: LineIndex,
}

impl Move {
    /// From the old text to the new one.
    pub(crate) fn of(old: &Arc<[u8]>, new: &Arc<[u8]>) -> Self {
        let before = old.iter().zip(new.iter()).take_while(|(left, right)| left == right).count();
        let same = |(left, right): &(&u8, &u8)| left == right;
        let behind =
            old[before..].iter().rev().zip(new[before..].iter().rev()).take_while(same).count();
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            before: offset(before),
            old_rest: offset(old.len() - behind),
            new_rest: offset(new.len() - behind),
            old: LineIndex::new(Arc::clone(old)),
            new: LineIndex::new(Arc::clone(new)),
        }
    }

    /// Where a range of a report is now.
    pub(crate) fn range(&self, range: Range) -> Range {
        let (start, end) = self.offsets(range.start.offset, range.end.offset);
        Range { start: self.position(start), end: self.position(end) }
    }

    /// Where a range that the client was told of is now.
    pub(crate) fn told(&self, range: ls_types::Range, encoding: Encoding) -> ls_types::Range {
        let offset = |position| convert::offset(&self.old, position, encoding);
        let (start, end) = self.offsets(offset(range.start), offset(range.end));
        convert::range(&self.new, start..end, encoding)
    }

    fn offsets(&self, start: u32, end: u32) -> (u32, u32) {
        let start = self.offset(start, self.before);
        (start, self.offset(end, self.new_rest).max(start))
    }

    /// Where an offset is now; `inside` for what lies in the text that was replaced.
    const fn offset(&self, offset: u32, inside: u32) -> u32 {
        if offset <= self.before {
            offset
        } else if offset >= self.old_rest {
            offset - self.old_rest + self.new_rest
        } else {
            inside
        }
    }

    fn position(&self, offset: u32) -> Position {
        let found = self.new.position(offset, Encoding::Utf32);
        Position { line: found.line + 1, column: found.column + 1, offset }
    }
}

#[cfg(test)]
mod tests {
    use resilint_project::{Position, Range};

    use super::Move;

    fn offsets(start: u32, end: u32) -> Range {
        let at = |offset| Position { line: 0, column: 0, offset };
        Range { start: at(start), end: at(end) }
    }

    fn moved(old: &str, new: &str, what: &str) -> String {
        let start = u32::try_from(old.find(what).unwrap()).unwrap();
        let end = start + u32::try_from(what.len()).unwrap();
        let range =
            Move::of(&old.as_bytes().into(), &new.as_bytes().into()).range(offsets(start, end));
        let text = new.get(range.start.offset as usize..range.end.offset as usize).unwrap();
        format!("{}:{} {text}", range.start.line, range.start.column)
    }

    #[test]
    fn places_move_with_their_text() {
        let old = "a = 1\nb = 2\nc = 3\n";
        assert_eq!(moved(old, "x\na = 1\nb = 2\nc = 3\n", "b = 2"), "3:1 b = 2");
        assert_eq!(moved(old, "a = 1\nb = 2\n", "a = 1"), "1:1 a = 1");
        assert_eq!(moved(old, "a = 1\nc = 3\n", "c = 3"), "2:1 c = 3");
        assert_eq!(moved(old, "a = 1\nb = \nc = 3\n", "b = 2"), "2:1 b = ");
        assert_eq!(moved(old, "a = 1\nb = 22\nc = 3\n", "c = 3"), "3:1 c = 3");
    }
}
