//! The patterns of `fileset`: `*`, `**`, `?`, `[…]`, `{a,b}`.

use regex::Regex;

/// A pattern over relative paths.
pub(super) struct Glob(Regex);

impl Glob {
    /// `None` when the pattern is malformed.
    pub(super) fn parse(pattern: &str) -> Option<Self> {
        let mut expression = String::from("^");
        let chars: Vec<char> = pattern.trim_start_matches("./").chars().collect();
        let mut index = 0;
        let mut depth = 0usize;
        while let Some(char) = chars.get(index).copied() {
            index += 1;
            match char {
                '*' if chars.get(index) == Some(&'*') && at_segment_start(&chars, index - 1) => {
                    index = double_star(&chars, index, &mut expression);
                }
                '*' => expression.push_str("[^/]*"),
                '?' => expression.push_str("[^/]"),
                '[' => index = class(&chars, index, &mut expression)?,
                '{' => {
                    depth += 1;
                    expression.push_str("(?:");
                }
                '}' if depth > 0 => {
                    depth -= 1;
                    expression.push(')');
                }
                ',' if depth > 0 => expression.push('|'),
                '\\' => {
                    expression.push_str(&regex::escape(&chars.get(index)?.to_string()));
                    index += 1;
                }
                _ => expression.push_str(&regex::escape(&char.to_string())),
            }
        }
        expression.push('$');
        Some(expression)
            .filter(|_| depth == 0)
            .and_then(|expression| Regex::new(&expression).ok())
            .map(Self)
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        self.0.is_match(path)
    }
}

fn at_segment_start(chars: &[char], index: usize) -> bool {
    index == 0 || matches!(chars.get(index - 1), Some('/' | '{' | ','))
}

/// After the first star of `**`.
fn double_star(chars: &[char], index: usize, expression: &mut String) -> usize {
    match chars.get(index + 1) {
        Some('/') => {
            expression.push_str("(?:[^/]*/)*");
            index + 2
        }
        None => {
            expression.push_str(".*");
            index + 1
        }
        Some(_) => {
            expression.push_str("[^/]*");
            index + 1
        }
    }
}

/// After the opening bracket of `[…]`.
fn class(chars: &[char], index: usize, expression: &mut String) -> Option<usize> {
    let end = chars.iter().skip(index + 1).position(|char| *char == ']')? + index + 1;
    expression.push('[');
    for (offset, char) in chars.get(index..end)?.iter().enumerate() {
        match char {
            '!' | '^' if offset == 0 => expression.push('^'),
            '-' => expression.push('-'),
            _ => expression.push_str(&regex::escape(&char.to_string())),
        }
    }
    expression.push(']');
    Some(end + 1)
}
