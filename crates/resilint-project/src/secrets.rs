//! Source text as reports may show it: every secret that is written out is starred, byte for byte, so that offsets hold.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use resilint_graph::{is_secret, is_secret_name, is_secret_text};
use resilint_syntax::{Block, Body, Expression, ExpressionKind, FileId, Format, Span, parse};

/// The text of a Terraform file without the secrets that are written out in it.
#[must_use]
pub fn without_secrets<'t>(path: &Path, text: &'t str) -> Cow<'t, str> {
    let Some(format) = Format::of(path) else { return Cow::Borrowed(text) };
    let (tree, _) = parse(FileId::default(), &Arc::from(text.as_bytes()), format);
    let mut found = Secrets(Vec::new());
    found.body(&tree.body(), "", "");
    if found.0.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for span in found.0 {
        let inside = bytes.get_mut(span.start as usize..span.end as usize).unwrap_or_default();
        let (first, last) = match inside.first() {
            Some(b'"') => (1, inside.len().saturating_sub(1)),
            // Of a heredoc the marks stay.
            _ => {
                let mut ends = (0..inside.len()).filter(|at| inside[*at] == b'\n');
                let first = ends.next().unwrap_or(inside.len());
                (first, ends.next_back().unwrap_or(inside.len()))
            }
        };
        for byte in inside.get_mut(first..last).unwrap_or_default() {
            if !byte.is_ascii_whitespace() {
                *byte = b'*';
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(""), Cow::Owned)
}

/// Where secrets are written out.
struct Secrets(Vec<Span>);

impl Secrets {
    fn body(&mut self, body: &Body<'_>, type_name: &str, at: &str) {
        let called = ["name", "key"].into_iter().find_map(|name| body.attribute(name));
        let called = called.and_then(|attribute| attribute.value().as_literal());
        for attribute in body.attributes() {
            let name = attribute.name();
            let path = if at.is_empty() { name.to_string() } else { format!("{at}.{name}") };
            let is_called = &*name == "value" && called.as_deref().is_some_and(is_secret_name);
            if is_called || is_secret(type_name, &path) {
                self.all(attribute.value());
            }
            self.values(&name, attribute.value());
        }
        for block in body.blocks() {
            self.block(&block, type_name, at);
        }
    }

    fn block(&mut self, block: &Block<'_>, type_name: &str, at: &str) {
        let labels = block.labels();
        let body = block.body();
        match (&*block.kind(), labels.first()) {
            ("resource" | "data" | "ephemeral", Some(label)) if at.is_empty() => {
                self.body(&body, &label.text, "");
            }
            ("variable", Some(label)) if at.is_empty() => {
                let marked = body.attribute("sensitive").map(|attribute| attribute.value());
                let is_marked =
                    marked.is_some_and(|value| matches!(value.kind(), ExpressionKind::Bool(true)));
                if let Some(default) = body.attribute("default") {
                    self.values(&label.text, default.value());
                    if is_marked {
                        self.all(default.value());
                    }
                }
            }
            _ => {
                let (kind, body) = block.made();
                let at = if at.is_empty() { kind.into_owned() } else { format!("{at}.{kind}") };
                self.body(&body, type_name, &at);
            }
        }
    }

    /// Everything that is written out in a secret value.
    fn all(&mut self, value: Expression<'_>) {
        value.visit(&mut |inner| {
            if inner.as_literal().is_some_and(|text| !text.is_empty()) {
                self.0.push(inner.span());
            }
        });
    }

    /// What a name makes a secret: that of the value, or those in an object.
    fn values(&mut self, name: &str, value: Expression<'_>) {
        if value.as_literal().is_some_and(|text| is_secret_text(name, &text)) {
            self.0.push(value.span());
        }
        match value.kind() {
            ExpressionKind::Parens(inner) => self.values(name, inner),
            ExpressionKind::Tuple(tuple) => {
                tuple.items().into_iter().for_each(|item| self.values(name, item));
            }
            ExpressionKind::Object(object) => {
                let entries = object.entries();
                let keys = entries.iter().map(|entry| entry.key.as_literal().unwrap_or_default());
                let keys: Vec<Cow<'_, str>> = keys.collect();
                let both = || keys.iter().zip(&entries);
                let called = both().find(|(key, _)| matches!(&***key, "name" | "key"));
                let called = called.and_then(|(_, entry)| entry.value.as_literal());
                for (key, entry) in both() {
                    let name = called.as_deref().filter(|_| key == "value").unwrap_or(key);
                    self.values(name, entry.value);
                }
            }
            ExpressionKind::Call { args, .. } => {
                args.into_iter().for_each(|argument| self.values(name, argument));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::without_secrets;

    #[test]
    fn secrets_are_starred_where_they_stand() {
        for (text, expected) in [
            (
                r#"variable "db_password" { default = "x" }"#,
                r#"variable "db_password" { default = "*" }"#,
            ),
            (
                "variable \"a\" {\n  sensitive = true\n  default = \"x\"\n}",
                "variable \"a\" {\n  sensitive = true\n  default = \"*\"\n}",
            ),
            (r#"variable "a" { default = "x" }"#, r#"variable "a" { default = "x" }"#),
            (
                "locals {\n  token = <<-E\n    x y\n  E\n}",
                "locals {\n  token = <<-E\n    * *\n  E\n}",
            ),
            (
                r#"resource "aws_ssm_parameter" "a" { value = "xé" }"#,
                r#"resource "aws_ssm_parameter" "a" { value = "***" }"#,
            ),
            (
                r#"resource "a" "b" { url = "x://me:x@db" }"#,
                r#"resource "a" "b" { url = "***********" }"#,
            ),
            (
                "resource \"a\" \"b\" {\n  env {\n    name = \"API_KEY\"\n    value = \"x\"\n  }\n}",
                "resource \"a\" \"b\" {\n  env {\n    name = \"API_KEY\"\n    value = \"*\"\n  }\n}",
            ),
            (
                r#"locals { a = jsonencode([{ name = "API_KEY", value = "x" }]) }"#,
                r#"locals { a = jsonencode([{ name = "API_KEY", value = "*" }]) }"#,
            ),
            (
                r#"resource "aws_db_instance" "a" { password = var.password }"#,
                r#"resource "aws_db_instance" "a" { password = var.password }"#,
            ),
        ] {
            assert_eq!(without_secrets(Path::new("a.tf"), text), expected);
        }
        let settings = r#"password = "x""#;
        assert_eq!(without_secrets(Path::new("a.toml"), settings), settings);
    }
}
