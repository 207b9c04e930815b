//! Expressions, as they are written.

use std::borrow::Cow;

use crate::tree::{FULL, GROUPS, HAS_CONDITION, HAS_ERROR, HAS_KEY_NAME, Kind, Node, Tree};
use crate::{BinaryOperator, NodeId, Span, Template, UnaryOperator};

/// An expression.
#[derive(Clone, Copy, Debug)]
pub struct Expression<'t> {
    pub(crate) tree: &'t Tree,
    pub(crate) id: NodeId,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExpressionKind<'t> {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as it is written.
    Number(&'t str),
    /// A quoted string, a heredoc or a string of JSON, with or without interpolations.
    Template(Template<'t>),
    /// `[a, b]`
    Tuple(Tuple<'t>),
    /// `{ a = b }`
    Object(Object<'t>),
    /// A name that refers to something: `var`, `aws_instance`, `each`.
    Variable(&'t str),
    /// `base.name`
    GetAttr {
        /// What the name is selected from.
        base: Expression<'t>,
        /// The name.
        name: &'t str,
        /// Where the name is.
        name_span: Span,
    },
    /// `base[key]`
    Index {
        /// What is indexed.
        base: Expression<'t>,
        /// The index.
        key: Expression<'t>,
    },
    /// `base.0`
    LegacyIndex {
        /// What is indexed.
        base: Expression<'t>,
        /// The index, as it is written.
        index: &'t str,
        /// Where the index is.
        index_span: Span,
    },
    /// `base[*].each`, `base.*.each`
    Splat {
        /// What is gone through.
        base: Expression<'t>,
        /// Whether it is written `[*]`, which applies to all selectors behind it.
        full: bool,
        /// What is taken from each element, which is the [`ExpressionKind::SplatItem`] in it.
        each: Expression<'t>,
    },
    /// The element that a splat is looking at.
    SplatItem,
    /// `name(a, b...)`
    Call {
        /// The function, with its namespaces: `provider::aws::arn_parse`.
        name: Cow<'t, str>,
        /// Where the name is.
        name_span: Span,
        /// The arguments.
        args: Vec<Expression<'t>>,
        /// Whether the last argument is a list of arguments (`...`).
        expand_final: bool,
    },
    /// `condition ? yes : no`
    Conditional {
        /// What decides.
        condition: Expression<'t>,
        /// The value if it is true.
        yes: Expression<'t>,
        /// The value if it is false.
        no: Expression<'t>,
    },
    /// `left + right`
    Binary {
        /// The operator.
        op: BinaryOperator,
        /// The left operand.
        left: Expression<'t>,
        /// The right operand.
        right: Expression<'t>,
    },
    /// `-operand`, `!operand`
    Unary {
        /// The operator.
        op: UnaryOperator,
        /// The operand.
        operand: Expression<'t>,
    },
    /// `[for k, v in c : v if d]`, `{for k, v in c : k => v... if d}`
    For(For<'t>),
    /// `(a)`
    Parens(Expression<'t>),
    /// What could not be read.
    Error,
}

/// `[a, b]`
#[derive(Clone, Copy, Debug)]
pub struct Tuple<'t> {
    expression: Expression<'t>,
}

/// `{ a = b }`
#[derive(Clone, Copy, Debug)]
pub struct Object<'t> {
    expression: Expression<'t>,
}

/// An entry of an object.
#[derive(Clone, Copy, Debug)]
pub struct ObjectEntry<'t> {
    /// The key.
    pub key: ObjectKey<'t>,
    /// The value.
    pub value: Expression<'t>,
}

/// The key of an object's entry.
#[derive(Clone, Copy, Debug)]
pub enum ObjectKey<'t> {
    /// A bare name, which is a string and refers to nothing.
    Name(&'t str, Span),
    /// Anything else: a quoted string, or an expression in parentheses.
    Expression(Expression<'t>),
}

/// A `for` expression.
#[derive(Clone, Debug)]
pub struct For<'t> {
    /// The name for each key or index.
    pub key_name: Option<&'t str>,
    /// The name for each element.
    pub value_name: &'t str,
    /// What is gone through.
    pub collection: Expression<'t>,
    /// The key of each entry, if an object is built.
    pub key: Option<Expression<'t>>,
    /// The value of each entry.
    pub value: Expression<'t>,
    /// Which elements are taken.
    pub condition: Option<Expression<'t>>,
    /// Whether an object is built and its values are grouped by key (`...`).
    pub group: bool,
}

impl For<'_> {
    /// Whether an object is built.
    #[must_use]
    pub fn is_object(&self) -> bool {
        self.key.is_some()
    }
}

impl<'t> Expression<'t> {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> ExpressionKind<'t> {
        let node = self.node();
        match node.kind {
            Kind::Null => ExpressionKind::Null,
            Kind::True => ExpressionKind::Bool(true),
            Kind::False => ExpressionKind::Bool(false),
            Kind::Number => ExpressionKind::Number(self.str(node.start, node.end)),
            Kind::String | Kind::Template => {
                ExpressionKind::Template(Template { tree: self.tree, id: self.id })
            }
            Kind::Tuple => ExpressionKind::Tuple(Tuple { expression: *self }),
            Kind::Object => ExpressionKind::Object(Object { expression: *self }),
            Kind::Variable => ExpressionKind::Variable(self.str(node.start, node.end)),
            Kind::GetAttr | Kind::LegacyIndex | Kind::Index | Kind::Splat => self.selector(),
            Kind::SplatItem => ExpressionKind::SplatItem,
            Kind::Call => self.call(),
            Kind::Conditional | Kind::Binary | Kind::Unary | Kind::Parens => self.operation(),
            Kind::For => self.for_expression().map_or(ExpressionKind::Error, ExpressionKind::For),
            _ => ExpressionKind::Error,
        }
    }

    fn selector(&self) -> ExpressionKind<'t> {
        let node = self.node();
        let children = self.children();
        let Some(base) = children.first().copied() else { return ExpressionKind::Error };
        let name_start = node.end - u32::from(node.extra);
        let name = self.str(name_start, node.end);
        let name_span = self.tree.span_of(name_start, node.end);
        // An error node may follow the children; the second child may be one.
        match (node.kind, children.get(1).copied()) {
            (Kind::GetAttr, _) => ExpressionKind::GetAttr { base, name, name_span },
            (Kind::LegacyIndex, _) => {
                ExpressionKind::LegacyIndex { base, index: name, index_span: name_span }
            }
            (Kind::Index, Some(key)) => ExpressionKind::Index { base, key },
            (Kind::Splat, Some(_)) => {
                let each = *children.last().expect("there is a second child");
                ExpressionKind::Splat { base, full: node.flags & FULL != 0, each }
            }
            _ => ExpressionKind::Error,
        }
    }

    fn call(&self) -> ExpressionKind<'t> {
        let node = self.node();
        let end = node.start + u32::from(node.extra);
        let written = self.str(node.start, end);
        let is_plain = !written.contains([' ', '\t', '\r', '\n', '/', '#']);
        let name =
            if is_plain { Cow::Borrowed(written) } else { Cow::Owned(without_trivia(written)) };
        ExpressionKind::Call {
            name,
            name_span: self.tree.span_of(node.start, end),
            args: self.children(),
            expand_final: node.flags & FULL != 0,
        }
    }

    fn operation(&self) -> ExpressionKind<'t> {
        let node = self.node();
        let children = self.children();
        match (node.kind, children.as_slice()) {
            (Kind::Conditional, [condition, yes, no, ..]) => {
                ExpressionKind::Conditional { condition: *condition, yes: *yes, no: *no }
            }
            (Kind::Binary, [left, right, ..]) => ExpressionKind::Binary {
                op: BinaryOperator::from_code(node.extra),
                left: *left,
                right: *right,
            },
            (Kind::Unary, [operand, ..]) => ExpressionKind::Unary {
                op: UnaryOperator::from_code(node.extra),
                operand: *operand,
            },
            (Kind::Parens, [inner, ..]) => ExpressionKind::Parens(*inner),
            _ => ExpressionKind::Error,
        }
    }

    fn for_expression(&self) -> Option<For<'t>> {
        let node = self.node();
        let mut children = self.children().into_iter();
        let first = children.next()?;
        let second = if node.flags & HAS_KEY_NAME != 0 { Some(children.next()?) } else { None };
        let collection = children.next()?;
        let key = if node.flags & FULL != 0 { Some(children.next()?) } else { None };
        let value = children.next()?;
        let condition = if node.flags & HAS_CONDITION != 0 { Some(children.next()?) } else { None };
        Some(For {
            key_name: second.map(|_| first.written()),
            value_name: second.unwrap_or(first).written(),
            collection,
            key,
            value,
            condition,
            group: node.flags & GROUPS != 0,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn span(&self) -> Span {
        self.tree.span(self.id)
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// The tree it belongs to.
    #[must_use]
    pub fn tree(&self) -> &'t Tree {
        self.tree
    }

    /// Whether something in it could not be read. Its value is unknown then.
    #[must_use]
    pub fn contains_error(&self) -> bool {
        self.node().flags & HAS_ERROR != 0
    }

    /// The text, if it is a string without interpolations.
    #[must_use]
    pub fn as_literal(&self) -> Option<Cow<'t, str>> {
        match self.kind() {
            ExpressionKind::Template(template) => template.as_literal(),
            _ => None,
        }
    }

    /// What is written between the quotes of a string in JSON, with JSON's escapes resolved: what it means where strings are no templates.
    #[must_use]
    pub fn json_text(&self) -> Option<Cow<'t, str>> {
        let is_string = matches!(self.tree.node(self.id).kind, Kind::String | Kind::Template);
        let in_json = self.tree.format() == crate::Format::Json;
        (is_string && in_json).then(|| crate::json::text_of_string(self.tree, self.id)).flatten()
    }

    /// The text of a string without interpolations, read as an expression: where Terraform wants a reference or a
    /// type, JSON has it in a string. [`Tree::root_expression`] of the result is the expression; its spans lie
    /// in the file. `None` if this is no such string.
    #[must_use]
    pub fn read_string(&self) -> Option<(Tree, Vec<crate::Diagnostic>)> {
        let is_quoted = self.template().is_some_and(|template| !template.is_heredoc());
        self.as_literal()
            .filter(|_| is_quoted)
            .map(|_| crate::json::parse_in_string(self.tree, self.id))
    }

    /// The expression without the parentheses around it.
    #[must_use]
    pub fn without_parens(&self) -> Self {
        let mut inner = *self;
        while let ExpressionKind::Parens(next) = inner.kind() {
            inner = next;
        }
        inner
    }

    /// The expressions that it is made of, in source order: operands, arguments, elements, and the expressions
    /// within a template.
    #[must_use]
    pub fn operands(&self) -> Vec<Self> {
        let mut operands = Vec::new();
        let mut open = self.children();
        open.reverse();
        while let Some(child) = open.pop() {
            match child.node().kind {
                Kind::Name | Kind::Literal => {}
                Kind::Interpolation
                | Kind::IfDirective
                | Kind::ElseDirective
                | Kind::EndIfDirective
                | Kind::ForDirective
                | Kind::EndForDirective => open.extend(child.children().into_iter().rev()),
                _ => operands.push(child),
            }
        }
        operands
    }

    /// Calls a function with this expression and with everything in it, outermost first.
    pub fn visit(&self, visitor: &mut dyn FnMut(Self)) {
        visitor(*self);
        for operand in self.operands() {
            with_stack(|| operand.visit(visitor));
        }
    }

    pub(crate) fn node(&self) -> &'t Node {
        self.tree.node(self.id)
    }

    pub(crate) fn children(&self) -> Vec<Self> {
        let tree = self.tree;
        tree.children(self.id).into_iter().map(|id| Self { tree, id }).collect()
    }

    /// The text of a leaf; an error's is empty.
    fn written(&self) -> &'t str {
        let node = self.node();
        if node.kind == Kind::Name { self.str(node.start, node.end) } else { "" }
    }

    fn str(&self, start: u32, end: u32) -> &'t str {
        self.tree.str(start, end)
    }
}

