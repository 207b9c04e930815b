//! What templates mean, compared with Terraform's own answers.

use std::collections::BTreeMap;

use resilint_syntax::{Disk, Expression, ExpressionKind, FileSystem, Part};

use crate::{fixtures, native, valid};

/// The text of a template whose expressions are strings, numbers, tuples and names bound by its loops.
fn render(parts: &[Part<'_>], names: &mut BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Literal(text) => out.push_str(text),
            Part::Interpolation(inner) => out.push_str(&value(*inner, names)),
            Part::If { condition, yes, no } => {
                let is_true = matches!(condition.kind(), ExpressionKind::Bool(true));
                out.push_str(&render(if is_true { yes } else { no }, names));
            }
            Part::For { key_name, value_name, collection, body } => {
                let ExpressionKind::Tuple(tuple) = collection.kind() else {
                    panic!("{collection:?}")
                };
                for (index, item) in tuple.items().into_iter().enumerate() {
                    let item = value(item, names);
                    names.insert((*value_name).to_owned(), item);
                    names.extend(key_name.map(|name| (name.to_owned(), index.to_string())));
                    out.push_str(&render(body, names));
                }
            }
            Part::Error(span) => panic!("{span:?}"),
        }
    }
    out
}

fn value(expression: Expression<'_>, names: &mut BTreeMap<String, String>) -> String {
    match expression.kind() {
        ExpressionKind::Template(template) => render(&template.parts(), names),
        ExpressionKind::Variable(name) => names[name].clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn templates_mean_what_terraform_says() {
    let source = Disk.read(&fixtures().join("templates.tf")).unwrap();
    let answers = Disk.read(&fixtures().join("templates.json")).unwrap();
    let answers: BTreeMap<String, String> = serde_json::from_slice(&answers).unwrap();
    let tree = valid(&source);
    let attributes = tree.body().blocks()[0].body().attributes();
    assert_eq!(attributes.len(), answers.len());
    for attribute in attributes {
        let meant = value(attribute.value(), &mut BTreeMap::new());
        assert_eq!(meant, answers[attribute.name().as_ref()], "{}", attribute.name());
    }
}

#[test]
fn line_ends_of_heredocs_stay_as_they_are_written() {
    let tree = valid("a = <<-EOT\r\n    x\r\n      y\r\n\r\n  EOT\r\n");
    let literal = tree.body().attribute("a").unwrap().value().as_literal();
    assert_eq!(literal.as_deref(), Some("x\r\n  y\r\n\r\n"));
}

#[test]
fn one_interpolation_alone_is_not_a_string() {
    let tree = valid("a = \"${b}\"\nc = \"${b} \"\n");
    let template = |name: &str| tree.body().attribute(name).unwrap().value().template().unwrap();
    assert!(template("a").as_interpolation().is_some());
    assert!(template("c").as_interpolation().is_none());
    assert!(template("a").as_literal().is_none());
}

#[test]
fn a_directive_without_its_end_is_an_error() {
    for text in [
        "%{ if a }",
        "%{ endif }",
        "%{ for a in b }%{ else }%{ endfor }",
        "%{ x }",
        "%{ if a }%{ endfor }",
    ] {
        let (tree, diagnostics) = native(format!("a = \"{text}\"\nb = 1\n"));
        assert!(!diagnostics.is_empty(), "{text}");
        assert!(tree.body().attribute("a").unwrap().value().contains_error(), "{text}");
        assert!(!tree.body().attribute("b").unwrap().has_error(), "{text}");
    }
}
