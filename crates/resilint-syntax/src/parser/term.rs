//! Terms: literals, names, calls, collections, `for`, and what is selected from them.

use crate::parser::machine::{MAX_NAME, Mode, Parser};
use crate::parser::template::TemplateStyle;
use crate::token::{Token, TokenKind};
use crate::tree::{FULL, GROUPS, HAS_CONDITION, HAS_KEY_NAME, Kind};

impl Parser<'_> {
    /// A term with what is selected from it: `term.name[key].*`.
    pub(crate) fn selection(&mut self) -> u32 {
        let mark = self.mark();
        let height = self.term();
        self.selectors(mark, height)
    }

    fn selectors(&mut self, mark: usize, mut height: u32) -> u32 {
        loop {
            let start = self.start_of(mark);
            match self.peek_kind() {
                TokenKind::Dot => height = self.after_dot(mark, start, height),
                TokenKind::OpenBracket => height = self.after_bracket(mark, start, height),
                _ => return height,
            }
            if self.failed || !self.check_height(height) {
                return height;
            }
        }
    }

    fn after_dot(&mut self, mark: usize, start: usize, height: u32) -> u32 {
        let dot = self.bump();
        let token = self.peek();
        match token.kind {
            TokenKind::Name if token.end - token.start <= MAX_NAME => {
                self.bump();
                self.push(Kind::GetAttr, 0, token.end - token.start, (start, token.end), mark);
                height + 1
            }
            TokenKind::Number => {
                self.bump();
                self.legacy_index(mark, start, token);
                height + 2
            }
            TokenKind::Star => {
                self.bump();
                let item = self.mark();
                self.push_leaf(Kind::SplatItem, 0, token.end, token.end);
                let each = self.splat_attributes(item, token.end);
                self.push(Kind::Splat, 0, 0, (start, self.at), mark);
                1 + height.max(each)
            }
            _ => {
                self.error(
                    "syntax-error",
                    dot.start,
                    token.start.max(dot.end),
                    "a name is expected after the dot",
                );
                self.push_error(dot.end, dot.end);
                self.push(Kind::Error, 0, 0, (start, dot.end), mark);
                height + 1
            }
        }
    }

    /// `base.0`. The number has been taken.
    fn legacy_index(&mut self, mark: usize, start: usize, token: Token) {
        let digits = &self.text[token.start..token.end];
        if digits.contains(&b'.') || digits.len() > MAX_NAME {
            let message = "two indexes cannot follow each other with dots";
            self.error_with_help("syntax-error", token, message, "use brackets: `[0][1]`");
            self.push_error(token.start, token.end);
            self.push(Kind::Error, 0, 0, (start, token.end), mark);
            return;
        }
        self.push(Kind::LegacyIndex, 0, digits.len(), (start, token.end), mark);
    }

    /// What follows `.*`: names and numbers.
    fn splat_attributes(&mut self, mark: usize, start: usize) -> u32 {
        let mut height = 1;
        while self.peek_kind() == TokenKind::Dot {
            let dot = self.bump();
            let token = self.peek();
            if token.kind == TokenKind::Number {
                self.bump();
                self.legacy_index(mark, start, token);
                height += 2;
                continue;
            }
            if token.kind != TokenKind::Name || token.end - token.start > MAX_NAME {
                let message = "only names can follow `.*`";
                self.error_with_help(
                    "syntax-error",
                    dot,
                    message,
                    "use `[*]`, which applies to all that follows",
                );
                self.push_error(dot.start, dot.end);
                self.push(Kind::Error, 0, 0, (start, dot.end), mark);
                return height + 1;
            }
            self.bump();
            self.push(Kind::GetAttr, 0, token.end - token.start, (start, token.end), mark);
            height += 1;
            if !self.check_height(height) {
                break;
            }
        }
        height
    }

    fn after_bracket(&mut self, mark: usize, start: usize, height: u32) -> u32 {
        let open = self.bump();
        let newlines = self.set_newlines(false);
        if self.peek_kind() == TokenKind::Star {
            let star = self.bump();
            self.close(open, TokenKind::CloseBracket, "]");
            self.set_newlines(newlines);
            let item = self.mark();
            self.push_leaf(Kind::SplatItem, 0, star.end, star.end);
            // What follows belongs to the splat; it is one level deeper in the tree.
            self.nodes[item].start = self.offset(self.at);
            self.nodes[item].end = self.offset(self.at);
            if !self.enter() {
                self.push(Kind::Splat, FULL, 0, (start, self.at), mark);
                return height + 1;
            }
            let each = self.selectors(item, 1);
            self.leave();
            self.push(Kind::Splat, FULL, 0, (start, self.at), mark);
            return 1 + height.max(each);
        }
        let key = self.expression();
        self.close(open, TokenKind::CloseBracket, "]");
        self.set_newlines(newlines);
        self.push(Kind::Index, 0, 0, (start, self.at), mark);
        1 + height.max(key)
    }

    /// Takes the closing bracket, or reports that it is missing.
    fn close(&mut self, open: Token, kind: TokenKind, written: &str) {
        if self.eat(kind) {
            return;
        }
        let token = self.peek();
        let opener = String::from_utf8_lossy(&self.text[open.start..open.end]).into_owned();
        let message = format!("this `{opener}` is not closed");
        let at = if matches!(token.kind, TokenKind::Stop | TokenKind::End | TokenKind::Newline) {
            open
        } else {
            token
        };
        if at.start == open.start {
            self.error_with_help("missing-bracket", at, &message, &format!("add a `{written}`"));
        } else {
            self.error("syntax-error", at.start, at.end, format!("a `{written}` is expected here"));
        }
        self.push_error(self.at, self.at);
    }

    fn term(&mut self) -> u32 {
        let token = self.peek();
        match token.kind {
            TokenKind::Name => {
                self.bump();
                return self.name(token);
            }
            TokenKind::Number => {
                self.bump();
                self.number(token);
            }
            TokenKind::Quote => {
                self.bump();
                return self.template(token.start, TemplateStyle::Quoted);
            }
            TokenKind::Heredoc => {
                self.bump();
                return self.heredoc(token);
            }
            TokenKind::OpenParen => return self.parens(),
            TokenKind::OpenBracket => return self.tuple(),
            TokenKind::OpenBrace => return self.object(),
            _ => self.missing_value(token),
        }
        1
    }

    fn number(&mut self, token: Token) {
        let rest = &self.text[token.end..];
        if rest.first() == Some(&b'.') && rest.get(1).is_some_and(u8::is_ascii_digit) {
            self.error("syntax-error", token.start, token.end + 2, "this is no number");
        }
        self.push_leaf(Kind::Number, 0, token.start, token.end);
    }

    fn missing_value(&mut self, token: Token) {
        let end = match token.kind {
            TokenKind::Newline | TokenKind::End | TokenKind::Stop => token.start,
            _ => token.end,
        };
        let message = match token.kind {
            TokenKind::Invalid if self.text[token.start] == b'\'' => {
                "single quotes do not make a string"
            }
            TokenKind::Invalid => "this character cannot stand here",
            _ => "a value is expected here",
        };
        let start = if token.kind == TokenKind::Stop { self.at } else { token.start };
        self.error("missing-value", start, end.max(start), message);
        self.push_error(self.at, self.at);
    }

    /// A name: a keyword, a variable or a function's.
    fn name(&mut self, token: Token) -> u32 {
        let next = self.peek_kind();
        if matches!(next, TokenKind::OpenParen | TokenKind::DoubleColon) {
            return self.call(token);
        }
        let kind = match &self.text[token.start..token.end] {
            b"true" => Kind::True,
            b"false" => Kind::False,
            b"null" => Kind::Null,
            _ => Kind::Variable,
        };
        self.push_leaf(kind, 0, token.start, token.end);
        1
    }

    fn call(&mut self, name: Token) -> u32 {
        let mark = self.mark();
        let mut name_end = name.end;
        while self.eat(TokenKind::DoubleColon) {
            let part = self.peek();
            if part.kind != TokenKind::Name {
                self.error(
                    "syntax-error",
                    part.start,
                    part.end,
                    "a function's name is expected after `::`",
                );
                break;
            }
            self.bump();
            name_end = part.end;
        }
        let open = self.peek();
        if open.kind != TokenKind::OpenParen || name_end - name.start > MAX_NAME {
            self.error(
                "syntax-error",
                open.start,
                open.end,
                "a `(` is expected after a function's name",
            );
            self.push_error(name.start, name_end);
            return 1;
        }
        self.bump();
        let newlines = self.set_newlines(false);
        let (height, flags) = self.arguments(open);
        self.set_newlines(newlines);
        self.push(Kind::Call, flags, name_end - name.start, (name.start, self.at), mark);
        1 + height
    }

    fn arguments(&mut self, open: Token) -> (u32, u8) {
        let mut height = 0;
        let mut flags = 0;
        loop {
            if self.peek_kind() == TokenKind::CloseParen {
                break;
            }
            height = height.max(self.expression());
            if self.eat(TokenKind::Ellipsis) {
                flags = FULL;
                break;
            }
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.close(open, TokenKind::CloseParen, ")");
        (height, flags)
    }

    fn parens(&mut self) -> u32 {
        let mark = self.mark();
        let open = self.bump();
        let newlines = self.set_newlines(false);
        let height = self.expression();
        self.close(open, TokenKind::CloseParen, ")");
        self.set_newlines(newlines);
        self.push(Kind::Parens, 0, 0, (open.start, self.at), mark);
        1 + height
    }

    fn is_keyword(&mut self, keyword: &[u8]) -> bool {
        let token = self.peek();
        token.kind == TokenKind::Name && &self.text[token.start..token.end] == keyword
    }

    fn tuple(&mut self) -> u32 {
        let mark = self.mark();
        let open = self.bump();
        let newlines = self.set_newlines(false);
        let mut height = 0;
        if self.is_keyword(b"for") {
            let height = self.for_expression(open, mark, TokenKind::CloseBracket);
            self.set_newlines(newlines);
            return height;
        }
        loop {
            if self.peek_kind() == TokenKind::CloseBracket {
                break;
            }
            height = height.max(self.expression());
            if !self.eat(TokenKind::Comma) {
                if self.mode == Mode::Recover && self.skip_to_comma(TokenKind::CloseBracket) {
                    continue;
                }
                break;
            }
        }
        self.close(open, TokenKind::CloseBracket, "]");
        self.set_newlines(newlines);
        self.push(Kind::Tuple, 0, 0, (open.start, self.at), mark);
        1 + height
    }

    fn object(&mut self) -> u32 {
        let mark = self.mark();
        let open = self.bump();
        let newlines = self.set_newlines(false);
        if self.is_keyword(b"for") {
            let height = self.for_expression(open, mark, TokenKind::CloseBrace);
            self.set_newlines(newlines);
            return height;
        }
        self.set_newlines(true);
        let mut height = 0;
        loop {
            match self.peek_kind() {
                TokenKind::Newline => {
                    self.bump();
                    continue;
                }
                TokenKind::CloseBrace | TokenKind::End | TokenKind::Stop => break,
                _ => {}
            }
            height = height.max(self.entry());
            match self.peek_kind() {
                TokenKind::CloseBrace => break,
                TokenKind::Comma | TokenKind::Newline => {
                    self.bump();
                }
                _ if !self.recover_entry() => break,
                _ => {}
            }
        }
        if self.peek_kind() != TokenKind::CloseBrace {
            // Keys and values come in turn, so an error takes the place of both.
            self.push_error(self.at, self.at);
        }
        self.close(open, TokenKind::CloseBrace, "}");
        self.set_newlines(newlines);
        self.push(Kind::Object, 0, 0, (open.start, self.at), mark);
        1 + height
    }

    /// `key = value` or `key : value`.
    fn entry(&mut self) -> u32 {
        let key = self.expression();
        if self.eat(TokenKind::Assign) || self.eat(TokenKind::Colon) {
            return key.max(self.expression());
        }
        let token = self.peek();
        self.error(
            "syntax-error",
            token.start,
            token.end,
            "an `=` and a value are expected after the key",
        );
        self.push_error(self.at, self.at);
        key
    }

    /// `for key, value in collection : …`. The next token is `for`.
    fn for_expression(&mut self, open: Token, mark: usize, closer: TokenKind) -> u32 {
        self.bump();
        let mut flags = if closer == TokenKind::CloseBrace { FULL } else { 0 };
        if self.for_names() {
            flags |= HAS_KEY_NAME;
        }
        let mut height = self.expression();
        if !self.eat(TokenKind::Colon) {
            self.expected(":", "the collection of a `for`");
        }
        height = height.max(self.expression());
        if closer == TokenKind::CloseBrace {
            if self.eat(TokenKind::Arrow) {
                height = height.max(self.expression());
            } else {
                self.expected("=>", "the key of a `for` that builds an object");
                self.push_error(self.at, self.at);
            }
            if self.eat(TokenKind::Ellipsis) {
                flags |= GROUPS;
            }
        }
        if self.is_keyword(b"if") {
            self.bump();
            flags |= HAS_CONDITION;
            height = height.max(self.expression());
        }
        // INVARIANT: an error node behind the clauses belongs to no clause; views ignore it.
        self.close(open, closer, if closer == TokenKind::CloseBrace { "}" } else { "]" });
        self.push(Kind::For, flags, 0, (open.start, self.at), mark);
        1 + height
    }

    /// One or two names and `in`. Tells whether there are two.
    pub(crate) fn for_names(&mut self) -> bool {
        self.for_name();
        let has_key = self.eat(TokenKind::Comma);
        if has_key {
            self.for_name();
        }
        if self.is_keyword(b"in") {
            self.bump();
        } else {
            self.expected("in", "the names of a `for`");
        }
        has_key
    }

    fn for_name(&mut self) {
        let token = self.peek();
        if token.kind == TokenKind::Name {
            self.bump();
            self.push_leaf(Kind::Name, 0, token.start, token.end);
        } else {
            self.error(
                "syntax-error",
                token.start,
                token.end,
                "a `for` needs a name for each element",
            );
            self.push_error(self.at, self.at);
        }
    }

    pub(crate) fn expected(&mut self, what: &str, after: &str) {
        let token = self.peek();
        self.error(
            "syntax-error",
            token.start,
            token.end,
            format!("a `{what}` is expected after {after}"),
        );
    }
}
