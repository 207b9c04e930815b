//! References: a name and what is selected from it, step by step.

use std::borrow::Cow;

use crate::expression::{Expression, ExpressionKind, with_stack};
use crate::{NodeId, Span};

/// A name and the steps from it: `aws_instance.web[0].id`.
#[derive(Clone, Debug)]
pub struct Traversal<'t> {
    /// The first name.
    pub root: &'t str,
    /// Where the first name is.
    pub root_span: Span,
    /// The steps.
    pub steps: Vec<Step<'t>>,
    /// Where the whole is.
    pub span: Span,
    /// The expression that is this traversal.
    pub id: NodeId,
}

/// A step of a traversal.
#[derive(Clone, Debug)]
pub enum Step<'t> {
    /// `.name`
    Attr(&'t str, Span),
    /// `["name"]` or `[0]`, as text; `.0` as well.
    Index(Cow<'t, str>, Span),
    /// `[anything]`: an index that is not a literal.
    Key(Expression<'t>),
    /// `[*]` or `.*`
    Splat(Span),
}

impl Step<'_> {
    /// Where the step is; a splat's is the whole up to its star.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Attr(_, span) | Self::Index(_, span) | Self::Splat(span) => *span,
            Self::Key(key) => key.span(),
        }
    }
}

impl<'t> Expression<'t> {
    /// The expression as a name with steps from it; `None` if it is anything else. Parentheses are not part of a
    /// traversal.
    #[must_use]
    pub fn traversal(&self) -> Option<Traversal<'t>> {
        let mut steps = Vec::new();
        let (root, root_span) = self.collect_steps(&mut steps)?;
        Some(Traversal { root, root_span, steps, span: self.span(), id: self.id })
    }

    /// The root of this selection, with its steps added in order. `None` if it has no name at its root.
    fn collect_steps(&self, steps: &mut Vec<Step<'t>>) -> Option<(&'t str, Span)> {
        let first = steps.len();
        let mut expression = *self;
        let root = loop {
            match expression.kind() {
                ExpressionKind::Variable(name) => break (name, expression.span()),
                ExpressionKind::GetAttr { base, name, name_span } => {
                    steps.push(Step::Attr(name, name_span));
                    expression = base;
                }
                ExpressionKind::LegacyIndex { base, index, index_span } => {
                    steps.push(Step::Index(Cow::Borrowed(index), index_span));
                    expression = base;
                }
                ExpressionKind::Index { base, key } => {
                    steps.push(index_step(key));
                    expression = base;
                }
                ExpressionKind::Splat { base, each, .. } => {
                    each.collect_splat_steps(steps);
                    steps.push(Step::Splat(base.span()));
                    expression = base;
                }
                _ => return None,
            }
        };
        steps[first..].reverse();
        Some(root)
    }

    /// The steps from the element of a splat, last first.
    fn collect_splat_steps(&self, steps: &mut Vec<Step<'t>>) {
        let mut expression = *self;
        loop {
            expression = match expression.kind() {
                ExpressionKind::GetAttr { base, name, name_span } => {
                    steps.push(Step::Attr(name, name_span));
                    base
                }
                ExpressionKind::LegacyIndex { base, index, index_span } => {
                    steps.push(Step::Index(Cow::Borrowed(index), index_span));
                    base
                }
                ExpressionKind::Index { base, key } => {
                    steps.push(index_step(key));
                    base
                }
                ExpressionKind::Splat { base, each, .. } => {
                    each.collect_splat_steps(steps);
                    steps.push(Step::Splat(base.span()));
                    base
                }
                _ => return,
            }
        }
    }

    /// All traversals in this expression, in source order, those within indexes and templates too. The names
    /// that `for` and `%{ for }` bring in are left out.
    #[must_use]
    pub fn references(&self) -> Vec<Traversal<'t>> {
        let mut references = Vec::new();
        self.collect_references(&mut Vec::new(), &mut references);
        references
    }

    pub(crate) fn collect_references(
        &self,
        bound: &mut Vec<&'t str>,
        references: &mut Vec<Traversal<'t>>,
    ) {
        with_stack(|| self.collect_operands(bound, references));
    }

    fn collect_operands(&self, bound: &mut Vec<&'t str>, references: &mut Vec<Traversal<'t>>) {
        match self.kind() {
            ExpressionKind::For(clauses) => {
                clauses.collection.collect_references(bound, references);
                let outer = bound.len();
                bound.extend(clauses.key_name);
                bound.push(clauses.value_name);
                for clause in
                    clauses.key.into_iter().chain([clauses.value]).chain(clauses.condition)
                {
                    clause.collect_references(bound, references);
                }
                bound.truncate(outer);
            }
            ExpressionKind::Object(object) => {
                for entry in object.entries() {
                    if let crate::ObjectKey::Expression(key) = entry.key {
                        key.collect_references(bound, references);
                    }
                    entry.value.collect_references(bound, references);
                }
            }
            ExpressionKind::Template(template) => template.collect_references(bound, references),
            ExpressionKind::Variable(_)
            | ExpressionKind::GetAttr { .. }
            | ExpressionKind::Index { .. }
            | ExpressionKind::LegacyIndex { .. }
            | ExpressionKind::Splat { .. } => self.collect_selection(bound, references),
            _ => {
                for operand in self.operands() {
                    operand.collect_references(bound, references);
                }
            }
        }
    }

    fn collect_selection(&self, bound: &mut Vec<&'t str>, references: &mut Vec<Traversal<'t>>) {
        match self.traversal() {
            Some(traversal) => {
                let keys: Vec<_> = traversal.steps.iter().filter_map(Step::as_key).collect();
                if !bound.contains(&traversal.root) {
                    references.push(traversal);
                }
                for key in keys {
                    key.collect_references(bound, references);
                }
            }
            None => {
                for operand in self.operands() {
                    operand.collect_references(bound, references);
                }
            }
        }
    }
}

impl<'t> Step<'t> {
    fn as_key(&self) -> Option<Expression<'t>> {
        match self {
            Self::Key(key) => Some(*key),
            _ => None,
        }
    }
}

fn index_step<'t>(key: Expression<'t>) -> Step<'t> {
    match key.kind() {
        ExpressionKind::Number(number) => Step::Index(Cow::Borrowed(number), key.span()),
        ExpressionKind::Template(template) => match template.as_literal() {
            Some(text) => Step::Index(text, key.span()),
            None => Step::Key(key),
        },
        _ => Step::Key(key),
    }
}
