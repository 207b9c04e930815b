//! Looks at everything in a tree, and holds what is true of every tree.

use resilint_syntax::{Body, Expression, ExpressionKind, Item, Part, Span, Tree};

/// Every view of a tree: spans lie in each other, nothing panics. Looking recurses; reading must not need this stack.
pub(crate) fn tree(tree: &Tree) {
    std::thread::scope(|scope| {
        let walk = std::thread::Builder::new()
            .stack_size(64 << 20)
            .spawn_scoped(scope, || walk(tree))
            .unwrap();
        if let Err(panic) = walk.join() {
            std::panic::resume_unwind(panic);
        }
    });
}

fn walk(tree: &Tree) {
    let whole = tree.body().span();
    body(tree.body(), whole);
    let mut end = 0;
    for comment in tree.comments() {
        assert!(comment.span.start >= end && comment.span.end as usize <= tree.text().len());
        end = comment.span.end;
    }
    for offset in [0, whole.end / 3, whole.end / 2, whole.end] {
        let path = tree.path_at(offset);
        assert!(!path.is_empty());
    }
}

fn body(body: Body<'_>, around: Span) {
    let mut end = around.start;
    for item in body.items() {
        let span = match item {
            Item::Attribute(attribute) => {
                let span = attribute.span();
                inside(attribute.name_span(), span);
                expression(attribute.value(), span);
                let _ = (attribute.name(), attribute.has_error());
                span
            }
            Item::Block(block) => {
                let span = block.span();
                inside(block.kind_span(), span);
                inside(block.header_span(), span);
                for label in block.labels() {
                    inside(label.span, span);
                }
                inside(block.body().span(), span);
                self::body(block.body(), block.body().span());
                span
            }
            Item::Error(span) => span,
        };
        inside(span, around);
        assert!(span.start >= end, "items are in order: {span:?} {end}");
        end = span.end;
    }
}

pub(crate) fn expression(expression: Expression<'_>, around: Span) {
    let span = expression.span();
    inside(span, around);
    let _ = (expression.traversal(), expression.as_literal());
    match expression.kind() {
        ExpressionKind::Template(template) => parts(&template.parts()),
        ExpressionKind::Object(object) => {
            for entry in object.entries() {
                inside(entry.key.span(), entry.span());
                let _ = entry.key.as_literal();
            }
        }
        _ => {}
    }
    for operand in expression.operands() {
        self::expression(operand, span);
    }
}

fn parts(parts: &[Part<'_>]) {
    for part in parts {
        match part {
            Part::If { yes, no, .. } => {
                self::parts(yes);
                self::parts(no);
            }
            Part::For { body, .. } => self::parts(body),
            _ => {}
        }
    }
}

fn inside(inner: Span, outer: Span) {
    assert!(inner.start <= inner.end, "{inner:?}");
    assert!(outer.contains(inner), "{inner:?} is not in {outer:?}");
}
