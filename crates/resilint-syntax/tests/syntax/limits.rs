//! Size and depth: a diagnostic, never a crash or a hang.

use std::time::{Duration, Instant};

use crate::{native, valid, walk};

/// Far more than any of these needs, far less than anything quadratic takes.
const CALM: Duration = Duration::from_secs(5);

fn check(text: String) -> Vec<resilint_syntax::Diagnostic> {
    let start = Instant::now();
    let (tree, diagnostics) = native(text);
    walk::tree(&tree);
    assert!(start.elapsed() < CALM, "took {:?}", start.elapsed());
    diagnostics
}

#[test]
fn deep_nesting_is_refused() {
    let deep = 10_000;
    for (open, close) in [
        ("[", "]"),
        ("(", ")"),
        ("{a=", "}"),
        ("f(", ")"),
        ("\"${", "}\""),
        ("!", ""),
        ("x[", "]"),
        ("a ? b : ", ""),
    ] {
        let text = format!("a = {}1{}\nb = 2\n", open.repeat(deep), close.repeat(deep));
        let (tree, diagnostics) = native(&text);
        walk::tree(&tree);
        assert!(diagnostics.iter().any(|found| found.code == "too-deeply-nested"), "{open}");
        assert!(!tree.body().attribute("b").unwrap().has_error(), "{open}");
    }
    let blocks = format!("{}{}", "a {\n".repeat(deep), "}\n".repeat(deep));
    assert!(!check(blocks).is_empty());
    let indented: String = (0..1000).map(|depth| format!("{}a {{\n", " ".repeat(depth))).collect();
    assert!(!check(indented).is_empty());
    let directives = format!("a = \"{}\"\n", "%{ if x }".repeat(deep));
    assert!(!check(directives).is_empty());
}

#[test]
fn nesting_that_people_write_is_read() {
    for (open, close) in [("[", "]"), ("(", ")"), ("{a=", "}"), ("f(", ")")] {
        valid(format!("a = {}1{}\n", open.repeat(200), close.repeat(200)));
    }
    valid(format!("a = 1{}\n", " + 1".repeat(700)));
}

#[test]
fn long_chains_end_in_a_diagnostic() {
    assert!(!check(format!("a = 1{}\n", " + 1".repeat(100_000))).is_empty());
    assert!(!check(format!("a = x{}\n", ".y".repeat(100_000))).is_empty());
    assert!(!check(format!("a = x{}\n", "[*]".repeat(100_000))).is_empty());
}

#[test]
fn large_constructs_are_read_calmly() {
    let keys: String =
        (0..40_000).map(|index| format!("  key_{index} = \"value {index}\"\n")).collect();
    assert!(check(format!("a = {{\n{keys}}}\n")).is_empty());
    assert!(check(keys).is_empty());
    assert!(
        check(format!(
            "a = <<EOT\n{}EOT\n",
            "a line of text ${x} with $${y} in it\n".repeat(30_000)
        ))
        .is_empty()
    );
    assert!(check(format!("a = \"{}\"\n", "x".repeat(1 << 20))).is_empty());
    assert!(!check("a = <<E\n".repeat(20_000)).is_empty());
    assert!(!check("a = \"${\n".repeat(20_000)).is_empty());
    assert!(!check("a \"b\" {\n  c {\n".repeat(20_000)).is_empty());
    assert!(!check("a {\n  b = [\n".repeat(20_000)).is_empty());
    assert!(!check("/*".repeat(100_000)).is_empty());
    assert!(!check("a {".repeat(50_000)).is_empty());
    assert!(!check("}".repeat(100_000)).is_empty());
    assert!(!check("a = [1 2 ".repeat(30_000)).is_empty());
    assert!(!check(format!("a = [{}\n", "1 2, ".repeat(30_000))).is_empty());
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let (tree, diagnostics) = native(vec![b'\n'; resilint_syntax::MAX_FILE_SIZE + 1]);
    assert_eq!(diagnostics[0].code, "file-too-large");
    assert!(tree.has_errors());
    assert!(tree.body().items().len() <= 1);
}

#[test]
fn deep_json_is_refused() {
    let text = format!("{{\"a\": {}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let (tree, diagnostics) = resilint_syntax::parse(
        resilint_syntax::FileId::new(0),
        &std::sync::Arc::from(text.as_bytes()),
        resilint_syntax::Format::Json,
    );
    walk::tree(&tree);
    assert!(diagnostics.iter().any(|found| found.code == "too-deeply-nested"));
}

#[test]
fn an_encrypted_file_is_told_once() {
    let (tree, diagnostics) = native(b"\0GITCRYPT\0\x3f\xd0{ a = \n");
    let codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, ["file-encrypted"]);
    assert!(tree.has_errors());
}
