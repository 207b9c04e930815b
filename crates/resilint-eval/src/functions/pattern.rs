//! Regular expressions with RE2's syntax and meaning.

use std::sync::Arc;

use regex::{Captures, Regex, RegexBuilder};

use super::FunctionError;
use super::call::{Call, Outcome};
use crate::value::{Type, Value};

/// A compiled pattern may take so much memory.
const SIZE_LIMIT: usize = 4 << 20;
/// A replacement is refused if it could make more than this.
const MAX_REPLACED: usize = 256 << 20;

fn compile(pattern: &str) -> Result<Regex, FunctionError> {
    if repeats_repetition(pattern) {
        return Err(FunctionError::at(
            0,
            "invalid regexp pattern: invalid nested repetition operator",
        ));
    }
    let compiled = RegexBuilder::new(&translate(pattern)).size_limit(SIZE_LIMIT).build();
    compiled.map_err(|error| {
        let line = error
            .to_string()
            .lines()
            .last()
            .unwrap_or_default()
            .trim_start_matches("error: ")
            .to_owned();
        FunctionError::at(0, format!("invalid regexp pattern: {line}"))
    })
}

/// Whether a repetition is repeated, as in `a**`, which RE2 refuses.
fn repeats_repetition(pattern: &str) -> bool {
    let (mut escaped, mut in_class, mut repeated, mut lazy) = (false, false, false, false);
    let mut rest = pattern;
    while let Some(char) = rest.chars().next() {
        let mut width = char.len_utf8();
        let repetition = match char {
            _ if escaped || in_class => false,
            '*' | '+' | '?' => true,
            '{' => {
                let after = rest.get(1..).unwrap_or_default();
                let found = is_repetition(after);
                width += if found { after.find('}').map_or(0, |end| end + 1) } else { 0 };
                found
            }
            _ => false,
        };
        if repetition && repeated && (char != '?' || lazy) {
            return true;
        }
        lazy = repetition && repeated;
        repeated = repetition;
        in_class = match char {
            '[' if !escaped => true,
            ']' if !escaped => false,
            _ => in_class,
        };
        escaped = char == '\\' && !escaped;
        rest = rest.get(width..).unwrap_or_default();
    }
    false
}

/// Rewrites what the two dialects read differently: Perl classes are ASCII in RE2, classes do not nest, `\Q…\E` quotes.
fn translate(pattern: &str) -> String {
    let mut output = String::with_capacity(pattern.len());
    let mut chars = pattern.chars().peekable();
    let mut in_class = false;
    let mut class_start = false;
    while let Some(char) = chars.next() {
        let first = std::mem::take(&mut class_start);
        match char {
            '\\' => match chars.next() {
                Some('Q') => quote(&mut chars, &mut output),
                Some(escaped) => output.push_str(&escape(escaped, in_class)),
                None => output.push('\\'),
            },
            '[' if in_class && chars.peek() == Some(&':') => posix_class(&mut chars, &mut output),
            '[' if in_class => output.push_str("\\["),
            '[' => {
                in_class = true;
                class_start = true;
                output.push('[');
                if chars.next_if_eq(&'^').is_some() {
                    output.push('^');
                }
            }
            ']' if in_class && first => output.push_str("\\]"),
            ']' if in_class => {
                in_class = false;
                output.push(']');
            }
            '&' | '~' if in_class => output.extend(['\\', char]),
            '{' if !in_class && !is_repetition(&chars.clone().collect::<String>()) => {
                output.push_str("\\{")
            }
            _ => output.push(char),
        }
    }
    output
}

fn quote(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, output: &mut String) {
    let rest: String = chars.clone().collect();
    let quoted = rest.split("\\E").next().unwrap_or_default();
    output.push_str(&regex::escape(quoted));
    for _ in 0..quoted.chars().count() + 2 {
        chars.next();
    }
}

fn posix_class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, output: &mut String) {
    output.push('[');
    for char in chars.by_ref() {
        output.push(char);
        if char == ']' {
            break;
        }
    }
}

