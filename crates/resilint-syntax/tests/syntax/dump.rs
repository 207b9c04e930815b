//! Trees as text, for comparing.

use resilint_syntax::{Body, Expression, ExpressionKind, For, Item, Object, ObjectKey, Part};

/// An expression in prefix form: `(+ 1 (. var.a b))`.
pub(crate) fn expression(expression: Expression<'_>) -> String {
    match expression.kind() {
        ExpressionKind::Null => "null".into(),
        ExpressionKind::Bool(value) => value.to_string(),
        ExpressionKind::Number(number) => number.into(),
        ExpressionKind::Template(template) => match template.as_literal() {
            Some(text) => format!("{text:?}"),
            None => format!("(template{})", parts(&template.parts())),
        },
        ExpressionKind::Tuple(tuple) => format!("[{}]", join(tuple.items())),
        ExpressionKind::Object(object) => format!("{{{}}}", entries(object)),
        ExpressionKind::Variable(name) => name.into(),
        ExpressionKind::GetAttr { base, name, .. } => {
            format!("(. {} {name})", self::expression(base))
        }
        ExpressionKind::Index { base, key } => {
            format!("(index {} {})", self::expression(base), self::expression(key))
        }
        ExpressionKind::LegacyIndex { base, index, .. } => {
            format!("(.index {} {index})", self::expression(base))
        }
        ExpressionKind::Splat { base, full, each } => {
            let name = if full { "[*]" } else { ".*" };
            format!("({name} {} {})", self::expression(base), self::expression(each))
        }
        ExpressionKind::SplatItem => "@".into(),
        ExpressionKind::Call { name, args, expand_final, .. } => {
            format!("({name}({}){})", join(args), if expand_final { "..." } else { "" })
        }
        ExpressionKind::Conditional { condition, yes, no } => {
            format!("(? {})", join(vec![condition, yes, no]))
        }
        ExpressionKind::Binary { op, left, right } => {
            format!("({} {})", op.as_str(), join(vec![left, right]))
        }
        ExpressionKind::Unary { op, operand } => {
            format!("({} {})", op.as_str(), self::expression(operand))
        }
        ExpressionKind::For(clauses) => for_expression(&clauses),
        ExpressionKind::Parens(inner) => format!("(parens {})", self::expression(inner)),
        ExpressionKind::Error => "ERROR".into(),
    }
}

fn entries(object: Object<'_>) -> String {
    let entries = object.entries().into_iter().map(|entry| {
        let key = match entry.key {
            ObjectKey::Name(name, _) => name.to_owned(),
            ObjectKey::Expression(key) => expression(key),
        };
        format!("{key}={}", expression(entry.value))
    });
    entries.collect::<Vec<_>>().join(" ")
}

fn for_expression(clauses: &For<'_>) -> String {
    let key = clauses.key.map(|key| format!(" key={}", expression(key))).unwrap_or_default();
    let condition =
        clauses.condition.map(|only| format!(" if={}", expression(only))).unwrap_or_default();
    format!(
        "(for {}{} in {}{key} {}{condition}{})",
        clauses.key_name.map(|name| format!("{name},")).unwrap_or_default(),
        clauses.value_name,
        expression(clauses.collection),
        expression(clauses.value),
        if clauses.group { " ..." } else { "" },
    )
}

fn join(expressions: Vec<Expression<'_>>) -> String {
    expressions.into_iter().map(expression).collect::<Vec<_>>().join(" ")
}

fn parts(parts: &[Part<'_>]) -> String {
    let part = |part: &Part<'_>| match part {
        Part::Literal(text) => format!(" {text:?}"),
        Part::Interpolation(inner) => format!(" {}", expression(*inner)),
        Part::If { condition, yes, no } => {
            format!(" (if {} ({}) ({}))", expression(*condition), self::parts(yes), self::parts(no))
        }
        Part::For { key_name, value_name, collection, body } => format!(
            " (for {}{value_name} in {} ({}))",
            key_name.map(|name| format!("{name},")).unwrap_or_default(),
            expression(*collection),
            self::parts(body),
        ),
        Part::Error(_) => " ERROR".into(),
    };
    parts.iter().map(part).collect()
}

/// A body, one item a line.
pub(crate) fn body(body: Body<'_>) -> String {
    let mut out = String::new();
    write_body(body, 0, &mut out);
    out
}

fn write_body(body: Body<'_>, indent: usize, out: &mut String) {
    use std::fmt::Write as _;
    for item in body.items() {
        match item {
            Item::Attribute(attribute) => {
                let value = expression(attribute.value());
                writeln!(out, "{:indent$}{} = {value}", "", attribute.name()).unwrap();
            }
            Item::Block(block) => {
                let labels = block
                    .labels()
                    .into_iter()
                    .map(|label| format!(" {:?}", label.text))
                    .collect::<String>();
                writeln!(out, "{:indent$}{}{labels} {{", "", block.kind()).unwrap();
                write_body(block.body(), indent + 2, out);
                writeln!(out, "{:indent$}}}", "").unwrap();
            }
            Item::Error(_) => writeln!(out, "{:indent$}ERROR", "").unwrap(),
        }
    }
}
