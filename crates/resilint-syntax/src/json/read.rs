//! Reading JSON: what cannot be read becomes an error node up to the next comma or bracket.

use std::borrow::Cow;
use std::sync::Arc;

use crate::decoded::Decoded;
use crate::json::escape::decode;
use crate::parser::{Mode, Parser, TemplateStyle};
use crate::tree::{HAS_ERROR, Kind, Node, RAW, Tree};
use crate::{Diagnostic, FileId, Format, NodeId, Span};

/// How deep values may be nested.
const MAX_NESTING: u32 = 250;

/// Reads a file of JSON, with strings as templates or as nothing but their texts.
pub(crate) fn parse(file: FileId, text: &Arc<[u8]>, templates: bool) -> (Tree, Vec<Diagnostic>) {
    let mut reader = Reader {
        file,
        text,
        at: if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 },
        nodes: Vec::with_capacity(text.len() / 14 + 2),
        diagnostics: Vec::new(),
        decoded: Decoded::new(offset(text.len())),
        errors_until: 0,
        depth: 0,
        templates,
    };
    reader.skip_blanks();
    if reader.at < text.len() {
        reader.value();
        reader.skip_blanks();
    } else {
        reader.error("syntax-error", 0, "a JSON object is expected in this file");
    }
    if reader.at < text.len() {
        reader.error("syntax-error", reader.at, "nothing can follow the JSON value of a file");
    }
    reader.push(Kind::Body, 0, (0, text.len()), 0);
    let mut diagnostics = reader.diagnostics;
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    let tree = Tree {
        file,
        format: Format::Json,
        text: Arc::clone(text),
        decoded: reader.decoded,
        nodes: reader.nodes.into_boxed_slice(),
        comments: Box::new([]),
    };
    (tree, diagnostics)
}

/// What is written between the quotes of a string, with its escapes resolved; `None` if it is no string.
pub(crate) fn text_of_string(tree: &Tree, id: NodeId) -> Option<Cow<'_, str>> {
    let span = tree.span(id);
    let quoted = tree.text.get(span.start as usize..span.end as usize)?;
    let written = quoted.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if memchr::memchr(b'\\', written).is_none() {
        return std::str::from_utf8(written).ok().map(Cow::Borrowed);
    }
    let mut decoded = Decoded::new(0);
    decode(written, 0, &mut decoded);
    let resolved = decoded.text().strip_suffix(b"\0")?;
    String::from_utf8(resolved.to_vec()).ok().map(Cow::Owned)
}

/// A string without interpolations, read as an expression. The tree's last node is the expression.
pub(crate) fn parse_in_string(tree: &Tree, id: NodeId) -> (Tree, Vec<Diagnostic>) {
    let span = tree.span(id);
    let (start, end) = (span.start as usize + 1, span.end as usize - 1);
    let written = &tree.text[start..end];
    let mut decoded = Decoded::new(offset(tree.text.len()));
    let is_plain = memchr::memchr(b'\\', written).is_none();
    if !is_plain && tree.format == Format::Json {
        decode(written, offset(start), &mut decoded);
    }
    let resolved = decoded.text().strip_suffix(b"\0").unwrap_or_default().to_vec();
    let (text, at, base) = match decoded.is_empty() {
        true => (&tree.text[..end], start, 0),
        false => (resolved.as_slice(), 0, offset(tree.text.len())),
    };
    let mut nodes = Vec::new();
    let mut diagnostics = Vec::new();
    for mode in [Mode::Strict, Mode::Recover] {
        let mut parser = Parser::within(tree.file, text, at, base, Vec::new(), mode);
        parser.whole_expression();
        nodes = parser.nodes;
        diagnostics = parser.diagnostics;
        if !parser.failed {
            break;
        }
    }
    for diagnostic in &mut diagnostics {
        let (start, end) = (diagnostic.span.start, diagnostic.span.end);
        diagnostic.span.start = decoded.place(start);
        diagnostic.span.end = decoded.place_of_end(start, end);
    }
    let text = Arc::clone(&tree.text);
    let nodes = nodes.into_boxed_slice();
    let tree = Tree {
        file: tree.file,
        format: Format::Native,
        text,
        decoded,
        nodes,
        comments: Box::new([]),
    };
    (tree, diagnostics)
}

