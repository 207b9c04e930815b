//! Which value an unquoted YAML scalar stands for.

use crate::functions::date::yaml_timestamp;
use crate::number::Number;
use crate::value::{Type, Value};

/// Resolves a plain scalar without a tag.
pub(super) fn resolve_plain(text: &str) -> Result<Value, String> {
    let known = match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::null(Type::Any)),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Some(Value::bool(true))
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Some(Value::bool(false))
        }
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" => {
            return Err("infinity is not supported".to_owned());
        }
        ".nan" | ".NaN" | ".NAN" => return Err("floating point NaN is not supported".to_owned()),
        _ => None,
    };
    if let Some(value) = known {
        return Ok(value);
    }
    let numeric =
        text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.'));
    if !numeric {
        return Ok(text.into());
    }
    if let Some(timestamp) = yaml_timestamp(text) {
        return Ok(timestamp.into());
    }
    Ok(number(text).map_or_else(|| text.into(), Value::number))
}

/// A number as YAML writes it; also `0x1f` and `0o17`.
pub(super) fn number(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if let Some(digits) = text.strip_prefix("0x") {
        return Number::parse_integer(digits, 16).filter(|_| !digits.starts_with(['+', '-']));
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return Number::parse_integer(digits, 8).filter(|_| !digits.starts_with(['+', '-']));
    }
    unsigned
        .starts_with(|first: char| first.is_ascii_digit() || first == '.')
        .then(|| Number::parse(text))
        .flatten()
}
