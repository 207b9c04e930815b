//! The rules that make a text invalid, each with the place where it is reported.

use crate::{native, valid};

/// An invalid text: the code of the first diagnostic and the text it points at.
fn check(source: &str, code: &str, place: &str) {
    let (tree, diagnostics) = native(source);
    let first = diagnostics.first().unwrap_or_else(|| panic!("accepted: {source}"));
    let found = String::from_utf8_lossy(&tree.text()[first.span.range()]).into_owned();
    assert_eq!((first.code, found.as_str()), (code, place), "{source}\n{first:#?}");
    assert!(!first.message.contains('\n') && !first.message.ends_with('.'), "{}", first.message);
}

#[test]
fn blocks_on_one_line_hold_one_argument() {
    valid("a { b = 1 }\na {}\na { b = [\n1\n] }\na { # note\n}\n");
    check("a { b = 1, c = 2 }\n", "one-line-block", ",");
    check("a { b {} }\n", "one-line-block", "b");
    check("a { b = 1\n}\n", "one-line-block", "\n");
    check("a { b = 1 c = 2 }\n", "one-line-block", "c");
    check("a { b = <<E\nx\nE\n}\n", "one-line-block", "\n");
}

#[test]
fn a_new_line_ends_arguments_and_blocks() {
    valid("a = 1");
    valid("a {}");
    valid("a = b /* \n */\n");
    check("a = 1 b = 2\n", "missing-newline", "b");
    check("a {} b {}\n", "missing-newline", "b");
    check("a {\n  b = 1 }\n", "missing-newline", "}");
    check("a {\n  b {} }\n", "missing-newline", "}");
    check("a = b /* \n */ c = d\n", "missing-newline", "c");
    check("a = b ...\n", "missing-newline", "...");
}

#[test]
fn the_brace_stands_on_the_line_of_the_header() {
    check("a \"b\"\n{\n}\n", "missing-brace", "\n");
    check("a b = c\n", "missing-brace", "=");
    check("a {\n  b = 1\n", "missing-brace", "{");
    check("}\n", "syntax-error", "}");
}

#[test]
fn strings_end_on_their_line() {
    check("a = \"b\nc = 1\n", "unterminated-string", "\"b");
    check("a = \"b\r\nc\"\r\n", "unterminated-string", "\"b");
    check("a = \"b\rc\"\n", "syntax-error", "\r");
    check("a \"b {\n}\n", "unterminated-string", "\"b {");
    check("a = \"${b\"\n", "unterminated-sequence", "${b");
    check("a = \"${b c}\"\n", "unterminated-sequence", "${b ");
}

#[test]
fn labels_hold_no_templates() {
    valid("a \"$${b}\" {\n}\n");
    check("a \"${b}\" {\n}\n", "syntax-error", "${");
    check("a \"%{if b}\" {\n}\n", "syntax-error", "%{");
}

#[test]
fn escape_sequences_are_known_ones() {
    valid(r#"a = "\n\r\t\"\\\u00e9\U0001F600""#);
    check(r#"a = "b\c""#, "invalid-escape", "\\");
    check(r#"a = "\u12""#, "invalid-escape", "\\");
    check(r#"a = "\ud800""#, "invalid-escape", "\\");
    check(r#"a = "\U00110000""#, "invalid-escape", "\\");
    check(r#"a = "\${b}""#, "invalid-escape", "\\");
    check(r#"a "b\c" {}"#, "invalid-escape", "\\");
}

#[test]
fn an_argument_is_set_once() {
    check("a = 1\nb = 2\na = 3\n", "duplicate-argument", "a");
    check("x {\n  a = 1\n  a = 2\n}\n", "duplicate-argument", "a");
    valid("a = 1\nx {\n  a = 1\n}\nx {\n  a = 2\n}\n");
    let many: String = (0..100).map(|index| format!("a{} = {index}\n", index % 99)).collect();
    let (_, diagnostics) = native(many);
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].message, "the argument `a0` is set twice");
    assert_eq!(diagnostics[0].related[0].span.range(), 0..2);
}

#[test]
fn bytes_are_utf8_outside_comments() {
    assert!(native(b"# \xff\na = 1\n").1.is_empty());
    assert!(native(b"/* \xff */\na = 1\n").1.is_empty());
    for text in [&b"a = \"\xff\"\n"[..], b"a \"\xff\" {\n}\n", b"a = <<E\n\xff\nE\n"] {
        assert_eq!(native(text).1[0].code, "invalid-utf8");
    }
    assert!(!native(b"a\xff = 1\n").1.is_empty());
    assert!(!native("a =\u{a0}1\n").1.is_empty());
}

#[test]
fn a_byte_order_mark_is_no_text() {
    let tree = valid("\u{feff}a = 1\n");
    assert_eq!(tree.body().attribute("a").unwrap().name_span().range(), 3..4);
    assert!(!native("a = 1\n\u{feff}b = 2\n").1.is_empty());
}

#[test]
fn line_ends_are_lf_or_crlf() {
    valid("a = 1\r\nb {\r\n  c = 2\r\n}\r\n");
    check("a = 1\rb = 2\n", "missing-newline", "\r");
}

#[test]
fn heredocs_end_with_their_marker_on_a_line() {
    valid("a = <<E\nx\n  E  \nb = 1\n");
    check("a = <<E\nx\nE", "unterminated-heredoc", "<<E");
    check("a = <<E\nx\n", "unterminated-heredoc", "<<E");
    check("a = <<E \nx\nE\n", "missing-value", "<");
}

#[test]
fn expressions_follow_the_grammar() {
    check("a =\n", "missing-value", "");
    check("a = 1 +\n", "missing-value", "");
    check("a = [1 2]\n", "syntax-error", "2");
    check("a = { b = 1 c = 2 }\n", "syntax-error", "c");
    check("a = {\nb\n= 1 }\n", "syntax-error", "\n");
    check("a = { b = 1,, }\n", "missing-value", ",");
    check("a = f(1, 2\n", "missing-bracket", "(");
    check("a = f(b..., c)\n", "syntax-error", ",");
    check("a = b.0.1\n", "syntax-error", "0.1");
    check("a = b.*.c.*.d\n", "syntax-error", ".");
    check("a = 1.2.3\n", "syntax-error", "1.2.3");
    check("a = b.\n", "syntax-error", ".");
    check("a = b ? c\n", "syntax-error", "?");
    check("a = 'b'\n", "missing-value", "'");
    check("a = [for x in y : z => x]\n", "syntax-error", "=>");
    check("a = {for x in y : x}\n", "syntax-error", "}");
    check("a = {for = 1}\n", "syntax-error", "=");
    check("a = b & c\n", "missing-newline", "&");
    check("\"a\" = 1\n", "syntax-error", "\"");
    check("a\n", "syntax-error", "a");
    check("a = /* b\n", "missing-value", "/*");
}
