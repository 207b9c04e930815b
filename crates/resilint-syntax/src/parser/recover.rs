//! The recovering pass: reading a text that does not follow the grammar, as one that is being typed.
//!
//! What it trusts is layout. Each item is first tried by the strict rules; only an item that breaks them is
//! read by what its lines look like, so a mistake costs the item it is in and nothing else.

use std::collections::BTreeMap;

use crate::parser::machine::{Mode, Parser};
use crate::parser::template::TemplateStyle;
use crate::token::{Token, TokenKind, name_end};
use crate::tree::Kind;

/// What the recovering pass keeps track of.
#[derive(Debug, Default)]
pub(crate) struct Recovery {
    /// Everything that is open is being given up, up to the argument or the file.
    pub(crate) unwinding: bool,
    /// An error in the value that is being read was reported; what follows from it is not worth saying.
    pub(crate) is_value_reported: bool,
    /// Where the last strict attempt met its error.
    pub(crate) failed_at: usize,
    /// How many bytes may still be spent on attempts that fail, so that the whole stays linear.
    budget: usize,
    /// The column of the argument whose value is being read.
    value: Option<usize>,
    /// The column of the innermost block that is open.
    block: Option<usize>,
    lines: Lines,
}

/// What the lines of the text look like, found once.
#[derive(Debug, Default)]
struct Lines {
    /// Where lines begin that look like the header of a top-level block.
    headers: Vec<usize>,
    /// Where lines begin that could end a heredoc, by marker.
    markers: BTreeMap<Vec<u8>, Vec<usize>>,
    /// Where lines begin that open a heredoc, by marker.
    openers: BTreeMap<Vec<u8>, Vec<usize>>,
}

impl Recovery {
    /// Whether the value of an argument is being read.
    pub(crate) fn is_in_value(&self) -> bool {
        self.value.is_some()
    }
}

