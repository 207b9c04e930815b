//! Templates: text with expressions and directives in it.

use std::borrow::Cow;

use crate::text::{unescape_quoted, unescape_raw};
use crate::traversal::Traversal;
use crate::tree::{
    HAS_ESCAPE, HAS_KEY_NAME, HEREDOC, INDENTED, Kind, RAW, STRIP_AFTER, STRIP_BEFORE, Tree,
};
use crate::{Expression, ExpressionKind, NodeId, Span};

/// A template: a quoted string, a heredoc or a string of JSON.
#[derive(Clone, Copy, Debug)]
pub struct Template<'t> {
    pub(crate) tree: &'t Tree,
    pub(crate) id: NodeId,
}

/// A part of a template. Strip markers (`~`) and a heredoc's indentation are applied already.
#[derive(Clone, Debug)]
pub enum Part<'t> {
    /// Text, escapes resolved.
    Literal(Cow<'t, str>),
    /// `${ expression }`
    Interpolation(Expression<'t>),
    /// `%{ if condition } … %{ else } … %{ endif }`
    If {
        /// What decides.
        condition: Expression<'t>,
        /// The parts if it is true.
        yes: Vec<Part<'t>>,
        /// The parts if it is false.
        no: Vec<Part<'t>>,
    },
    /// `%{ for key, value in collection } … %{ endfor }`
    For {
        /// The name for each key or index.
        key_name: Option<&'t str>,
        /// The name for each element.
        value_name: &'t str,
        /// What is gone through.
        collection: Expression<'t>,
        /// The parts for each element.
        body: Vec<Part<'t>>,
    },
    /// What could not be read.
    Error(Span),
}

/// A part before directives are put into each other.
enum Token<'t> {
    Literal(Cow<'t, str>),
    Sequence(NodeId),
}

impl<'t> Template<'t> {
    /// The text, if it contains no interpolation and no directive.
    #[must_use]
    pub fn as_literal(&self) -> Option<Cow<'t, str>> {
        let node = self.tree.node(self.id);
        if node.kind == Kind::String {
            let bytes = self.tree.bytes(node.start + 1, node.end - 1);
            let has_escape = node.flags & HAS_ESCAPE != 0;
            let is_raw = node.flags & RAW != 0;
            return Some(if is_raw {
                unescape_raw(bytes, has_escape)
            } else {
                unescape_quoted(bytes, has_escape)
            });
        }
        let children = self.tree.children_backwards(self.id);
        if !children.into_iter().all(|child| self.tree.node(child).kind == Kind::Literal) {
            return None;
        }
        let mut text = String::new();
        for token in self.tokens() {
            if let Token::Literal(literal) = token {
                text.push_str(&literal);
            }
        }
        Some(Cow::Owned(text))
    }

    /// The expression, if the template is nothing but one interpolation. Its value is then the expression's, not
    /// a string.
    #[must_use]
    pub fn as_interpolation(&self) -> Option<Expression<'t>> {
        let children = self.tree.children(self.id);
        let [only] = children.as_slice() else { return None };
        (self.tree.node(*only).kind == Kind::Interpolation).then(|| self.inner(*only))?
    }

    /// The parts in order, directives with their parts inside.
    #[must_use]
    pub fn parts(&self) -> Vec<Part<'t>> {
        let mut tokens = self.tokens().into_iter();
        self.assemble(&mut tokens).0
    }

    /// Whether it is written as a heredoc.
    #[must_use]
    pub fn is_heredoc(&self) -> bool {
        self.tree.node(self.id).flags & HEREDOC != 0
    }

    /// Where it is, with its quotes or markers.
    #[must_use]
    pub fn span(&self) -> Span {
        self.tree.span(self.id)
    }

    /// The literals and sequences in order, strip markers and indentation applied.
    fn tokens(&self) -> Vec<Token<'t>> {
        let node = self.tree.node(self.id);
        if node.kind == Kind::String {
            return self
                .as_literal()
                .filter(|text| !text.is_empty())
                .map(Token::Literal)
                .into_iter()
                .collect();
        }
        let mut tokens = Vec::new();
        for child in self.tree.children(self.id) {
            if self.tree.node(child).kind == Kind::Literal {
                self.push_literals(child, &mut tokens);
            } else {
                tokens.push(Token::Sequence(child));
            }
        }
        self.strip(&mut tokens);
        if node.flags & INDENTED != 0 {
            remove_indentation(&mut tokens);
        }
        tokens
    }

    /// A literal of a heredoc is one token a line, because markers strip within a line only.
    fn push_literals(&self, id: NodeId, tokens: &mut Vec<Token<'t>>) {
        let node = self.tree.node(id);
        let bytes = self.tree.bytes(node.start, node.end);
        let has_escape = node.flags & HAS_ESCAPE != 0;
        if node.flags & RAW == 0 {
            tokens.push(Token::Literal(unescape_quoted(bytes, has_escape)));
        } else if self.is_heredoc() {
            let lines = bytes.split_inclusive(|byte| *byte == b'\n');
            tokens.extend(lines.map(|line| Token::Literal(unescape_raw(line, has_escape))));
        } else {
            tokens.push(Token::Literal(unescape_raw(bytes, has_escape)));
        }
    }

    fn strip(&self, tokens: &mut [Token<'t>]) {
        for index in 0..tokens.len() {
            let Token::Sequence(id) = tokens[index] else { continue };
            let flags = self.tree.node(id).flags;
            if flags & STRIP_BEFORE != 0
                && let Some(Token::Literal(literal)) =
                    index.checked_sub(1).map(|before| &mut tokens[before])
            {
                trim(literal, str::trim_end);
            }
            if flags & STRIP_AFTER != 0
                && let Some(Token::Literal(literal)) = tokens.get_mut(index + 1)
            {
                trim(literal, str::trim_start);
            }
        }
    }

    /// Puts the parts up to the end of the innermost directive together, and tells what ended it.
    fn assemble(
        &self,
        tokens: &mut std::vec::IntoIter<Token<'t>>,
    ) -> (Vec<Part<'t>>, Option<Kind>) {
        let mut parts: Vec<Part<'t>> = Vec::new();
        while let Some(token) = tokens.next() {
            let id = match token {
                Token::Literal(text) => {
                    add_literal(&mut parts, text);
                    continue;
                }
                Token::Sequence(id) => id,
            };
            let kind = self.tree.node(id).kind;
            let part = match kind {
                Kind::Interpolation => self.inner(id).map(Part::Interpolation),
                Kind::IfDirective => {
                    let (yes, end) = self.assemble(tokens);
                    let no = if end == Some(Kind::ElseDirective) {
                        self.assemble(tokens).0
                    } else {
                        Vec::new()
                    };
                    self.inner(id).map(|condition| Part::If { condition, yes, no })
                }
                Kind::ForDirective => {
                    let body = self.assemble(tokens).0;
                    self.for_part(id, body)
                }
                Kind::ElseDirective | Kind::EndIfDirective | Kind::EndForDirective => {
                    return (parts, Some(kind));
                }
                _ => None,
            };
            parts.push(part.unwrap_or_else(|| Part::Error(self.tree.span(id))));
        }
        (parts, None)
    }

    fn inner(&self, id: NodeId) -> Option<Expression<'t>> {
        let tree = self.tree;
        tree.children_backwards(id).last().map(|id| Expression { tree, id })
    }

    fn for_part(&self, id: NodeId, body: Vec<Part<'t>>) -> Option<Part<'t>> {
        let tree = self.tree;
        let mut children = tree.children(id).into_iter();
        let first = children.next()?;
        let second =
            if tree.node(id).flags & HAS_KEY_NAME != 0 { Some(children.next()?) } else { None };
        let collection = Expression { tree, id: children.next()? };
        Some(Part::For {
            key_name: second.and(self.name(first)),
            value_name: self.name(second.unwrap_or(first))?,
            collection,
            body,
        })
    }

    fn name(&self, id: NodeId) -> Option<&'t str> {
        let node = self.tree.node(id);
        (node.kind == Kind::Name).then(|| self.tree.str(node.start, node.end))
    }

    pub(crate) fn collect_references(
        &self,
        bound: &mut Vec<&'t str>,
        references: &mut Vec<Traversal<'t>>,
    ) {
        let tree = self.tree;
        if tree.node(self.id).kind == Kind::String {
            return;
        }
        // How many names were bound before each `for` that is open.
        let mut outer = Vec::new();
        for child in tree.children(self.id) {
            match tree.node(child).kind {
                Kind::Literal => {}
                Kind::ForDirective => {
                    outer.push(bound.len());
                    let Some(Part::For { key_name, value_name, collection, .. }) =
                        self.for_part(child, Vec::new())
                    else {
                        continue;
                    };
                    collection.collect_references(bound, references);
                    bound.extend(key_name);
                    bound.push(value_name);
                }
                Kind::EndForDirective => bound.truncate(outer.pop().unwrap_or(bound.len())),
                _ => {
                    if let Some(inner) = self.inner(child) {
                        inner.collect_references(bound, references);
                    }
                }
            }
        }
        if let Some(first) = outer.first() {
            bound.truncate(*first);
        }
    }
}

