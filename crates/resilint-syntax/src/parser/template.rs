//! Templates: quoted strings, heredocs, the strings of JSON.

use crate::parser::machine::{MAX_NESTING, Mode, Parser};
use crate::token::{Token, TokenKind, line_break};
use crate::tree::{
    HAS_ESCAPE, HAS_KEY_NAME, HEREDOC, INDENTED, Kind, RAW, STRIP_AFTER, STRIP_BEFORE,
};

/// Where the text of a template ends, and what a backslash means there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TemplateStyle {
    /// Up to the closing quote.
    Quoted,
    /// Up to a line with the marker, which is the text of this range.
    Heredoc { marker: (usize, usize), is_indented: bool },
    /// The whole text, as in JSON.
    Whole,
}

/// A run of literal text: where it ends and whether it has escape sequences.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scan {
    pub(crate) end: usize,
    pub(crate) has_escape: bool,
}

/// A directive that is open: `if`, `if` with `else`, `for`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    If,
    Else,
    For,
}

impl Parser<'_> {
    /// `<<NAME` … `NAME`. The opener has been taken.
    pub(crate) fn heredoc(&mut self, opener: Token) -> u32 {
        let is_indented = self.text[opener.start + 2] == b'-';
        let marker = (opener.start + 2 + usize::from(is_indented), opener.end);
        let length = line_break(self.text, opener.end).unwrap_or(0);
        self.jump(opener.end + length);
        self.template(opener.start, TemplateStyle::Heredoc { marker, is_indented })
    }

    /// The parts of a template whose opener has been taken, and its closer.
    pub(crate) fn template(&mut self, start: usize, style: TemplateStyle) -> u32 {
        let mark = self.mark();
        let mut open = Vec::new();
        let mut height = 0;
        let limit = self.heredoc_limit(start, style);
        let outer = self.enter_heredoc(style);
        let flags = match style {
            TemplateStyle::Quoted => 0,
            TemplateStyle::Heredoc { is_indented: true, .. } => HEREDOC | INDENTED | RAW,
            TemplateStyle::Heredoc { is_indented: false, .. } => HEREDOC | RAW,
            TemplateStyle::Whole => RAW,
        };
        loop {
            let literal = self.at;
            let scan = self.scan(literal, style, limit);
            let escape = if scan.has_escape { HAS_ESCAPE } else { 0 };
            let is_end = !self.is_sequence(scan.end, limit);
            if is_end
                && self.mark() == mark
                && style != TemplateStyle::Whole
                && self.is_closed(scan.end, style)
            {
                let kind =
                    if style == TemplateStyle::Quoted { Kind::String } else { Kind::Template };
                if kind == Kind::String {
                    self.jump(scan.end + 1);
                    self.push_leaf(kind, escape, start, scan.end + 1);
                    return 1;
                }
            }
            if scan.end > literal {
                self.push_leaf(Kind::Literal, escape | (flags & RAW), literal, scan.end);
            }
            self.jump(scan.end);
            if is_end || self.failed {
                break;
            }
            height = height.max(self.sequence(scan.end, &mut open));
        }
        if !open.is_empty() {
            let message = "a directive of this template is not closed";
            self.error("syntax-error", start, self.at, message);
            self.push_error(self.at, self.at);
        }
        self.leave_heredoc(outer);
        self.template_end(start, style);
        self.push(Kind::Template, flags, 0, (start, self.at), mark);
        2 + height
    }

    fn is_sequence(&self, at: usize, limit: usize) -> bool {
        at < limit
            && matches!(self.text.get(at), Some(b'$' | b'%'))
            && self.text.get(at + 1) == Some(&b'{')
    }

    fn is_closed(&self, at: usize, style: TemplateStyle) -> bool {
        style == TemplateStyle::Quoted && self.text.get(at) == Some(&b'"')
    }

    /// Takes the closer of a template.
    fn template_end(&mut self, start: usize, style: TemplateStyle) {
        match style {
            TemplateStyle::Whole => {}
            TemplateStyle::Quoted if self.text.get(self.at) == Some(&b'"') => {
                self.jump(self.at + 1)
            }
            TemplateStyle::Quoted => {
                self.error(
                    "unterminated-string",
                    start,
                    self.at,
                    "this string is not closed on its line",
                );
                self.push_error(self.at, self.at);
            }
            TemplateStyle::Heredoc { marker, .. } => match self.marker_line(self.at, marker) {
                Some(end) => self.jump(end),
                None => {
                    let text = String::from_utf8_lossy(&self.text[marker.0..marker.1]).into_owned();
                    let message = format!("this heredoc has no line `{text}` that ends it");
                    self.error("unterminated-heredoc", start, marker.1, message);
                    self.push_error(self.at, self.at);
                }
            },
        }
    }

    /// The end of the marker if the line that begins at an offset is the end of a heredoc.
    fn marker_line(&self, at: usize, marker: (usize, usize)) -> Option<usize> {
        if at > 0 && self.text[at - 1] != b'\n' {
            return None;
        }
        let name = &self.text[marker.0..marker.1];
        let blanks = self.text[at..].iter().take_while(|byte| is_blank(**byte)).count();
        let end = at + blanks + name.len();
        if self.text.get(at + blanks..end)? != name {
            return None;
        }
        let rest = &self.text[end..];
        let after = rest.iter().take_while(|byte| is_blank(**byte)).count();
        (rest.get(after) == Some(&b'\n')).then_some(end)
    }

    fn scan(&mut self, at: usize, style: TemplateStyle, limit: usize) -> Scan {
        let scan = match style {
            TemplateStyle::Quoted => return self.scan_quoted(at),
            TemplateStyle::Heredoc { marker, .. } => self.scan_heredoc(at, marker, limit),
            TemplateStyle::Whole => self.scan_raw(at, self.text.len()),
        };
        self.check_literal(at, scan.end);
        scan
    }

    /// Literal text in quotes: up to the closing quote, a sequence or the end of the line.
    pub(crate) fn scan_quoted(&mut self, start: usize) -> Scan {
        let text = self.text;
        let mut at = start;
        let mut has_escape = false;
        loop {
            match text.get(at) {
                None | Some(b'"' | b'\n') => break,
                Some(b'\r') if line_break(text, at).is_some() => break,
                Some(b'\r') => {
                    self.error("syntax-error", at, at + 1, "a string cannot contain a line end");
                    at += 1;
                }
                Some(b'\\') => {
                    has_escape = true;
                    at = self.escape(at);
                }
                Some(b'$' | b'%') => match dollar(text, at) {
                    Dollar::Sequence => break,
                    Dollar::Escape => {
                        has_escape = true;
                        at += 3;
                    }
                    Dollar::Plain => at += 1,
                },
                Some(_) => at += 1,
            }
            if self.failed {
                break;
            }
        }
        self.check_literal(start, at);
        Scan { end: at, has_escape }
    }

    fn check_literal(&mut self, start: usize, end: usize) {
        if !self.check_utf8 || start >= end {
            return;
        }
        if let Err(error) = std::str::from_utf8(&self.text[start..end]) {
            let at = start + error.valid_up_to();
            self.error("invalid-utf8", at, at + 1, "this byte is no valid UTF-8");
        }
    }

    /// Checks the escape sequence at an offset and returns its end.
    fn escape(&mut self, at: usize) -> usize {
        let digits = |count: usize| {
            let digits = self.text.get(at + 2..at + 2 + count)?;
            let text = std::str::from_utf8(digits)
                .ok()
                .filter(|_| digits.iter().all(u8::is_ascii_hexdigit))?;
            u32::from_str_radix(text, 16).ok().and_then(char::from_u32)
        };
        let length = match self.text.get(at + 1) {
            Some(b'n' | b'r' | b't' | b'"' | b'\\') => Some(2),
            Some(b'u') => digits(4).map(|_| 6),
            Some(b'U') => digits(8).map(|_| 10),
            _ => None,
        };
        if let Some(length) = length {
            return at + length;
        }
        let message = "this is no escape sequence";
        let token = Token { kind: TokenKind::Invalid, start: at, end: at + 1 };
        let help = "the escape sequences are `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uNNNN` and `\\UNNNNNNNN`";
        self.error_with_help("invalid-escape", token, message, help);
        at + 1
    }

    /// Literal text of a heredoc: up to the line with the marker, a sequence, or the limit.
    fn scan_heredoc(&self, start: usize, marker: (usize, usize), limit: usize) -> Scan {
        let mut at = start;
        let mut has_escape = false;
        while at < limit {
            if self.marker_line(at, marker).is_some() {
                break;
            }
            let line_end = memchr::memchr(b'\n', &self.text[at..limit])
                .map_or(limit, |length| at + length + 1);
            let scan = self.scan_raw(at, line_end);
            has_escape |= scan.has_escape;
            at = scan.end;
            if at < line_end {
                break;
            }
        }
        Scan { end: at, has_escape }
    }

    /// Literal text without backslash sequences, up to a template sequence or an offset.
    fn scan_raw(&self, start: usize, end: usize) -> Scan {
        let text = &self.text[..end];
        let mut at = start;
        let mut has_escape = false;
        while let Some(length) = memchr::memchr2(b'$', b'%', &text[at..]) {
            at += length;
            match dollar(text, at) {
                Dollar::Sequence => return Scan { end: at, has_escape },
                Dollar::Escape => {
                    has_escape = true;
                    at += 3;
                }
                Dollar::Plain => at += 1,
            }
        }
        Scan { end, has_escape }
    }

    /// `${ … }` or `%{ … }` at an offset.
    fn sequence(&mut self, start: usize, open: &mut Vec<Open>) -> u32 {
        let mark = self.mark();
        let is_directive = self.text[start] == b'%';
        let strip = self.text.get(start + 2) == Some(&b'~');
        let mut flags = if strip { STRIP_BEFORE } else { 0 };
        self.jump(start + 2 + usize::from(strip));
        let newlines = self.set_newlines(false);
        let (kind, height) = if is_directive {
            self.directive(open, &mut flags)
        } else {
            (Kind::Interpolation, self.expression())
        };
        let next = self.peek_kind();
        if matches!(next, TokenKind::CloseBrace | TokenKind::StripBrace) {
            self.bump();
            if next == TokenKind::StripBrace {
                flags |= STRIP_AFTER;
            }
        } else {
            let token = self.peek();
            let message = "this template sequence is not closed";
            self.error(
                "unterminated-sequence",
                start,
                token.start.min(self.first_line_end(start, token.start)),
                message,
            );
            self.push_error(self.at, self.at);
            self.skip_sequence();
        }
        self.set_newlines(newlines);
        self.look_again();
        self.push(kind, flags, 0, (start, self.at), mark);
        1 + height
    }

    fn directive(&mut self, open: &mut Vec<Open>, flags: &mut u8) -> (Kind, u32) {
        let token = self.peek();
        let keyword =
            if token.kind == TokenKind::Name { &self.text[token.start..token.end] } else { b"" };
        let last = open.last().copied();
        let kind = match keyword {
            b"if" => Kind::IfDirective,
            b"for" => Kind::ForDirective,
            b"else" if last == Some(Open::If) => Kind::ElseDirective,
            b"endif" if matches!(last, Some(Open::If | Open::Else)) => Kind::EndIfDirective,
            b"endfor" if last == Some(Open::For) => Kind::EndForDirective,
            b"else" | b"endif" | b"endfor" => {
                let message = "this directive has no beginning here";
                self.error("syntax-error", token.start, token.end, message);
                self.bump();
                self.push_error(token.start, token.end);
                return (Kind::Error, 1);
            }
            _ => {
                let message = "a directive begins with `if`, `else`, `endif`, `for` or `endfor`";
                self.error("syntax-error", token.start, token.end, message);
                self.push_error(self.at, self.at);
                return (Kind::Error, 1);
            }
        };
        self.bump();
        match kind {
            Kind::IfDirective => open.push(Open::If),
            Kind::ForDirective => open.push(Open::For),
            Kind::ElseDirective => {
                *open.last_mut().expect("`else` was accepted within an `if`") = Open::Else
            }
            _ => {
                open.pop();
            }
        }
        if open.len() > MAX_NESTING as usize {
            self.error(
                "too-deeply-nested",
                token.start,
                token.end,
                "this is nested too deeply to be read",
            );
            open.clear();
            self.push_error(self.at, self.at);
            return (Kind::Error, 1);
        }
        match kind {
            Kind::IfDirective => (kind, self.expression()),
            Kind::ForDirective => {
                if self.for_names() {
                    *flags |= HAS_KEY_NAME;
                }
                (kind, self.expression())
            }
            _ => (kind, 0),
        }
    }

    /// After an error in a sequence: goes behind its `}` on this line, else to the quote or the line end.
    fn skip_sequence(&mut self) {
        if self.mode != Mode::Recover {
            return;
        }
        let rest = &self.text[self.at..];
        let found = rest.iter().position(|byte| matches!(byte, b'}' | b'"' | b'\n'));
        let length = found.map_or(rest.len(), |at| if rest[at] == b'}' { at + 1 } else { at });
        self.jump(self.at + length);
    }
}

enum Dollar {
    Sequence,
    Escape,
    Plain,
}

/// What a `$` or `%` at an offset begins.
fn dollar(text: &[u8], at: usize) -> Dollar {
    let sign = text[at];
    match (text.get(at + 1), text.get(at + 2)) {
        (Some(b'{'), _) => Dollar::Sequence,
        (Some(next), Some(b'{')) if *next == sign => Dollar::Escape,
        _ => Dollar::Plain,
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | 0x0b | 0x0c)
}