impl Parser<'_> {
    /// Prepares the recovering pass.
    pub(crate) fn prepare_recovery(&mut self) {
        self.recovery.budget = 8 * self.text.len() + 4096;
        self.recovery.lines = Lines::of(self.text);
    }

    /// An item, by the strict rules if it follows them.
    pub(crate) fn item_or_recover(&mut self) {
        if self.recovery.budget == 0 {
            self.item();
            return;
        }
        let start = self.at;
        let (mark, errors) = (self.mark(), self.errors_until());
        let (names, comments) = (self.names.len(), self.comments.len());
        let (value, block, depth) = (self.recovery.value, self.recovery.block, self.depth);
        self.mode = Mode::Attempt;
        self.look_again();
        self.item();
        self.mode = Mode::Recover;
        if !self.failed {
            return;
        }
        let spent = self.recovery.failed_at.saturating_sub(start) + 16;
        self.recovery.budget = self.recovery.budget.saturating_sub(spent);
        self.failed = false;
        self.recovery.unwinding = false;
        (self.recovery.value, self.recovery.block, self.depth) = (value, block, depth);
        self.newlines = true;
        self.nodes.truncate(mark);
        self.names.truncate(names);
        self.comments.truncate(comments);
        self.set_errors_until(errors);
        self.jump(start);
        self.item();
    }

    /// Whether the token at an offset, the first on its line, belongs to an outer construct.
    pub(crate) fn is_boundary(&self, line: usize, at: usize) -> bool {
        let column = at - line;
        let byte = self.text[at];
        let is_closer = matches!(byte, b'}' | b']' | b')');
        if self.mode == Mode::Attempt {
            let open = self.recovery.value.or(self.recovery.block);
            return is_closer && open.is_some_and(|open| column < open);
        }
        if let Some(value) = self.recovery.value {
            return if is_closer {
                column < value
            } else {
                column <= value && self.looks_like_item(at)
            } || self.is_header(line);
        }
        let Some(block) = self.recovery.block else { return false };
        if is_closer {
            byte == b'}' && column < block
        } else {
            self.is_header(line) || (column <= block && block > 0 && self.looks_like_item(at))
        }
    }

    fn is_header(&self, line: usize) -> bool {
        self.recovery.lines.headers.binary_search(&line).is_ok()
    }

    /// Whether `x =`, `x {` or `x "` is written at an offset.
    fn looks_like_item(&self, at: usize) -> bool {
        let Some(end) = name_end(self.text, at) else { return false };
        let blanks =
            self.text[end..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let rest = &self.text[end + blanks..];
        match rest.first() {
            Some(b'{' | b'"') => true,
            Some(b'=') => !matches!(rest.get(1), Some(b'=' | b'>')),
            _ => false,
        }
    }

    /// Begins the value of an argument whose name is at an offset.
    pub(crate) fn enter_value(&mut self, name: usize) -> Option<usize> {
        if self.mode == Mode::Strict {
            return None;
        }
        let column = self.column(name);
        self.look_again();
        self.recovery.is_value_reported = false;
        self.recovery.value.replace(column)
    }

    /// Begins a heredoc, where the layout of expressions says nothing: returns the column of the value around it.
    pub(crate) fn enter_heredoc(&mut self, style: TemplateStyle) -> Option<usize> {
        let is_value = self.recovery.value.is_some();
        let is_heredoc = matches!(style, TemplateStyle::Heredoc { .. });
        if is_value && is_heredoc { self.recovery.value.replace(0) } else { self.recovery.value }
    }

    pub(crate) fn leave_heredoc(&mut self, outer: Option<usize>) {
        self.recovery.value = outer;
    }

    pub(crate) fn leave_value(&mut self, outer: Option<usize>) {
        if self.mode != Mode::Strict {
            self.recovery.value = outer;
            self.look_again();
        }
    }

    /// Begins a block whose kind is at an offset.
    pub(crate) fn enter_block(&mut self, name: usize) -> Option<usize> {
        if self.mode == Mode::Strict {
            return None;
        }
        let column = self.column(name);
        self.recovery.block.replace(column)
    }

    pub(crate) fn leave_block(&mut self, outer: Option<usize>) {
        if self.mode != Mode::Strict {
            self.recovery.block = outer;
            self.look_again();
        }
    }

    /// The indentation of the line of an offset.
    fn column(&self, at: usize) -> usize {
        let line = memchr::memrchr(b'\n', &self.text[..at]).map_or(0, |end| end + 1);
        self.text[line..at].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    }

    pub(crate) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        at + length - usize::from(length > 0 && length < rest.len() && rest[length - 1] == b'\r')
    }

    /// Where the line of an offset ends, or a later offset if that is on the same line.
    pub(crate) fn first_line_end(&self, at: usize, until: usize) -> usize {
        memchr::memchr(b'\n', &self.text[at..until.max(at)]).map_or(until, |length| at + length)
    }

    /// Gives up the rest of a value: goes to the end of the last line that still belongs to it.
    pub(crate) fn skip_value(&mut self, is_one_line: bool) -> usize {
        self.recovery.unwinding = false;
        self.look_again();
        let next = self.peek();
        if is_one_line {
            let rest = &self.text[self.at..self.line_end(self.at)];
            let end = self.at + rest.iter().position(|byte| *byte == b'}').unwrap_or(rest.len());
            self.jump(end);
            return end;
        }
        let mut end = match next.kind {
            TokenKind::End | TokenKind::Stop => return self.at,
            TokenKind::Newline => self.at,
            _ => self.line_end(next.start),
        };
        let column = self.recovery.value.unwrap_or(0);
        let mut has_deeper_lines = false;
        while let Some(newline) = memchr::memchr(b'\n', &self.text[end..]) {
            let line = end + newline + 1;
            let indent =
                self.text[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let belongs = match self.text.get(line + indent) {
                None | Some(b'\n' | b'\r') => false,
                Some(b'}' | b']' | b')') if indent == column => has_deeper_lines,
                Some(_) => indent > column && !self.is_header(line),
            };
            if !belongs {
                break;
            }
            has_deeper_lines = true;
            end = self.line_end(line);
            if indent == column {
                break;
            }
        }
        self.jump(end);
        end
    }

    /// After an error in a list: goes behind the next comma of this line. `false` if there is none.
    pub(crate) fn skip_to_comma(&mut self, closer: TokenKind) -> bool {
        if self.recovery.unwinding || matches!(self.peek_kind(), TokenKind::Stop | TokenKind::End) {
            return false;
        }
        if self.peek_kind() == closer {
            return false;
        }
        let token = self.peek();
        self.error(
            "syntax-error",
            token.start,
            token.end,
            "a comma or the closing bracket is expected here",
        );
        self.push_error(self.at, self.at);
        let rest = &self.text[token.start..];
        let length =
            rest.iter().position(|byte| matches!(byte, b',' | b']' | b'\n')).unwrap_or(rest.len());
        let is_comma = rest.get(length) == Some(&b',');
        self.jump(token.start + length + usize::from(is_comma));
        if length == 0 && !is_comma {
            return false;
        }
        self.peek_kind() != closer && !matches!(self.peek_kind(), TokenKind::Stop | TokenKind::End)
    }

    /// After an error in an object: goes to the end of the line. `false` if the object ends here.
    pub(crate) fn recover_entry(&mut self) -> bool {
        let token = self.peek();
        if matches!(token.kind, TokenKind::Stop | TokenKind::End) || self.recovery.unwinding {
            return false;
        }
        self.error(
            "syntax-error",
            token.start,
            token.end,
            "a comma or a new line is expected after the value",
        );
        if self.mode != Mode::Recover {
            return false;
        }
        self.push_error(self.at, self.at);
        self.push_error(self.at, self.at);
        let rest = &self.text[token.start..];
        let length =
            rest.iter().position(|byte| matches!(byte, b',' | b'}' | b'\n')).unwrap_or(rest.len());
        self.jump(token.start + length);
        true
    }

    /// Ends the giving up at the level of the file.
    pub(crate) fn stop_unwinding(&mut self) {
        self.recovery.unwinding = false;
        self.recovery.value = None;
        self.recovery.block = None;
        self.newlines = true;
        let next = self.recovery.lines.headers.partition_point(|header| *header <= self.at);
        let to = self.recovery.lines.headers.get(next).copied().unwrap_or(self.text.len());
        self.jump(to);
    }

    /// A block's header without its brace. Returns where the block ends.
    pub(crate) fn missing_brace(&mut self, name: Token, next: Token, mark: usize) -> usize {
        let (message, help) = match next.kind {
            TokenKind::Assign => {
                ("an `=` cannot follow a block's labels", "remove the labels, or the `=`")
            }
            TokenKind::Newline => ("a block needs a `{` on the line of its header", "add a `{`"),
            _ => ("a label or a `{` is expected here", "add a `{`"),
        };
        let end = self.at;
        if self.errors_until() <= mark {
            self.error_with_help("missing-brace", next, message, help);
        }
        if self.mode != Mode::Recover {
            return end;
        }
        self.push_error(end, end);
        self.jump(self.line_end(end));
        self.body_without_brace(name.start)
    }

    /// A name alone on its line, as when an argument or a block is half typed.
    pub(crate) fn lone_name(&mut self, name: Token) {
        let message = "an `=` or a block's `{` is expected after this name";
        let token = self.peek();
        let place = if token.kind == TokenKind::Newline { name } else { token };
        self.error("syntax-error", place.start, place.end, message);
        if self.mode != Mode::Recover {
            return;
        }
        let mark = self.mark();
        if token.kind == TokenKind::Newline && self.is_deeper_item_next(name.start) {
            self.push_error(name.end, name.end);
            let end = self.body_without_brace(name.start);
            self.push(Kind::Block, 0, name.end - name.start, (name.start, end), mark);
            return;
        }
        let end = self.line_end(name.end);
        self.push_error(name.start, end);
        self.jump(end);
    }

    /// Where a label ends whose closing quote is missing: before the brace that ends the line, else with the line.
    pub(crate) fn unclosed_label_end(&self, start: usize, line_end: usize) -> usize {
        let rest = self.text[start..line_end].trim_ascii_end();
        match rest.strip_suffix(b"{") {
            Some(label) if self.mode == Mode::Recover => start + label.trim_ascii_end().len(),
            _ => line_end,
        }
    }

    /// Where a heredoc must end at the latest, as a whole text or before something that cannot be in it.
    pub(crate) fn heredoc_limit(&self, start: usize, style: TemplateStyle) -> usize {
        let TemplateStyle::Heredoc { marker, .. } = style else { return self.text.len() };
        if self.mode == Mode::Strict {
            return self.text.len();
        }
        let name = &self.text[marker.0..marker.1];
        let lines = &self.recovery.lines;
        let next = |places: Option<&Vec<usize>>| {
            let places = places?;
            places.get(places.partition_point(|place| *place <= start)).copied()
        };
        let ends = next(lines.markers.get(name));
        let reopened = next(lines.openers.get(name));
        let is_ended = match (ends, reopened) {
            (Some(end), Some(reopened)) => end < reopened,
            (ends, _) => ends.is_some(),
        };
        match self.mode {
            _ if is_ended => self.text.len(),
            // The attempt is bound to fail.
            Mode::Attempt => marker.1,
            _ => self.first_outer_line(marker.1),
        }
    }

    /// The first line behind an offset that looks as if it belonged to an outer construct.
    fn first_outer_line(&self, from: usize) -> usize {
        let mut line = from;
        while let Some(newline) = memchr::memchr(b'\n', &self.text[line..]) {
            line += newline + 1;
            let indent =
                self.text[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            if line + indent < self.text.len() && self.is_boundary(line, line + indent) {
                return line;
            }
        }
        self.text.len()
    }

    /// Whether the next line that is not blank is an item and deeper than the line of an offset.
    fn is_deeper_item_next(&mut self, at: usize) -> bool {
        let column = self.column(at);
        let start = self.at;
        while self.peek_kind() == TokenKind::Newline {
            self.bump();
        }
        let next = self.peek();
        self.jump(start);
        next.kind == TokenKind::Name && self.column(next.start) > column
    }

    /// The body of a block whose brace is missing, if the next line is indented like one.
    fn body_without_brace(&mut self, name: usize) -> usize {
        let mark = self.mark();
        let start = self.at;
        if !self.is_deeper_item_next(name) {
            self.push(Kind::Body, 0, 0, (start, start), mark);
            self.eat(TokenKind::Newline);
            return start;
        }
        let outer = self.enter_block(name);
        if self.enter() {
            self.block_items();
            self.leave();
        }
        self.eat(TokenKind::CloseBrace);
        let end = self.at;
        self.push(Kind::Body, 0, 0, (start, end), mark);
        self.leave_block(outer);
        self.eat(TokenKind::Newline);
        end
    }
}

impl Lines {
    fn of(text: &[u8]) -> Self {
        let mut lines = Self::default();
        let mut start = 0;
        while start < text.len() {
            let length = memchr::memchr(b'\n', &text[start..]).unwrap_or(text.len() - start);
            lines.add(start, &text[start..start + length]);
            start += length + 1;
        }
        lines
    }

    fn add(&mut self, start: usize, line: &[u8]) {
        if is_header(line) {
            self.headers.push(start);
        }
        let trimmed = line.trim_ascii();
        if name_end(trimmed, 0) == Some(trimmed.len()) && !trimmed.is_empty() {
            self.markers.entry(trimmed.to_vec()).or_default().push(start);
        }
        if let Some(at) = memchr::memmem::rfind(trimmed, b"<<") {
            let marker = trimmed[at + 2..].strip_prefix(b"-").unwrap_or(&trimmed[at + 2..]);
            if name_end(marker, 0) == Some(marker.len()) {
                self.openers.entry(marker.to_vec()).or_default().push(start);
            }
        }
    }
}

/// Whether a line looks like the header of a top-level block: `kind "label" … {` without indentation.
fn is_header(line: &[u8]) -> bool {
    let Some(mut at) = name_end(line, 0) else { return false };
    let mut has_label = false;
    loop {
        let blanks = line[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        at += blanks;
        match line.get(at) {
            Some(b'{') => return true,
            Some(b'"') => match memchr::memchr(b'"', &line[at + 1..]) {
                Some(length) => {
                    has_label = true;
                    at += length + 2;
                }
                None => return blanks > 0,
            },
            Some(_) if blanks > 0 && name_end(line, at).is_some() => {
                at = name_end(line, at).unwrap_or(line.len())
            }
            None | Some(b'\r' | b'#' | b'/') => return has_label,
            Some(_) => return false,
        }
    }
}
