//! Random texts: any bytes are read without a crash, and random valid configurations are read as they were meant.

use std::sync::Arc;

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_oneof, proptest};
use resilint_syntax::{FileId, Format, parse};

use crate::{dump, native, oracle, walk};

/// Pieces that make the parser change its mind.
const PIECES: &[&str] = &[
    "a",
    "resource",
    " ",
    "\n",
    "\r\n",
    "  ",
    "\t",
    "=",
    "==",
    "=>",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "\"x\"",
    "${",
    "%{",
    "~}",
    "~",
    "$${",
    "\\n",
    "\\",
    "<<E\n",
    "<<-E\n",
    "E\n",
    "E",
    ".",
    "..",
    "...",
    "*",
    "0",
    "1.5",
    "-",
    "!",
    "?",
    ":",
    "::",
    ",",
    "#",
    "//",
    "/*",
    "*/",
    "for",
    "in",
    "if",
    "else",
    "endif",
    "endfor",
    "null",
    "true",
    "é",
    "\u{feff}",
    "'",
    "@",
    "&&",
    "\n}\n",
    "\nresource \"a\" \"b\" {\n",
    "\n  x = ",
    "\n    y {\n",
    "\n  ",
    "\n    ",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

/// A valid expression and its dump.
fn expression() -> impl Strategy<Value = (String, String)> {
    let name = || {
        "[a-z][a-z0-9_]{0,5}".prop_filter("a keyword", |name| {
            !["for", "null", "true", "false", "if", "in"].contains(&name.as_str())
        })
    };
    let leaf = prop_oneof![
        Just(("null".to_owned(), "null".to_owned())),
        (0u32..1000).prop_map(|number| (number.to_string(), number.to_string())),
        name().prop_map(|name| (name.clone(), name)),
        "[a-z ]{0,8}".prop_map(|text| (format!("\"{text}\""), format!("{text:?}"))),
    ];
    leaf.prop_recursive(5, 60, 4, move |inner| {
        let many = || prop::collection::vec(inner.clone(), 0..4);
        let join = |items: &[(String, String)], separator: &str, second: bool| {
            let texts: Vec<_> = items
                .iter()
                .map(|item| if second { item.1.clone() } else { item.0.clone() })
                .collect();
            texts.join(separator)
        };
        prop_oneof![
            many().prop_map(move |items| (
                format!("[{}]", join(&items, ",\n  ", false)),
                format!("[{}]", join(&items, " ", true))
            )),
            (name(), many()).prop_map(move |(name, items)| {
                (
                    format!("{name}({})", join(&items, ", ", false)),
                    format!("({name}({}))", join(&items, " ", true)),
                )
            }),
            (inner.clone(), inner.clone(), prop::sample::select(&["+", "&&", "==", "<", "*"][..]))
                .prop_map(|(left, right, operator)| {
                    let source = format!("({}) {operator} ({})", left.0, right.0);
                    (source, format!("({operator} (parens {}) (parens {}))", left.1, right.1))
                }),
            (inner.clone(), name()).prop_map(|(base, name)| {
                (format!("({}).{name}", base.0), format!("(. (parens {}) {name})", base.1))
            }),
            (name(), inner.clone()).prop_map(|(key, value)| {
                (format!("{{\n  {key} = {}\n}}", value.0), format!("{{{key}={}}}", value.1))
            }),
            inner.clone().prop_map(|value| (
                format!("\"x${{{}}}y\"", value.0),
                format!("(template \"x\" {} \"y\")", value.1)
            )),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(condition, yes, no)| {
                let source = format!("({}) ? {} : {}", condition.0, yes.0, no.0);
                (source, format!("(? (parens {}) {} {})", condition.1, yes.1, no.1))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(text in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in [Format::Native, Format::Json] {
            walk::tree(&parse(FileId::new(0), &Arc::from(text.as_slice()), format).0);
        }
    }

    #[test]
    fn any_pieces_are_read(text in soup()) {
        for format in [Format::Native, Format::Json] {
            let (tree, diagnostics) = parse(FileId::new(0), &Arc::from(text.as_bytes()), format);
            walk::tree(&tree);
            let is_invalid = tree.has_errors();
            assert!(!is_invalid || !diagnostics.is_empty(), "an error node without a diagnostic: {text:?}");
            for found in &diagnostics {
                assert!(found.span.end as usize <= text.len() && found.span.start <= found.span.end, "{found:?}");
            }
        }
    }

    #[test]
    fn json_with_any_pieces_is_read(pieces in prop::collection::vec(soup(), 0..4)) {
        let text = serde_json::to_string(&pieces).unwrap().replace('é', "\\u00e9");
        let (tree, _) = parse(FileId::new(0), &Arc::from(format!("{{\"a\": {text}}}").as_bytes()), Format::Json);
        walk::tree(&tree);
        assert_eq!(tree.body().attributes().len(), 1);
    }

    #[test]
    fn expressions_are_read_as_they_were_meant((source, expected) in expression()) {
        let text = format!("a = {source}\nb \"c\" {{\n  d = {source}\n}}\n");
        let (tree, diagnostics) = native(&text);
        assert!(diagnostics.is_empty(), "{text}\n{diagnostics:?}");
        assert_eq!(dump::body(tree.body()), format!("a = {expected}\nb \"c\" {{\n  d = {expected}\n}}\n"));
        walk::tree(&tree);
        oracle::check(&text);
    }

    #[test]
    fn nothing_is_lost((source, _) in expression()) {
        let text = format!("# note\na \"b\" {{ # why\n  c = {source} /* end */\n}}\n");
        let (tree, _) = native(&text);
        let mut covered = vec![false; text.len()];
        let mut cover = |span: resilint_syntax::Span| covered[span.range()].fill(true);
        tree.comments().for_each(|comment| cover(comment.span));
        let block = tree.body().blocks()[0];
        cover(block.header_span());
        let attribute = block.body().attributes()[0];
        cover(attribute.name_span());
        attribute.value().visit(&mut |inner| {
            use resilint_syntax::ExpressionKind as K;
            match inner.kind() {
                K::Null | K::Number(_) | K::Variable(_) => cover(inner.span()),
                K::Template(template) if template.as_literal().is_some() => cover(inner.span()),
                K::GetAttr { name_span, .. } | K::Call { name_span, .. } => cover(name_span),
                K::Object(object) => object.entries().iter().for_each(|entry| cover(entry.key.span())),
                _ => {}
            }
        });
        let left: String = text.bytes().zip(covered).filter(|(_, is_covered)| !is_covered).map(|(byte, _)| char::from(byte)).collect();
        assert!(left.chars().all(|character| " \n{}[](),.=+&<*?:\"$xy".contains(character)), "{left}");
    }
}
