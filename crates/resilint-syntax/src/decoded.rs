//! JSON strings with their escapes resolved. What is written inside them (templates, references) is parsed in
//! the resolved text; this maps offsets there back to offsets in the file.
//!
//! Resolved text lies behind the file: the offset of its first byte is the length of the file.

/// The resolved texts of a file, one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decoded {
    /// The length of the file.
    base: u32,
    text: Vec<u8>,
    /// Runs whose bytes lie in the file as they are: offset here (from `base`), offset in the file. Sorted.
    runs: Vec<(u32, u32)>,
}

impl Decoded {
    pub(crate) fn new(base: u32) -> Self {
        Self { base, text: Vec::new(), runs: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(crate) fn memory(&self) -> usize {
        self.text.len() + self.runs.len() * size_of::<(u32, u32)>()
    }

    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    pub(crate) fn bytes(&self, start: usize, end: usize) -> &[u8] {
        &self.text[start..end]
    }

    /// The offset of the next byte to be added.
    pub(crate) fn end(&self) -> u32 {
        self.base + u32::try_from(self.text.len()).expect("resolved text is shorter than its file")
    }

    /// Adds bytes that stand for what is written at an offset of the file.
    pub(crate) fn add(&mut self, bytes: &[u8], written_at: u32) {
        self.runs.push((self.end(), written_at));
        self.text.extend_from_slice(bytes);
    }

    /// The offset in the file of an offset that may lie in resolved text.
    pub(crate) fn place(&self, offset: u32) -> u32 {
        if self.is_empty() || offset < self.base {
            return offset;
        }
        let run = self.runs.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
        let (start, written_at) = self.runs[run];
        written_at + (offset - start)
    }

    /// The offset in the file of the end of a range.
    pub(crate) fn place_of_end(&self, start: u32, end: u32) -> u32 {
        if start >= end || self.is_empty() || start < self.base {
            return if start == end { self.place(start) } else { end };
        }
        // The last byte may stand for a longer escape sequence: the range ends where the next run begins.
        let next = self.runs.partition_point(|(start, _)| *start < end);
        match self.runs.get(next) {
            Some((start, written_at)) if *start == end => *written_at,
            _ => self.place(end - 1) + 1,
        }
    }
}
