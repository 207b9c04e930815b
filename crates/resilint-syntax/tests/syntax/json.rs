//! JSON: the same views as on the native syntax.

use std::sync::Arc;

use resilint_syntax::{Diagnostic, FileId, Format, Tree, parse};

use crate::dump;

fn json(text: &str) -> (Tree, Vec<Diagnostic>) {
    parse(FileId::new(0), &Arc::from(text.as_bytes()), Format::Json)
}

fn valid(text: &str) -> Tree {
    let (tree, diagnostics) = json(text);
    assert!(diagnostics.is_empty(), "{text}\n{diagnostics:#?}");
    tree
}

#[test]
fn blocks_are_found_below_their_kind() {
    let tree = valid(
        r#"{"//": "note", "resource": {"aws_instance": {"web": {"ami": "a"}, "db": [{"ami": "b"}, {"ami": "c"}]}},
            "locals": [{"x": 1}, {"y": 2}], "terraform": {}, "variable": {"v": {}, "w": null}}"#,
    );
    let headers = |kind: &str, labels| {
        let blocks = tree.body().blocks_of(kind, labels).into_iter();
        let header = |block: resilint_syntax::Block<'_>| {
            let labels: Vec<_> =
                block.labels().into_iter().map(|label| label.text.into_owned()).collect();
            format!("{} {} {}", block.kind(), labels.join(" "), dump::body(block.body()).trim_end())
        };
        blocks.map(header).collect::<Vec<_>>()
    };
    assert_eq!(
        headers("resource", 2),
        [
            "resource aws_instance web ami = \"a\"",
            "resource aws_instance db ami = \"b\"",
            "resource aws_instance db ami = \"c\""
        ]
    );
    assert_eq!(headers("locals", 0), ["locals  x = 1", "locals  y = 2"]);
    assert_eq!(headers("terraform", 0), ["terraform  "]);
    assert_eq!(headers("variable", 1), ["variable v "]);
    let block = tree.body().blocks_of("resource", 2)[1];
    let again = tree.block(block.id());
    assert_eq!(again.kind(), "resource");
    assert_eq!(again.labels().len(), 2);
    assert_eq!(again.labels()[1].text, "db");
}

#[test]
fn arguments_are_the_keys_without_comments() {
    let tree = valid("[{\"a\": 1, \"//\": 2}, {\"b\\u0063\": [true, null, -1.5e3]}]");
    assert_eq!(dump::body(tree.body()), "a = 1\nbc = [true null -1.5e3]\n");
}

#[test]
fn strings_are_templates_with_exact_places() {
    let text =
        r#"{"a": "x${var.y}z", "b": "é\"${f("q") + g(\"w\")}\n", "c": "$${d}", "e": {"${k}": 1}}"#;
    let text = text.replace("f(\"q\")", "f(\\\"q\\\")");
    let tree = valid(&text);
    let dumped = dump::body(tree.body());
    let expected = concat!(
        "a = (template \"x\" (. var y) \"z\")\n",
        "b = (template \"é\\\"\" (+ (f(\"q\")) (g(\"w\"))) \"\\n\")\n",
        "c = \"${d}\"\n",
        "e = {(template k)=1}\n"
    );
    assert_eq!(dumped, expected);
    let place = |name: &str| {
        let reference = tree.body().attribute(name).unwrap().value().operands()[0];
        String::from_utf8_lossy(&tree.text()[reference.span().range()]).into_owned()
    };
    assert_eq!(place("a"), "var.y");
    assert_eq!(place("b"), r#"f(\"q\") + g(\"w\")"#);
}

#[test]
fn strings_can_be_read_as_expressions() {
    let tree =
        valid(r#"{"depends_on": ["aws_x.y[\"k\"]"], "type": "list(string)", "broken": "a b"}"#);
    let read = |name: &str| {
        let value = tree.body().attribute(name).unwrap().value();
        let value = value.operands().first().copied().unwrap_or(value);
        let (inner, diagnostics) = value.read_string().unwrap();
        let place = inner.root_expression().span().range();
        (
            dump::expression(inner.root_expression()),
            String::from_utf8_lossy(&tree.text()[place]).into_owned(),
            diagnostics.len(),
        )
    };
    assert_eq!(
        read("depends_on"),
        ("(index (. aws_x y) \"k\")".into(), r#"aws_x.y[\"k\"]"#.into(), 0)
    );
    assert_eq!(read("type"), ("(list(string))".into(), "list(string)".into(), 0));
    assert_eq!(read("broken").2, 1);
}

#[test]
fn what_cannot_be_read_costs_only_itself() {
    for (text, code) in [
        (r#"{"a": , "b": 1}"#, "missing-value"),
        (r#"{"a": tru, "b": 1}"#, "missing-value"),
        (r#"{"a": "${x", "b": 1}"#, "unterminated-sequence"),
        ("{\"a\": \"x\n, \"b\": 1}", "unterminated-string"),
        (r#"{"a" 1, "b": 1}"#, "syntax-error"),
        (r#"{"a": [1, "b": 1}"#, "missing-bracket"),
        (r#"{"a": "\x", "b": 1}"#, "invalid-escape"),
        (r#"{"a": 1 "b": 1}"#, "syntax-error"),
        (r#"{"a": 1, "b": 1,}"#, "syntax-error"),
        (r#"{"a": 1, "b": 1"#, "missing-brace"),
        ("", "syntax-error"),
        ("{} 1", "syntax-error"),
    ] {
        let (tree, diagnostics) = json(text);
        assert_eq!(
            diagnostics.first().map(|found| found.code),
            Some(code),
            "{text} {diagnostics:?}"
        );
        if text.contains("\"b\": 1") && !text.contains('[') {
            assert!(tree.body().attribute("b").is_some(), "{text}");
        }
    }
}
