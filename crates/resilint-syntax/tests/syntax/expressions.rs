//! Expressions: precedence, selection, calls, collections, `for`.

use crate::{dump, valid};

/// The tree of an expression.
fn check(source: &str, expected: &str) {
    let tree = valid(format!("a = {source}\n"));
    let attribute = tree.body().attribute("a").unwrap();
    assert_eq!(dump::expression(attribute.value()), expected, "{source}");
    assert_eq!(&tree.text()[attribute.value().span().range()], source.as_bytes());
}

#[test]
fn operators_bind_as_in_terraform() {
    check("1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)");
    check("a || b && c == d > e + f", "(|| a (&& b (== c (> d (+ e f)))))");
    check("-a.b + !c", "(+ (- (. a b)) (! c))");
    check("!a == b", "(== (! a) b)");
    check("a - -1", "(- a (- 1))");
    check("a - b - c", "(- (- a b) c)");
    check("a ? b : c ? d : e", "(? a b (? c d e))");
    check("a == b ? 1 : 2", "(? (== a b) 1 2)");
    check("(a + b) % 2", "(% (parens (+ a b)) 2)");
    check("a<b", "(< a b)");
    check("a >= b != c <= d", "(!= (>= a b) (<= c d))");
}

#[test]
fn names_are_selected_step_by_step() {
    check("a.b.c", "(. (. a b) c)");
    check("a[0].b[\"c\"][d]", "(index (index (. (index a 0) b) \"c\") d)");
    check("a.0.b", "(. (.index a 0) b)");
    check("a[*].b[0].c", "([*] a (. (index (. @ b) 0) c))");
    check("a.*.b.c", "(.* a (. (. @ b) c))");
    check("a.*.b[0]", "(index (.* a (. @ b)) 0)");
    check("a.*.0.b", "(.* a (. (.index @ 0) b))");
    check("a[*]", "([*] a @)");
    check("a[*].b[*].c", "([*] a ([*] (. @ b) (. @ c)))");
    check("f(x).y", "(. (f(x)) y)");
    check("a.b-c", "(. a b-c)");
    check("a.for.if.in", "(. (. (. a for) if) in)");
    check("(a\n.b)", "(parens (. a b))");
}

#[test]
fn numbers_keep_their_spelling() {
    check("1e3", "1e3");
    check("1.50", "1.50");
    check("123456789012345678901234567890", "123456789012345678901234567890");
    check("1e+10", "1e+10");
}

#[test]
fn calls_take_arguments() {
    check("f()", "(f())");
    check("f(a, b...)", "(f(a b)...)");
    check("f(\n  a,\n  b, # last\n)", "(f(a b))");
    check("provider::aws::arn_parse(x)", "(provider::aws::arn_parse(x))");
    check("provider :: aws :: f(x)", "(provider::aws::f(x))");
}

#[test]
fn collections_hold_elements() {
    check("[]", "[]");
    check("[1, [2], \"3\",]", "[1 [2] \"3\"]");
    check("[\n  1, # one\n  2\n  ,\n]", "[1 2]");
    check("{}", "{}");
    check("{ a = 1, \"b\" = 2, (c) = 3, d : 4 }", "{a=1 \"b\"=2 (parens c)=3 d=4}");
    check("{\n  a = 1\n\n  # note\n  b = 2,\n  c = 3\n}", "{a=1 b=2 c=3}");
    check(
        "{ true = 1, null = 2, a.b = 3, \"${x}\" = 4 }",
        "{true=1 null=2 (. a b)=3 (template x)=4}",
    );
    check("{ a = 1, a = 2 }", "{a=1 a=2}");
}

#[test]
fn for_builds_tuples_and_objects() {
    check("[for x in y : x.a]", "(for x in y (. x a))");
    check("[for k, v in y : v if k != \"a\"]", "(for k,v in y v if=(!= k \"a\"))");
    check("{for k, v in y : k => v}", "(for k,v in y key=k v)");
    check("{for v in y : v.k => v... if v}", "(for v in y key=(. v k) v if=v ...)");
    check("{\n  for v in y :\n  v => 1\n}", "(for v in y key=v 1)");
    check("[for x in [for y in z : y] : x]", "(for x in (for y in z y) x)");
}

#[test]
fn keywords_are_literals_only_alone() {
    check("null", "null");
    check("[true, false, truely]", "[true false truely]");
    check("true.a", "(. true a)");
}

#[test]
fn comments_and_blanks_are_kept_apart() {
    let tree = valid("# one\na = 1 // two\n/* three\n */ b /* four */ = 2\r\n#five");
    let comments: Vec<_> =
        tree.comments().map(|comment| String::from_utf8_lossy(comment.text)).collect();
    assert_eq!(comments, ["# one", "// two", "/* three\n */", "/* four */", "#five"]);
    assert_eq!(dump::body(tree.body()), "a = 1\nb = 2\n");
}

#[test]
fn blocks_have_labels_and_bodies() {
    let tree = valid("a \"b\" c {\n  d = 1\n  e {}\n  f \"g\\n$${h}\" { i = 2 }\n}\n\nj {\n}");
    assert_eq!(
        dump::body(tree.body()),
        "a \"b\" \"c\" {\n  d = 1\n  e {\n  }\n  f \"g\\n${h}\" {\n    i = 2\n  }\n}\nj {\n}\n"
    );
    let block = tree.body().blocks()[0];
    let text = |span: resilint_syntax::Span| {
        String::from_utf8_lossy(&tree.text()[span.range()]).into_owned()
    };
    assert_eq!(text(block.header_span()), "a \"b\" c");
    assert_eq!(text(block.kind_span()), "a");
    assert_eq!(text(block.labels()[0].span), "\"b\"");
    assert_eq!(tree.block(block.id()).kind(), "a");
}

#[test]
fn references_are_the_names_that_mean_something_outside() {
    let tree = valid(concat!(
        "a = [for k, v in var.list : \"${k} ${v.x} ${local.y[each.key]}\" if v != data.z[*].id]\n",
        "b = \"%{ for i in var.i }${i}${j}%{ endfor }${i}\"\n",
        "c = { key = x.y, (z.k) = f(w)[0].v }\n",
    ));
    let names = |name: &str| {
        let value = tree.body().attribute(name).unwrap().value();
        let references = value.references().into_iter();
        let texts = references
            .map(|found| String::from_utf8_lossy(&tree.text()[found.span.range()]).into_owned());
        texts.collect::<Vec<_>>()
    };
    assert_eq!(names("a"), ["var.list", "local.y[each.key]", "each.key", "data.z[*].id"]);
    assert_eq!(names("b"), ["var.i", "j", "i"]);
    assert_eq!(names("c"), ["x.y", "z.k", "w"]);
}

#[test]
fn traversals_have_steps_in_order() {
    let tree = valid("a = data.x[\"k\"].0.b[*].c[var.i].d\n");
    let traversal = tree.body().attribute("a").unwrap().value().traversal().unwrap();
    let steps = traversal.steps.iter().map(|step| match step {
        resilint_syntax::Step::Attr(name, _) => format!(".{name}"),
        resilint_syntax::Step::Index(index, _) => format!("[{index}]"),
        resilint_syntax::Step::Key(key) => format!("[{}]", dump::expression(*key)),
        resilint_syntax::Step::Splat(_) => "[*]".into(),
    });
    let steps: Vec<_> = steps.collect();
    assert_eq!(traversal.root, "data");
    assert_eq!(steps, [".x", "[k]", "[0]", ".b", "[*]", ".c", "[(. var i)]", ".d"]);
}
