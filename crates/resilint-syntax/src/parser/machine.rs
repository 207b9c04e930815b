//! The parser's state: where it is, what it has built, how it peeks, pushes nodes and reports errors.

use crate::parser::recover::Recovery;
use crate::token::{Token, TokenKind, line_break, token_at};
use crate::tree::{HAS_ERROR, Kind, Node};
use crate::{Diagnostic, FileId, Span};

/// How deep constructs may be nested.
pub(crate) const MAX_NESTING: u32 = 250;
/// How high a tree may grow, chains of operators and traversals included, so that recursion over it is safe.
pub(crate) const MAX_HEIGHT: u32 = 1000;
/// How many diagnostics a file can have; who has more of them reads a file of another language.
const MAX_DIAGNOSTICS: usize = 1000;
/// The longest name.
pub(crate) const MAX_NAME: usize = 60_000;

/// How the parser meets an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    /// Give up at the first error.
    Strict,
    /// As strict, and a closing bracket left of what it closes is an error too: part of the recovering pass.
    Attempt,
    /// Report it and go on.
    Recover,
}

/// The state of the parser.
pub(crate) struct Parser<'a> {
    pub(crate) file: FileId,
    pub(crate) text: &'a [u8],
    /// What to add to an offset in `text` for the offset in the tree.
    pub(crate) base: u32,
    /// The offset after the last token that was taken.
    pub(crate) at: usize,
    /// Whether line ends are tokens: not within brackets.
    pub(crate) newlines: bool,
    pub(crate) nodes: Vec<Node>,
    pub(crate) comments: Vec<(u32, u32)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) mode: Mode,
    /// The strict pass has met an error.
    pub(crate) failed: bool,
    /// How deep the constructs are that are open.
    pub(crate) depth: u32,
    /// The names of the attributes of all open bodies.
    pub(crate) names: Vec<(u32, u32)>,
    pub(crate) recovery: Recovery,
    ahead: Option<Token>,
    /// One more than the index of the last error node.
    errors_until: usize,
    /// Some bytes of the text are no UTF-8, so literals must be looked at.
    pub(crate) check_utf8: bool,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(file: FileId, text: &'a [u8], mode: Mode) -> Self {
        Self {
            file,
            text,
            base: 0,
            at: if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 },
            newlines: true,
            nodes: Vec::with_capacity(text.len() / 14 + 1),
            comments: Vec::new(),
            diagnostics: Vec::new(),
            mode,
            failed: false,
            depth: 0,
            names: Vec::new(),
            recovery: Recovery::default(),
            ahead: None,
            errors_until: 0,
            check_utf8: std::str::from_utf8(text).is_err(),
        }
    }

    /// A parser of a part of a larger text, which adds to its nodes.
    pub(crate) fn within(
        file: FileId,
        text: &'a [u8],
        at: usize,
        base: u32,
        nodes: Vec<Node>,
        mode: Mode,
    ) -> Self {
        Self {
            file,
            text,
            base,
            at,
            newlines: true,
            nodes,
            comments: Vec::new(),
            diagnostics: Vec::new(),
            mode,
            failed: false,
            depth: 0,
            names: Vec::new(),
            recovery: Recovery::default(),
            ahead: None,
            errors_until: 0,
            check_utf8: false,
        }
    }

    /// The next token, which stays the next one.
    #[inline]
    pub(crate) fn peek(&mut self) -> Token {
        match self.ahead {
            Some(token) => token,
            None => {
                let token = self.next_token();
                self.ahead = Some(token);
                token
            }
        }
    }

    #[inline]
    pub(crate) fn peek_kind(&mut self) -> TokenKind {
        self.peek().kind
    }

    /// Takes the next token. The end of the text and a stop are never taken.
    #[inline]
    pub(crate) fn bump(&mut self) -> Token {
        let token = self.peek();
        if !matches!(token.kind, TokenKind::End | TokenKind::Stop) {
            self.at = token.end;
            self.ahead = None;
        }
        token
    }

    /// Takes the next token if it is of this kind.
    #[inline]
    pub(crate) fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.peek_kind() == kind;
        if found {
            self.bump();
        }
        found
    }

    /// Goes on at another offset.
    pub(crate) fn jump(&mut self, to: usize) {
        self.at = to;
        self.ahead = None;
    }

    /// Forgets the token ahead, because what counts as a token has changed.
    pub(crate) fn look_again(&mut self) {
        self.ahead = None;
    }

    /// Sets whether line ends are tokens and returns what was set.
    pub(crate) fn set_newlines(&mut self, newlines: bool) -> bool {
        if self.newlines != newlines {
            self.ahead = None;
        }
        std::mem::replace(&mut self.newlines, newlines)
    }

    fn next_token(&mut self) -> Token {
        let text = self.text;
        let mut at = self.at;
        let mut line_start = (at == 0 || text[at - 1] == b'\n').then_some(at);
        if self.recovery.unwinding {
            return Token { kind: TokenKind::Stop, start: at, end: at };
        }
        loop {
            let Some(byte) = text.get(at) else {
                return Token { kind: TokenKind::End, start: at, end: at };
            };
            match byte {
                b' ' | b'\t' => at += 1,
                b'\n' | b'\r' => {
                    let Some(length) = line_break(text, at) else {
                        return Token { kind: TokenKind::Invalid, start: at, end: at + 1 };
                    };
                    if self.newlines {
                        return Token { kind: TokenKind::Newline, start: at, end: at + length };
                    }
                    at += length;
                    line_start = Some(at);
                }
                b'#' => at = self.line_comment(at),
                b'/' if text.get(at + 1) == Some(&b'/') => at = self.line_comment(at),
                b'/' if text.get(at + 1) == Some(&b'*') => match self.block_comment(at) {
                    Some(end) => at = end,
                    None => return Token { kind: TokenKind::Invalid, start: at, end: at + 2 },
                },
                _ => break,
            }
        }
        if self.mode != Mode::Strict
            && let Some(line_start) = line_start
            && self.is_boundary(line_start, at)
        {
            return Token { kind: TokenKind::Stop, start: at, end: at };
        }
        token_at(text, at)
    }

    fn line_comment(&mut self, start: usize) -> usize {
        let rest = &self.text[start..];
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let shown = length - usize::from(length < rest.len() && rest[length - 1] == b'\r');
        self.add_comment(start, start + shown);
        start + shown
    }

    fn block_comment(&mut self, start: usize) -> Option<usize> {
        let length = memchr::memmem::find(&self.text[start + 2..], b"*/")?;
        let end = start + 2 + length + 2;
        self.add_comment(start, end);
        Some(end)
    }

    /// Notes a comment, unless it was noted when the parser looked here before.
    fn add_comment(&mut self, start: usize, end: usize) {
        let (start, end) = (self.offset(start), self.offset(end));
        if self.comments.last().is_none_or(|(_, last)| *last <= start) {
            self.comments.push((start, end));
        }
    }

    /// An offset in the text as an offset in the tree.
    #[inline]
    pub(crate) fn offset(&self, at: usize) -> u32 {
        self.base + u32::try_from(at).expect("the size of a file is checked before it is parsed")
    }

    /// Where the next node will be, to be handed to [`Self::push`] as the place of a parent's first child.
    #[inline]
    pub(crate) fn mark(&self) -> usize {
        self.nodes.len()
    }

    /// Adds a node whose children are all nodes since `mark`.
    #[inline]
    pub(crate) fn push(
        &mut self,
        kind: Kind,
        flags: u8,
        extra: usize,
        range: (usize, usize),
        mark: usize,
    ) {
        let size =
            u32::try_from(self.nodes.len() - mark + 1).expect("a tree has fewer nodes than 2^32");
        let has_error = if self.errors_until > mark { HAS_ERROR } else { 0 };
        let extra = u16::try_from(extra).expect("names are limited, operators are few");
        let (start, mut end) = (self.offset(range.0), self.offset(range.1));
        if size > 1 {
            // INVARIANT: a node's span is around its children's, error nodes behind the last token included.
            end = end.max(self.nodes[self.nodes.len() - 1].end);
        }
        self.nodes.push(Node { kind, flags: flags | has_error, extra, start, end, size });
    }

    /// Adds a node without children.
    #[inline]
    pub(crate) fn push_leaf(&mut self, kind: Kind, flags: u8, start: usize, end: usize) {
        let mark = self.mark();
        self.push(kind, flags, 0, (start, end), mark);
    }

    /// Adds an error node, so that whoever reads the tree knows that something is missing here.
    pub(crate) fn push_error(&mut self, start: usize, end: usize) {
        self.push_leaf(Kind::Error, HAS_ERROR, start, end.max(start));
        self.errors_until = self.nodes.len();
    }

    /// Reports an error in the text `start..end`. A strict pass ends with it.
    pub(crate) fn error(
        &mut self,
        code: &'static str,
        start: usize,
        end: usize,
        message: impl Into<String>,
    ) {
        self.report(Diagnostic::error(
            code,
            Span::new(self.file, self.offset(start), self.offset(end)),
            message,
        ));
    }

    /// As [`Self::error`], with a remedy.
    pub(crate) fn error_with_help(
        &mut self,
        code: &'static str,
        token: Token,
        message: &str,
        help: &str,
    ) {
        let span = Span::new(self.file, self.offset(token.start), self.offset(token.end));
        self.report(Diagnostic::error(code, span, message).with_help(help));
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        if self.mode != Mode::Recover {
            if !self.failed {
                self.recovery.failed_at = self.at;
            }
            self.failed = true;
            self.jump(self.text.len());
            return;
        }
        // One mistake often surprises several rules at one place: the first that notices it tells.
        if self.diagnostics.len() >= MAX_DIAGNOSTICS || self.recovery.unwinding {
            return;
        }
        let is_value = self.recovery.is_in_value();
        if is_value && std::mem::replace(&mut self.recovery.is_value_reported, true) {
            return;
        }
        let start = diagnostic.span.start;
        if self.diagnostics.last().is_none_or(|last| last.span.start != start)
            && !self.recovery.unwinding
        {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Opens a nested construct. `false`, and an error, if there are too many.
    pub(crate) fn enter(&mut self) -> bool {
        if self.depth >= MAX_NESTING {
            self.too_deep();
            return false;
        }
        self.depth += 1;
        true
    }

    /// Closes a nested construct.
    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Whether a tree of this height may stand here. If not, an error is reported.
    pub(crate) fn check_height(&mut self, height: u32) -> bool {
        let fits = self.depth + height <= MAX_HEIGHT;
        if !fits {
            self.too_deep();
        }
        fits
    }

    fn too_deep(&mut self) {
        let token = self.peek();
        self.error(
            "too-deeply-nested",
            token.start,
            token.end,
            "this is nested too deeply to be read",
        );
        self.recovery.unwinding = true;
        self.look_again();
    }

    pub(crate) fn errors_until(&self) -> usize {
        self.errors_until
    }

    pub(crate) fn set_errors_until(&mut self, errors_until: usize) {
        self.errors_until = errors_until;
    }
}
