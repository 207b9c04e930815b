//! Any bytes, in both formats: reading ends, nothing panics, spans lie in each other.
//! Run with `cargo +nightly fuzz run parse`.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use resilint_syntax::{Body, Expression, FileId, Format, Item, Span, parse};

fuzz_target!(|bytes: &[u8]| {
    let text: Arc<[u8]> = Arc::from(bytes);
    for format in [Format::Native, Format::Json] {
        let (tree, diagnostics) = parse(FileId::new(0), &text, format);
        assert!(!tree.has_errors() || !diagnostics.is_empty());
        for diagnostic in diagnostics {
            assert!(diagnostic.span.start <= diagnostic.span.end && diagnostic.span.end as usize <= text.len());
        }
        look_at_body(tree.body());
        for block in ["resource", "locals"] {
            for block in tree.body().blocks_of(block, 2) {
                look_at_body(block.body());
            }
        }
    }
});

fn look_at_body(body: Body<'_>) {
    for item in body.items() {
        match item {
            Item::Attribute(attribute) => {
                assert!(body.span().contains(attribute.span()));
                look_at_expression(attribute.value(), attribute.span());
                let _ = attribute.value().references();
            }
            Item::Block(block) => {
                assert!(body.span().contains(block.span()));
                let _ = block.labels();
                look_at_body(block.body());
            }
            Item::Error(span) => assert!(body.span().contains(span)),
        }
    }
}

fn look_at_expression(expression: Expression<'_>, around: Span) {
    assert!(around.contains(expression.span()));
    if let Some(template) = expression.template() {
        let _ = template.parts();
    }
    for operand in expression.operands() {
        look_at_expression(operand, expression.span());
    }
}
