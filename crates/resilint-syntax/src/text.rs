//! Literal text as it is meant: escape sequences resolved.

use std::borrow::Cow;

/// The meaning of literal text in quotes.
pub(crate) fn unescape_quoted(bytes: &[u8], has_escape: bool) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(bytes);
    if !has_escape {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '\\' => {
                let (meant, length) = escape(rest.as_str());
                out.push(meant);
                for _ in 0..length {
                    rest.next();
                }
            }
            '$' | '%' => {
                out.push(character);
                if is_doubled(character, rest.as_str()) {
                    rest.next();
                }
            }
            _ => out.push(character),
        }
    }
    Cow::Owned(out)
}

/// The meaning of literal text in a heredoc or in JSON, where a backslash is a backslash.
pub(crate) fn unescape_raw(bytes: &[u8], has_escape: bool) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(bytes);
    if !has_escape {
        return text;
    }
    Cow::Owned(text.replace("$${", "${").replace("%%{", "%{"))
}

/// Whether `${` follows a `$`, or `%{` a `%`: the first of the two signs is an escape then.
fn is_doubled(sign: char, rest: &str) -> bool {
    rest.strip_prefix(sign).is_some_and(|rest| rest.starts_with('{'))
}

/// What stands behind a backslash: the character meant and how many characters are written for it.
fn escape(rest: &str) -> (char, usize) {
    let code = |digits: usize| {
        let code = rest.get(1..=digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        (code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER), 1 + digits)
    };
    match rest.chars().next() {
        Some('n') => ('\n', 1),
        Some('r') => ('\r', 1),
        Some('t') => ('\t', 1),
        Some('"') => ('"', 1),
        Some('u') => code(4),
        Some('U') => code(8),
        Some('\\') => ('\\', 1),
        // The parser has reported it; what is written is the best guess.
        _ => ('\\', 0),
    }
}
