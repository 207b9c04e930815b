//! A second opinion: where hcl-edit accepts a text too, both must have read the same.

use hcl_edit::expr::{Expression, ObjectKey, TraversalOperator};
use hcl_edit::structure::Body;
use hcl_edit::template::Element;
use resilint_syntax::{Disk, FileSystem};

use crate::{dump, fixtures, valid};

/// A body of hcl-edit in the form of [`dump::body`].
fn body(body: &Body, indent: usize, out: &mut String) {
    use std::fmt::Write as _;
    for structure in body {
        if let Some(attribute) = structure.as_attribute() {
            writeln!(
                out,
                "{:indent$}{} = {}",
                "",
                attribute.key.as_str(),
                expression(&attribute.value)
            )
            .unwrap();
        } else if let Some(block) = structure.as_block() {
            let labels = block
                .labels
                .iter()
                .map(|label| format!(" {:?}", label.as_str()))
                .collect::<String>();
            writeln!(out, "{:indent$}{}{labels} {{", "", block.ident.as_str()).unwrap();
            self::body(&block.body, indent + 2, out);
            writeln!(out, "{:indent$}}}", "").unwrap();
        }
    }
}

fn expression(expression: &Expression) -> String {
    let join = |items: &mut dyn Iterator<Item = &Expression>| {
        items.map(self::expression).collect::<Vec<_>>().join(" ")
    };
    match expression {
        Expression::Null(_) => "null".into(),
        Expression::Bool(value) => value.to_string(),
        Expression::Number(number) => {
            // The sign is an operator to us and a part of the number to hcl-edit.
            let number = number.to_string();
            number.strip_prefix('-').map_or(number.clone(), |positive| format!("(- {positive})"))
        }
        Expression::String(text) => format!("{:?}", text.as_str()),
        Expression::Array(array) => format!("[{}]", join(&mut array.iter())),
        Expression::Object(object) => format!("{{{}}}", entries(object)),
        Expression::StringTemplate(template) => format!("(template{})", elements(template.iter())),
        Expression::HeredocTemplate(_) => "HEREDOC".into(),
        Expression::Parenthesis(inner) => format!("(parens {})", self::expression(inner.inner())),
        Expression::Variable(name) => name.to_string(),
        Expression::Conditional(conditional) => format!(
            "(? {})",
            join(
                &mut [&conditional.cond_expr, &conditional.true_expr, &conditional.false_expr]
                    .into_iter()
            )
        ),
        Expression::FuncCall(call) => self::call(call),
        Expression::Traversal(traversal) => {
            let operators: Vec<_> =
                traversal.operators.iter().map(|operator| &**operator).collect();
            select(self::expression(&traversal.expr), &operators)
        }
        Expression::UnaryOp(operation) => {
            format!(
                "({} {})",
                operation.operator.value().as_str(),
                self::expression(&operation.expr)
            )
        }
        Expression::BinaryOp(operation) => format!(
            "({} {} {})",
            operation.operator.value().as_str(),
            self::expression(&operation.lhs_expr),
            self::expression(&operation.rhs_expr)
        ),
        Expression::ForExpr(clauses) => for_expression(clauses),
    }
}

fn entries(object: &hcl_edit::expr::Object) -> String {
    let entries = object.iter().map(|(key, value)| {
        let key = match key {
            ObjectKey::Ident(name) => name.to_string(),
            ObjectKey::Expression(Expression::Variable(name)) => name.to_string(),
            ObjectKey::Expression(key) => expression(key),
        };
        format!("{key}={}", expression(value.expr()))
    });
    entries.collect::<Vec<_>>().join(" ")
}

fn call(call: &hcl_edit::expr::FuncCall) -> String {
    let names = call.name.namespace.iter().chain([&call.name.name]).map(|name| name.as_str());
    let name = names.collect::<Vec<_>>().join("::");
    let args = call.args.iter().map(expression).collect::<Vec<_>>().join(" ");
    format!("({name}({args}){})", if call.args.expand_final() { "..." } else { "" })
}

