//! Bodies: arguments and blocks.

use crate::Diagnostic;
use crate::parser::machine::{MAX_NAME, Mode, Parser};
use crate::token::{Token, TokenKind};
use crate::tree::{HAS_ESCAPE, Kind};

/// Whether a body is the file's or a block's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    File,
    Block,
}

/// Whether a line end must follow an argument.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    LineEnd,
    ClosingBrace,
}

impl Parser<'_> {
    /// The whole text as a body.
    pub(crate) fn file_body(&mut self) {
        let mark = self.mark();
        self.items(Owner::File);
        self.push(Kind::Body, 0, 0, (0, self.text.len()), mark);
    }

    /// The arguments and blocks of a block whose opening brace is behind or missing.
    pub(crate) fn block_items(&mut self) {
        self.items(Owner::Block);
    }

    /// Arguments and blocks up to the end, which is not taken.
    fn items(&mut self, owner: Owner) {
        let first_name = self.names.len();
        loop {
            let token = self.peek();
            match token.kind {
                TokenKind::Newline => {
                    self.bump();
                }
                TokenKind::End => break,
                TokenKind::Stop if owner == Owner::Block => break,
                TokenKind::Stop => self.stop_unwinding(),
                TokenKind::CloseBrace if owner == Owner::Block => break,
                TokenKind::Name if self.mode == Mode::Recover => self.item_or_recover(),
                TokenKind::Name => self.item(),
                _ => self.not_an_item(token),
            }
        }
        self.check_duplicates(first_name);
        self.names.truncate(first_name);
    }

    fn not_an_item(&mut self, token: Token) {
        let (message, help) = match token.kind {
            TokenKind::Quote => ("an argument's name must not be quoted", "remove the quotes"),
            TokenKind::CloseBrace => {
                ("this `}` closes nothing", "remove it, or add the `{` that it should close")
            }
            _ => {
                ("an argument or a block is expected here", "write `name = value` or `name { … }`")
            }
        };
        self.error_with_help("syntax-error", token, message, help);
        let is_brace = token.kind == TokenKind::CloseBrace;
        let end = if is_brace { token.end } else { self.line_end(token.start) };
        self.push_error(token.start, end);
        self.jump(end);
    }

    /// An argument or a block. The next token is its name.
    pub(crate) fn item(&mut self) {
        let name = self.bump();
        if name.end - name.start > MAX_NAME {
            self.error("syntax-error", name.start, name.end, "this name is too long");
            self.push_error(name.start, name.end);
            return;
        }
        match self.peek_kind() {
            TokenKind::Assign => self.attribute(name, Ending::LineEnd),
            TokenKind::Quote | TokenKind::OpenBrace | TokenKind::Name => self.block(name),
            _ => self.lone_name(name),
        }
    }

    /// `name = value`. The next token is the `=`.
    fn attribute(&mut self, name: Token, ending: Ending) {
        let mark = self.mark();
        self.names.push((self.offset(name.start), self.offset(name.end)));
        self.bump();
        let outer = self.enter_value(name.start);
        let errors = self.errors_until();
        self.expression();
        let mut end = self.at;
        let next = self.peek();
        let is_complete = match ending {
            Ending::LineEnd => matches!(next.kind, TokenKind::Newline | TokenKind::End),
            Ending::ClosingBrace => true,
        };
        let has_error = self.errors_until() > errors;
        if !is_complete && !has_error {
            self.missing_newline(next, "argument");
        }
        // A closing brace ends the argument and the block, even where it should stand on a line of its own.
        let is_read = !has_error && (is_complete || next.kind == TokenKind::CloseBrace);
        if self.mode == Mode::Recover && !is_read {
            if !has_error {
                self.push_error(self.at, self.at);
            }
            end = self.skip_value(ending == Ending::ClosingBrace).max(end);
        }
        self.leave_value(outer);
        self.push(Kind::Attribute, 0, name.end - name.start, (name.start, end), mark);
        if ending == Ending::LineEnd {
            self.eat(TokenKind::Newline);
        }
    }

    fn missing_newline(&mut self, token: Token, after: &str) {
        let message = format!("a new line is expected after the {after}");
        self.error("missing-newline", token.start, token.end, message);
    }

    /// `kind "label" { … }`. The next token is the first label or the brace.
    fn block(&mut self, name: Token) {
        let mark = self.mark();
        self.labels();
        let next = self.peek();
        let end = match next.kind {
            TokenKind::OpenBrace => self.block_body(name),
            _ => self.missing_brace(name, next, mark),
        };
        self.push(Kind::Block, 0, name.end - name.start, (name.start, end), mark);
    }

    fn labels(&mut self) {
        loop {
            let token = self.peek();
            match token.kind {
                TokenKind::Name => {
                    self.bump();
                    self.push_leaf(Kind::Name, 0, token.start, token.end);
                }
                TokenKind::Quote => {
                    self.bump();
                    self.quoted_label(token);
                }
                _ => return,
            }
        }
    }

    fn quoted_label(&mut self, quote: Token) {
        let scan = self.scan_quoted(quote.end);
        let flags = if scan.has_escape { HAS_ESCAPE } else { 0 };
        match self.text.get(scan.end) {
            Some(b'"') => {
                self.jump(scan.end + 1);
                self.push_leaf(Kind::QuotedLabel, flags, quote.start, scan.end + 1);
            }
            Some(b'$' | b'%') => {
                let message = "a block's label cannot contain a template";
                self.error("syntax-error", scan.end, scan.end + 2, message);
                let end = self.line_end(scan.end);
                self.push_error(quote.start, end);
                self.jump(end);
            }
            _ => {
                self.error(
                    "unterminated-string",
                    quote.start,
                    scan.end,
                    "this string is not closed on its line",
                );
                let end = self.unclosed_label_end(quote.end, scan.end);
                if end > quote.end {
                    self.push_leaf(Kind::QuotedLabel, flags, quote.start, end);
                }
                self.push_error(end, end);
                self.jump(end);
            }
        }
    }

    /// `{ … }` and the line end behind it. Returns where the block ends.
    fn block_body(&mut self, name: Token) -> usize {
        let outer = self.enter_block(name.start);
        let open = self.bump();
        let mark = self.mark();
        if self.enter() {
            match self.peek_kind() {
                TokenKind::Newline | TokenKind::End | TokenKind::Stop | TokenKind::CloseBrace => {
                    self.items(Owner::Block);
                }
                _ => self.single_argument(),
            }
            self.leave();
        }
        let close = self.peek();
        if close.kind == TokenKind::CloseBrace {
            self.bump();
        } else {
            let message = "this `{` is not closed";
            self.error_with_help(
                "missing-brace",
                open,
                message,
                "close the block with `}` on a line of its own",
            );
            self.push_error(self.at, self.at);
        }
        let end = self.at;
        self.push(Kind::Body, 0, 0, (open.start, end), mark);
        self.leave_block(outer);
        let next = self.peek();
        match next.kind {
            TokenKind::Newline => {
                self.bump();
            }
            TokenKind::End | TokenKind::Stop => {}
            _ if close.kind == TokenKind::CloseBrace => self.missing_newline(next, "block"),
            _ => {}
        }
        end
    }

    /// The one argument of a block on one line: `name { argument = value }`.
    fn single_argument(&mut self) {
        let name = self.peek();
        if name.kind != TokenKind::Name {
            self.not_an_item(name);
            return;
        }
        let first_name = self.names.len();
        self.bump();
        if self.peek_kind() == TokenKind::Assign && name.end - name.start <= MAX_NAME {
            self.attribute(name, Ending::ClosingBrace);
        } else {
            let message = "a block on one line can hold only one argument";
            self.error_with_help(
                "one-line-block",
                name,
                message,
                "put each nested block on lines of its own",
            );
            self.push_error(name.start, name.end);
        }
        self.names.truncate(first_name);
        let next = self.peek();
        if next.kind == TokenKind::CloseBrace {
            return;
        }
        let (message, help) = match next.kind {
            TokenKind::Comma => (
                "a block on one line can hold only one argument",
                "put each argument on a line of its own",
            ),
            TokenKind::Newline => (
                "a block that begins with an argument on its own line must end on that line",
                "put the argument on the next line, or the `}` behind it",
            ),
            _ => ("a `}` is expected after the only argument of a block on one line", "add a `}`"),
        };
        self.error_with_help("one-line-block", next, message, help);
        if self.mode == Mode::Recover {
            self.push_error(self.at, self.at);
            let rest = &self.text[self.at..self.line_end(self.at)];
            match memchr::memchr(b'}', rest) {
                Some(length) => self.jump(self.at + length),
                None => self.items(Owner::Block),
            }
        }
    }

    /// Reports arguments that are set twice in one body.
    fn check_duplicates(&mut self, first_name: usize) {
        let names = &self.names[first_name..];
        let text = self.text;
        let name = |range: &(u32, u32)| &text[range.0 as usize..range.1 as usize];
        let mut duplicates: Vec<((u32, u32), (u32, u32))> = Vec::new();
        if names.len() <= 16 {
            for (index, later) in names.iter().enumerate() {
                let earlier = names[..index].iter().find(|earlier| name(earlier) == name(later));
                duplicates.extend(earlier.map(|earlier| (*earlier, *later)));
            }
        } else {
            let mut sorted: Vec<_> = names.to_vec();
            sorted.sort_by(|a, b| name(a).cmp(name(b)).then(a.cmp(b)));
            let pairs = sorted.windows(2).filter(|pair| name(&pair[0]) == name(&pair[1]));
            duplicates.extend(pairs.map(|pair| (pair[0], pair[1])));
            duplicates.sort_by_key(|(_, later)| *later);
        }
        for (earlier, later) in duplicates {
            let text = String::from_utf8_lossy(name(&later)).into_owned();
            let span = crate::Span::new(self.file, later.0, later.1);
            let diagnostic = Diagnostic::error(
                "duplicate-argument",
                span,
                format!("the argument `{text}` is set twice"),
            )
            .with_related(
                crate::Span::new(self.file, earlier.0, earlier.1),
                "it was set here first",
            )
            .with_help("remove one of the two");
            self.report(diagnostic);
        }
    }
}