impl<'t> Tuple<'t> {
    /// The elements.
    #[must_use]
    pub fn items(&self) -> Vec<Expression<'t>> {
        self.expression.children()
    }

    /// Where it is.
    #[must_use]
    pub fn span(&self) -> Span {
        self.expression.span()
    }
}

impl<'t> Object<'t> {
    /// The entries in source order. A key may come more than once; the last one counts.
    #[must_use]
    pub fn entries(&self) -> Vec<ObjectEntry<'t>> {
        let children = self.expression.children();
        let pairs = children.chunks_exact(2);
        pairs.map(|pair| ObjectEntry { key: ObjectKey::of(pair[0]), value: pair[1] }).collect()
    }

    /// Where it is.
    #[must_use]
    pub fn span(&self) -> Span {
        self.expression.span()
    }
}

impl ObjectEntry<'_> {
    /// Where it is, from the key to the end of the value.
    #[must_use]
    pub fn span(&self) -> Span {
        self.key.span().join(self.value.span())
    }
}

impl<'t> ObjectKey<'t> {
    fn of(key: Expression<'t>) -> Self {
        let node = key.node();
        match node.kind {
            Kind::Variable | Kind::Null | Kind::True | Kind::False => {
                Self::Name(key.str(node.start, node.end), key.span())
            }
            _ => Self::Expression(key),
        }
    }

