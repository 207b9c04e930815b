//! JSON whose numbers keep all their digits, which a reader that makes floating-point numbers of them would round.

use anyhow::Result;
use serde_json::Value;

/// What stands before the digits of a number that is read as a text. JSON from Terraform has no such character.
const MARK: &str = "\u{f8ff}number:";

/// Reads JSON. A number that would not be written as it is read becomes a marked text; [`digits`] tells what it is.
pub(crate) fn read(text: &str) -> Result<Value> {
    let exact = replaced(text, |number| {
        let written = serde_json::from_str(number).map(|read: Value| read.to_string());
        let is_kept = written.is_ok_and(|written| written == number);
        (!is_kept).then(|| format!("\"{MARK}{number}\""))
    });
    Ok(serde_json::from_str(&exact)?)
}

/// JSON as it is written, with the numbers as they were read.
pub(crate) fn unmarked(text: &str) -> String {
    let begin = format!("\"{MARK}");
    let mut pieces = text.split(&begin);
    let mut exact = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        exact.push_str(&piece.replacen('"', "", 1));
    }
    exact
}

/// The digits of a number.
pub(crate) fn digits(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => text.strip_prefix(MARK).map(str::to_owned),
        _ => None,
    }
}

/// The text, with other texts for some of its numbers.
fn replaced(text: &str, other: impl Fn(&str) -> Option<String>) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|one: char| one == '"' || one == '-' || one.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        written.push_str(before);
        let is_text = from.starts_with('"');
        let end = if is_text { end_of_text(from) } else { end_of_number(from) };
        let (token, after) = from.split_at(end);
        let number = if is_text { None } else { other(token) };
        written.push_str(number.as_deref().unwrap_or(token));
        rest = after;
    }
    written.push_str(rest);
    written
}

fn end_of_text(text: &str) -> usize {
    let mut is_escaped = false;
    let closes = |(_, one): &(usize, u8)| {
        let closes = *one == b'"' && !is_escaped;
        is_escaped = *one == b'\\' && !is_escaped;
        closes
    };
    text.bytes().enumerate().skip(1).find(closes).map_or(text.len(), |(at, _)| at + 1)
}

fn end_of_number(text: &str) -> usize {
    let is_part = |one: char| one.is_ascii_digit() || matches!(one, '-' | '+' | '.' | 'e' | 'E');
    text.find(|one| !is_part(one)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let text =
            r#"{"a":[1,-0,1.50,123456789012345678901234567890,0.1,"-7 \" 1.50\\"],"b":1e400}"#;
        let value = read(text).unwrap();
        assert_eq!(digits(&value["a"][3]).as_deref(), Some("123456789012345678901234567890"));
        assert_eq!(digits(&value["a"][0]).as_deref(), Some("1"));
        assert_eq!(digits(&value["a"][5]), None);
        assert_eq!(unmarked(&value.to_string()), text);
    }
}