fn for_expression(clauses: &hcl_edit::expr::ForExpr) -> String {
    format!(
        "(for {}{} in {}{} {}{}{})",
        clauses
            .intro
            .key_var
            .as_ref()
            .map(|name| format!("{},", name.as_str()))
            .unwrap_or_default(),
        clauses.intro.value_var.as_str(),
        expression(&clauses.intro.collection_expr),
        clauses
            .key_expr
            .as_ref()
            .map(|key| format!(" key={}", expression(key)))
            .unwrap_or_default(),
        expression(&clauses.value_expr),
        clauses
            .cond
            .as_ref()
            .map(|cond| format!(" if={}", expression(&cond.expr)))
            .unwrap_or_default(),
        if clauses.grouping { " ..." } else { "" },
    )
}

fn elements<'a>(elements: impl Iterator<Item = &'a Element>) -> String {
    let element = |element: &Element| match element {
        Element::Literal(text) => format!(" {:?}", text.as_str()),
        Element::Interpolation(inner) => format!(" {}", expression(&inner.expr)),
        Element::Directive(_) => " DIRECTIVE".into(),
    };
    elements.map(element).collect()
}

fn select(base: String, operators: &[&TraversalOperator]) -> String {
    let Some((first, rest)) = operators.split_first() else { return base };
    match first {
        TraversalOperator::GetAttr(name) => select(format!("(. {base} {})", name.as_str()), rest),
        TraversalOperator::Index(key) => {
            select(format!("(index {base} {})", expression(key)), rest)
        }
        TraversalOperator::LegacyIndex(index) => {
            select(format!("(.index {base} {})", **index), rest)
        }
        TraversalOperator::FullSplat(_) => format!("([*] {base} {})", select("@".into(), rest)),
        TraversalOperator::AttrSplat(_) => {
            let is_attribute = |operator: &&TraversalOperator| {
                matches!(
                    operator,
                    TraversalOperator::GetAttr(_) | TraversalOperator::LegacyIndex(_)
                )
            };
            let each = rest.iter().take_while(|operator| is_attribute(operator)).count();
            select(format!("(.* {base} {})", select("@".into(), &rest[..each])), &rest[each..])
        }
    }
}

/// A dump in which equal numbers are spelled alike: hcl-edit reads `10.0` as `10` and rounds large numbers.
fn with_plain_numbers(dump: &str) -> String {
    let words =
        dump.split_inclusive(|character: char| " ()[]{}=\n".contains(character)).map(|word| {
            let number = word.trim_end_matches(|character: char| " ()[]{}=\n".contains(character));
            let value = number
                .parse::<f64>()
                .ok()
                .filter(|_| number.starts_with(|first: char| first.is_ascii_digit()));
            value.map_or(word.to_owned(), |value| word.replacen(number, &value.to_string(), 1))
        });
    words.collect()
}

/// What both have read, if hcl-edit reads it at all.
pub(crate) fn check(text: &str) -> bool {
    let Ok(theirs) = text.parse::<Body>() else { return false };
    let mut expected = String::new();
    body(&theirs, 0, &mut expected);
    if expected.contains("HEREDOC") || expected.contains("DIRECTIVE") {
        return false;
    }
    let ours = dump::body(valid(text).body());
    assert_eq!(with_plain_numbers(&ours), with_plain_numbers(&expected), "{text}");
    true
}

#[test]
fn both_read_the_fixtures_alike() {
    let mut compared = 0;
    let all = fixtures().join("../..");
    let is_configuration =
        |path: &std::path::Path| path.extension().is_some_and(|extension| extension == "tf");
    for path in Disk.walk(&all, &is_configuration).unwrap() {
        let text = Disk.read(&path).unwrap();
        let tree = crate::native(&text).0;
        for block in tree.body().blocks().into_iter().filter(|block| !block.has_error()) {
            compared +=
                usize::from(check(std::str::from_utf8(&text[block.span().range()]).unwrap()));
        }
    }
    assert!(compared >= 15, "only {compared} blocks were compared");
}