fn escape(escaped: char, in_class: bool) -> String {
    let class = |negated: bool, ranges: &str| match (in_class, negated) {
        (true, false) => ranges.to_owned(),
        (_, true) => format!("[^{ranges}]"),
        (false, false) => format!("[{ranges}]"),
    };
    match escaped {
        'd' | 'D' => class(escaped == 'D', "0-9"),
        'w' | 'W' => class(escaped == 'W', "0-9A-Za-z_"),
        's' | 'S' => class(escaped == 'S', "\\t\\n\\x0c\\r "),
        'b' if !in_class => "(?-u:\\b)".to_owned(),
        'B' if !in_class => "(?-u:\\B)".to_owned(),
        '<' | '>' => escaped.to_string(),
        _ => format!("\\{escaped}"),
    }
}

/// Whether what follows an opening brace is a repetition: `3}`, `3,}`, `3,5}`.
fn is_repetition(rest: &str) -> bool {
    let Some((inside, _)) = rest.split_once('}') else {
        return false;
    };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && digits(least) && digits(most)
}

/// What a match gives: the text, a tuple of groups, or an object of named groups.
enum Shape {
    Text,
    Groups(usize),
    Named(Vec<Arc<str>>),
}

impl Shape {
    fn of(pattern: &Regex) -> Result<Self, FunctionError> {
        let names: Vec<Option<&str>> = pattern.capture_names().skip(1).collect();
        let named: Vec<Arc<str>> = names.iter().filter_map(|name| name.map(Arc::from)).collect();
        match (names.len(), named.len()) {
            (0, _) => Ok(Self::Text),
            (count, 0) => Ok(Self::Groups(count)),
            (count, all) if count == all => Ok(Self::Named(named)),
            _ => Err(FunctionError::at(
                0,
                "invalid regexp pattern: cannot mix both named and unnamed capture groups",
            )),
        }
    }

    fn type_(&self) -> Type {
        match self {
            Self::Text => Type::String,
            Self::Groups(count) => Type::Tuple(vec![Type::String; *count].into()),
            Self::Named(names) => {
                Type::object(names.iter().map(|name| (Arc::clone(name), Type::String)))
            }
        }
    }

    fn value(&self, captures: &Captures<'_>) -> Value {
        let group = |index: usize| {
            captures
                .get(index)
                .map_or_else(|| Value::null(Type::String), |found| found.as_str().into())
        };
        match self {
            Self::Text => group(0),
            Self::Groups(count) => Value::tuple((1..=*count).map(group).collect()),
            Self::Named(names) => Value::object(
                names
                    .iter()
                    .enumerate()
                    .map(|(index, name)| (Arc::clone(name), group(index + 1)))
                    .collect(),
            ),
        }
    }
}

pub(super) fn regex(call: &Call<'_>) -> Outcome {
    if call.argument(0).is_unknown() {
        return Ok(call.unknown());
    }
    let pattern = compile(call.text(0))?;
    let shape = Shape::of(&pattern)?;
    if call.argument(1).is_unknown() {
        return Ok(call.unknown_of(shape.type_()));
    }
    let captures = pattern.captures(call.text(1));
    let captures = captures
        .ok_or_else(|| FunctionError::new("pattern did not match any part of the given string"))?;
    Ok(shape.value(&captures))
}

pub(super) fn regexall(call: &Call<'_>) -> Outcome {
    if call.argument(0).is_unknown() {
        return Ok(call.unknown());
    }
    let pattern = compile(call.text(0))?;
    let shape = Shape::of(&pattern)?;
    if call.argument(1).is_unknown() {
        return Ok(call.unknown_of(Type::List(shape.type_().into())));
    }
    let found =
        pattern.captures_iter(call.text(1)).map(|captures| shape.value(&captures)).collect();
    Ok(Value::list(shape.type_(), found))
}

pub(super) fn replace(call: &Call<'_>) -> Outcome {
    let (text, searched, replacement) = (call.text(0), call.text(1), call.text(2));
    if (text.len() + 1).saturating_mul(replacement.len()) > MAX_REPLACED {
        return Err(FunctionError::new("the string is too long"));
    }
    let pattern = searched.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    match pattern {
        Some(pattern) => {
            let pattern =
                compile(pattern).map_err(|error| FunctionError { argument: Some(1), ..error })?;
            Ok(pattern.replace_all(text, replacement).into_owned().into())
        }
        None => Ok(text.replace(searched, replacement).into()),
    }
}