impl<'t> Expression<'t> {
    /// The template, if it is one.
    #[must_use]
    pub fn template(&self) -> Option<Template<'t>> {
        match self.kind() {
            ExpressionKind::Template(template) => Some(template),
            _ => None,
        }
    }
}

fn add_literal<'t>(parts: &mut Vec<Part<'t>>, text: Cow<'t, str>) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(Part::Literal(last)) => last.to_mut().push_str(&text),
        _ => parts.push(Part::Literal(text)),
    }
}

fn trim(literal: &mut Cow<'_, str>, how: fn(&str) -> &str) {
    match literal {
        Cow::Borrowed(text) => *text = how(text),
        Cow::Owned(text) => *text = how(text).to_owned(),
    }
}

/// Removes from each line the indentation that all lines have. Blank lines do not count.
fn remove_indentation(tokens: &mut [Token<'_>]) {
    let mut least = usize::MAX;
    let mut lines = Vec::new();
    let mut is_line_start = true;
    for (index, token) in tokens.iter().enumerate() {
        let literal = match token {
            Token::Literal(literal) => Some(literal),
            Token::Sequence(_) => None,
        };
        if is_line_start {
            is_line_start = false;
            match literal {
                Some(text) if text.ends_with('\n') && text.trim_start().is_empty() => {}
                Some(text) => {
                    least = least.min(
                        text.chars().take_while(|character| character.is_whitespace()).count(),
                    );
                    lines.push(index);
                }
                None => least = 0,
            }
        }
        is_line_start |= literal.is_some_and(|text| text.ends_with('\n'));
    }
    for line in lines {
        if let Token::Literal(literal) = &mut tokens[line] {
            let rest = literal.char_indices().nth(least).map_or(literal.len(), |(at, _)| at);
            match literal {
                Cow::Borrowed(text) => *text = text.get(rest..).unwrap_or_default(),
                Cow::Owned(text) => *text = text.split_off(rest),
            }
        }
    }
}