    /// The text of the key, if it is a name or a string without interpolations.
    #[must_use]
    pub fn as_literal(&self) -> Option<Cow<'t, str>> {
        match self {
            Self::Name(name, _) => Some(Cow::Borrowed(name)),
            Self::Expression(expression) => expression.as_literal(),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Name(_, span) => *span,
            Self::Expression(expression) => expression.span(),
        }
    }
}

/// Runs a step of a recursion over a tree, whose height is limited but may be more than a small stack holds.
pub(crate) fn with_stack<T>(step: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(64 << 10, 1 << 20, step)
}

/// A function's name whose parts have blanks or comments between them.
fn without_trivia(written: &str) -> String {
    let (bytes, mut at, mut name) = (written.as_bytes(), 0, String::new());
    while at < bytes.len() {
        let rest = &bytes[at..];
        if let Some(end) = crate::token::name_end(bytes, at) {
            name.push_str(written.get(at..end).unwrap_or_default());
            at = end;
        } else if rest.starts_with(b"/*") {
            at += memchr::memmem::find(rest, b"*/").map_or(rest.len(), |length| length + 2);
        } else if rest.starts_with(b"#") || rest.starts_with(b"//") {
            at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        } else {
            if rest[0] == b':' {
                name.push(':');
            }
            at += 1;
        }
    }
    name
}