/// Reads JSON; what it cannot read becomes an error node up to the next comma or bracket.
struct Reader<'a> {
    file: FileId,
    text: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
    diagnostics: Vec<Diagnostic>,
    decoded: Decoded,
    errors_until: usize,
    depth: u32,
    /// Whether strings are templates.
    templates: bool,
}

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn push(&mut self, kind: Kind, flags: u8, range: (usize, usize), mark: usize) {
        let size = offset(self.nodes.len() - mark + 1);
        let flags = flags | if self.errors_until > mark { HAS_ERROR } else { 0 };
        let (start, mut end) = (offset(range.0), offset(range.1));
        if size > 1 {
            // INVARIANT: a node's span is around its children's, error nodes included.
            end = end.max(self.nodes[self.nodes.len() - 1].end);
        }
        self.nodes.push(Node { kind, flags, extra: 0, start, end, size });
    }

    fn push_leaf(&mut self, kind: Kind, flags: u8, start: usize) {
        let mark = self.nodes.len();
        self.push(kind, flags, (start, self.at), mark);
    }

    /// Reports an error at an offset and adds an error node for what was skipped since.
    fn error(&mut self, code: &'static str, start: usize, message: &str) {
        self.report(code, start, self.at, message);
        self.push_error(start);
    }

    /// Reports a bracket that is not closed and adds an error node where it should be.
    fn unclosed(&mut self, code: &'static str, open: usize, message: &str) {
        self.report(code, open, open + 1, message);
        self.push_error(self.at);
    }

    fn push_error(&mut self, start: usize) {
        self.errors_until = self.nodes.len() + 1;
        self.push_leaf(Kind::Error, HAS_ERROR, start);
    }

    fn report(&mut self, code: &'static str, start: usize, end: usize, message: &str) {
        let end = end.max(start + 1).min(self.text.len()).max(start);
        let span = Span::new(self.file, offset(start), offset(end));
        if self.diagnostics.last().is_none_or(|last| last.span.start != span.start) {
            self.diagnostics.push(Diagnostic::error(code, span, message));
        }
    }

    fn value(&mut self) {
        let start = self.at;
        match self.byte() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                let rest = &self.text[start..];
                let words: [(&[u8], Kind); 3] =
                    [(b"true", Kind::True), (b"false", Kind::False), (b"null", Kind::Null)];
                match words.iter().find(|(word, _)| rest.starts_with(word)) {
                    Some((word, kind)) => {
                        self.at += word.len();
                        self.push_leaf(*kind, 0, start);
                    }
                    None => {
                        self.skip_to_delimiter();
                        self.error("missing-value", start, "a value is expected here");
                    }
                }
            }
        }
    }

    fn skip_to_delimiter(&mut self) {
        while self.byte().is_some_and(|byte| !matches!(byte, b',' | b'}' | b']' | b'\n' | b'"')) {
            self.at += 1;
        }
    }

    fn nested(&mut self, read: fn(&mut Self)) {
        if self.depth >= MAX_NESTING {
            let start = self.at;
            self.at = self.text.len();
            self.error("too-deeply-nested", start, "this is nested too deeply to be read");
            return;
        }
        self.depth += 1;
        read(self);
        self.depth -= 1;
    }

    fn object(&mut self) {
        let (mark, start) = (self.nodes.len(), self.at);
        self.at += 1;
        loop {
            self.skip_blanks();
            match self.byte() {
                Some(b'"') => self.member(),
                Some(b'}') => break,
                None => {
                    // Keys and values come in turn, so an error takes the place of both.
                    self.push_error(self.at);
                    self.unclosed("missing-brace", start, "this `{` is not closed");
                    break;
                }
                Some(_) => {
                    let at = self.at;
                    self.skip_to_delimiter();
                    self.at = self.at.max(at + 1);
                    self.error("syntax-error", at, "a name in double quotes is expected here");
                    self.push_error(self.at);
                }
            }
            self.separator(b'}');
        }
        self.at = (self.at + 1).min(self.text.len());
        self.push(Kind::Object, 0, (start, self.at), mark);
    }

    fn member(&mut self) {
        self.string();
        self.skip_blanks();
        if self.byte() == Some(b':') {
            self.at += 1;
            self.skip_blanks();
            self.value();
        } else {
            self.error("syntax-error", self.at, "a `:` and a value are expected after the name");
        }
    }

    fn array(&mut self) {
        let (mark, start) = (self.nodes.len(), self.at);
        self.at += 1;
        loop {
            self.skip_blanks();
            match self.byte() {
                Some(b']') => break,
                None | Some(b'}') => {
                    self.unclosed("missing-bracket", start, "this `[` is not closed");
                    self.push(Kind::Tuple, 0, (start, self.at), mark);
                    return;
                }
                Some(b',' | b':') => {
                    let at = self.at;
                    self.at += 1;
                    self.error("missing-value", at, "a value is expected here");
                }
                Some(_) => self.value(),
            }
            self.separator(b']');
        }
        self.at += 1;
        self.push(Kind::Tuple, 0, (start, self.at), mark);
    }

    /// Takes the comma behind a value. One that is missing or too many is reported, and reading goes on.
    fn separator(&mut self, closer: u8) {
        self.skip_blanks();
        match self.byte() {
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.skip_blanks();
                if self.byte() == Some(closer) {
                    self.report(
                        "syntax-error",
                        comma,
                        comma + 1,
                        "JSON allows no comma before the closing bracket",
                    );
                }
            }
            Some(byte) if byte != closer && !matches!(byte, b'}' | b']') => {
                self.report("syntax-error", self.at, self.at + 1, "a comma is expected here");
            }
            _ => {}
        }
    }

    fn number(&mut self) {
        let start = self.at;
        let digits = start + usize::from(self.byte() == Some(b'-'));
        if !self.text.get(digits).is_some_and(u8::is_ascii_digit) {
            self.at = digits;
            self.error("missing-value", start, "a number is expected after the sign");
            return;
        }
        self.at = crate::token::number_end(self.text, digits);
        self.push_leaf(Kind::Number, 0, start);
    }

    fn string(&mut self) {
        let start = self.at;
        let mut at = start + 1;
        let (mut has_backslash, mut has_sequence) = (false, false);
        loop {
            match self.text.get(at) {
                None | Some(b'\n') => break,
                Some(b'"') => break,
                Some(b'\\') => {
                    has_backslash = true;
                    at += 1 + usize::from(self.text.get(at + 1).is_some_and(|byte| *byte != b'\n'));
                }
                Some(byte) => {
                    has_sequence |=
                        matches!(byte, b'$' | b'%') && self.text.get(at + 1) == Some(&b'{');
                    at += 1;
                }
            }
        }
        if self.text.get(at) != Some(&b'"') {
            self.at = at;
            self.error("unterminated-string", start, "this string is not closed on its line");
            return;
        }
        if let Err(error) = std::str::from_utf8(&self.text[start + 1..at]) {
            let bad = start + 1 + error.valid_up_to();
            self.report("invalid-utf8", bad, bad + 1, "this byte is no valid UTF-8");
        }
        self.at = at + 1;
        if !self.templates {
            self.text(start, at);
        } else if has_backslash {
            self.escaped(start, at);
        } else if has_sequence {
            self.template(start, at);
        } else {
            self.push_leaf(Kind::String, RAW, start);
        }
    }

    /// A string that is nothing but its text.
    fn text(&mut self, start: usize, end: usize) {
        let bad = decode(&self.text[start + 1..end], offset(start + 1), &mut Decoded::new(0));
        self.invalid_escape(start, bad);
        self.push_leaf(Kind::String, RAW, start);
    }

    fn invalid_escape(&mut self, start: usize, bad: Option<usize>) {
        if let Some(bad) = bad {
            let bad = start + 1 + bad;
            self.report("invalid-escape", bad, bad + 1, "this is no escape sequence of JSON");
        }
    }

    /// A string with escapes between two quotes: parsed with its escapes resolved.
    fn escaped(&mut self, start: usize, end: usize) {
        let base = self.decoded.end();
        let bad = decode(&self.text[start + 1..end], offset(start + 1), &mut self.decoded);
        self.invalid_escape(start, bad);
        let first = (base as usize) - self.text.len();
        let last = (self.decoded.end() as usize) - self.text.len() - 1;
        let text = self.decoded.bytes(first, last).to_vec();
        self.parts(&text, 0, base, (start, end + 1));
    }

    /// A string without escapes between two quotes: parsed where it stands.
    fn template(&mut self, start: usize, end: usize) {
        let text = self.text;
        self.parts(&text[..end], start + 1, 0, (start, end + 1));
    }

    /// The parts of a template, as one node for the string `range`.
    fn parts(&mut self, text: &[u8], at: usize, base: u32, range: (usize, usize)) {
        let mark = self.nodes.len();
        let diagnostics = self.diagnostics.len();
        for mode in [Mode::Strict, Mode::Recover] {
            self.nodes.truncate(mark);
            let mut parser =
                Parser::within(self.file, text, at, base, std::mem::take(&mut self.nodes), mode);
            parser.set_errors_until(self.errors_until);
            parser.template(at, TemplateStyle::Whole);
            self.nodes = std::mem::take(&mut parser.nodes);
            if !parser.failed {
                self.errors_until = parser.errors_until();
                self.diagnostics.append(&mut parser.diagnostics);
                break;
            }
        }
        for diagnostic in &mut self.diagnostics[diagnostics..] {
            let (start, end) = (diagnostic.span.start, diagnostic.span.end);
            diagnostic.span.start = self.decoded.place(start);
            diagnostic.span.end = self.decoded.place_of_end(start, end);
        }
        let whole = self.nodes.last_mut().expect("a template is at least one node");
        (whole.start, whole.end) = (offset(range.0), offset(range.1));
    }
}

pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("the size of a file is checked before it is parsed")
}
