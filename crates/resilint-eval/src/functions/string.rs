//! Functions over strings.

use unicode_segmentation::UnicodeSegmentation;

use super::FunctionError;
use super::call::{Call, Outcome};
use crate::value::{Data, Open, Type, Value};

/// Longer strings are refused: locals that double each other would otherwise fill the memory.
const MAX_LENGTH: usize = 64 << 20;

pub(super) fn chomp(call: &Call<'_>) -> Outcome {
    Ok(call.text(0).trim_end_matches(['\r', '\n']).into())
}

pub(super) fn upper(call: &Call<'_>) -> Outcome {
    Ok(call.text(0).chars().map(upper_char).collect::<String>().into())
}

pub(super) fn lower(call: &Call<'_>) -> Outcome {
    Ok(call
        .text(0)
        .chars()
        .map(|char| char.to_lowercase().next().unwrap_or(char))
        .collect::<String>()
        .into())
}

/// One character for one, as in Go: `ß` stays.
fn upper_char(char: char) -> char {
    let mut mapped = char.to_uppercase();
    match (mapped.next(), mapped.next()) {
        (Some(upper), None) => upper,
        _ => char,
    }
}

pub(super) fn title(call: &Call<'_>) -> Outcome {
    let mut after_separator = true;
    let mut capitalise = |char: char| {
        let mapped = if after_separator { upper_char(char) } else { char };
        after_separator = match char {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => false,
            _ if char.is_ascii() => true,
            _ => !char.is_alphanumeric() && char.is_whitespace(),
        };
        mapped
    };
    Ok(call.text(0).chars().map(&mut capitalise).collect::<String>().into())
}

pub(super) fn strrev(call: &Call<'_>) -> Outcome {
    Ok(call.text(0).graphemes(true).rev().collect::<String>().into())
}

pub(super) fn substr(call: &Call<'_>) -> Outcome {
    let text = call.text(0);
    let (mut offset, length) = (call.integer(1)?, call.integer(2)?);
    if offset < 0 {
        offset += i64::try_from(text.graphemes(true).count()).unwrap_or(0);
    } else if length == 0 {
        return Ok("".into());
    }
    let skip = usize::try_from(offset).unwrap_or(0);
    let rest = text.graphemes(true).skip(skip);
    let part: String = match usize::try_from(length) {
        Ok(0) | Err(_) => rest.collect(),
        Ok(length) => rest.take(length).collect(),
    };
    Ok(part.into())
}

pub(super) fn trim(call: &Call<'_>) -> Outcome {
    let cutset = call.text(1);
    Ok(call.text(0).trim_matches(|char| cutset.contains(char)).into())
}

pub(super) fn trimprefix(call: &Call<'_>) -> Outcome {
    let text = call.text(0);
    Ok(text.strip_prefix(call.text(1)).unwrap_or(text).into())
}

pub(super) fn trimsuffix(call: &Call<'_>) -> Outcome {
    let text = call.text(0);
    Ok(text.strip_suffix(call.text(1)).unwrap_or(text).into())
}

pub(super) fn trimspace(call: &Call<'_>) -> Outcome {
    Ok(call.text(0).trim().into())
}

pub(super) fn startswith(call: &Call<'_>) -> Outcome {
    match (call.argument(0).as_str(), call.argument(1).as_str()) {
        (Some(text), Some(prefix)) => Ok(text.starts_with(prefix).into()),
        (None, Some(prefix)) => match known_prefix(call.argument(0)) {
            Some(known) if known.starts_with(prefix) => Ok(true.into()),
            Some(known) if !prefix.starts_with(known) => Ok(false.into()),
            _ if prefix.is_empty() => Ok(true.into()),
            _ => Ok(call.unknown()),
        },
        _ => Ok(call.unknown()),
    }
}

fn known_prefix(value: &Value) -> Option<&str> {
    value.as_unknown().and_then(|unknown| unknown.refinement.prefix.as_deref())
}

pub(super) fn endswith(call: &Call<'_>) -> Outcome {
    match (call.argument(0).as_str(), call.argument(1).as_str()) {
        (Some(text), Some(suffix)) => Ok(text.ends_with(suffix).into()),
        _ => Ok(call.unknown()),
    }
}

pub(super) fn strcontains(call: &Call<'_>) -> Outcome {
    match (call.argument(0).as_str(), call.argument(1).as_str()) {
        (Some(text), Some(part)) => Ok(text.contains(part).into()),
        (None, Some(part))
            if known_prefix(call.argument(0)).is_some_and(|known| known.contains(part)) =>
        {
            Ok(true.into())
        }
        _ => Ok(call.unknown()),
    }
}

pub(super) fn split(call: &Call<'_>) -> Outcome {
    let (separator, text) = (call.text(0), call.text(1));
    let parts: Vec<Value> = if separator.is_empty() {
        text.chars().map(|char| char.to_string().into()).collect()
    } else {
        text.split(separator).map(Value::from).collect()
    };
    Ok(Value::list(Type::String, parts))
}

pub(super) fn join(call: &Call<'_>) -> Outcome {
    let Some((separator, lists)) =
        call.arguments.split_first().filter(|(_, lists)| !lists.is_empty())
    else {
        return Err(FunctionError::new("at least one list is required"));
    };
    if let Some(unknown) = call.arguments.iter().find(|argument| !argument.is_wholly_known()) {
        // Elements of a set may stand elsewhere once all are known.
        let alone = lists.len() == 1
            && matches!(&unknown.data, Data::List(..))
            && call.open == Open::Nothing;
        let prefix = separator
            .as_str()
            .filter(|_| alone)
            .map(|separator| leading(separator, unknown))
            .filter(|prefix| !prefix.is_empty());
        return call.unknown_with(|refinement| refinement.prefix = prefix.map(Into::into));
    }
    let mut items = Vec::new();
    for (index, list) in lists.iter().enumerate() {
        for (position, element) in list.elements().unwrap_or_default().iter().enumerate() {
            let null = || {
                FunctionError::at(
                    index + 1,
                    format!("element {position} is null; cannot concatenate null values"),
                )
            };
            items.push(element.as_str().ok_or_else(null)?);
        }
    }
    let separator = separator.as_str().unwrap_or_default();
    if items.iter().map(|item| item.len() + separator.len()).sum::<usize>() > MAX_LENGTH {
        return Err(FunctionError::new("the string is too long"));
    }
    Ok(items.join(separator).into())
}

/// What a joined string starts with, up to its first unknown element.
fn leading(separator: &str, list: &Value) -> String {
    let mut text = String::new();
    for element in list.elements().unwrap_or_default() {
        let Some(part) = element.as_str() else {
            break;
        };
        text.push_str(part);
        text.push_str(separator);
    }
    text
}

pub(super) fn indent(call: &Call<'_>) -> Outcome {
    let spaces = usize::try_from(call.integer(0)?)
        .map_err(|_| FunctionError::at(0, "a natural number is required"))?;
    if spaces > 1 << 16 {
        return Err(FunctionError::at(0, "the number is too large"));
    }
    let padding = format!("\n{}", " ".repeat(spaces));
    Ok(call.text(1).replace('\n', &padding).into())
}
