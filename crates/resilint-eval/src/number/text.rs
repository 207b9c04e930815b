//! Numbers as text with so many digits, or as few as possible: as Go writes them.

use super::Number;

/// Rounds decimal digits half to even; gives the digits and where the point stands.
fn rounded(digits: &str, point: i64, keep: i64) -> (String, i64) {
    let Ok(keep) = usize::try_from(keep) else {
        return (String::new(), point);
    };
    if keep >= digits.len() {
        return (digits.to_owned(), point);
    }
    let (kept, rest) = digits.split_at(keep);
    let odd = kept.bytes().last().is_some_and(|digit| digit % 2 == 1);
    let up = match rest.bytes().next() {
        Some(b'5') if rest.len() == 1 => odd,
        Some(digit) => digit >= b'5',
        None => false,
    };
    if !up {
        return (kept.to_owned(), point);
    }
    let mut bytes = kept.as_bytes().to_vec();
    while bytes.last() == Some(&b'9') {
        bytes.pop();
    }
    match bytes.last_mut() {
        Some(digit) => *digit += 1,
        None => return ("1".to_owned(), point + 1),
    }
    (bytes.into_iter().map(char::from).collect(), point)
}

fn digit(digits: &str, index: i64) -> char {
    usize::try_from(index)
        .ok()
        .and_then(|index| digits.as_bytes().get(index))
        .map_or('0', |digit| char::from(*digit))
}

pub(crate) fn fixed(number: &Number, precision: usize) -> String {
    let (digits, point) = number.exact_digits();
    let places = i64::try_from(precision).unwrap_or(0);
    let (digits, point) = rounded(&digits, point, point + places);
    plain(&digits, point, places)
}

fn plain(digits: &str, point: i64, places: i64) -> String {
    let mut text = String::new();
    if point > 0 {
        text.extend((0..point).map(|index| digit(digits, index)));
    } else {
        text.push('0');
    }
    if places > 0 {
        text.push('.');
        text.extend((point..point + places).map(|index| digit(digits, index)));
    }
    text
}

/// Scientific notation, with so many digits behind the point or as few as possible.
pub(crate) fn exponent(number: &Number, letter: char, precision: Option<usize>) -> String {
    let (digits, point) =
        if precision.is_some() { number.exact_digits() } else { number.shortest_digits() };
    let places = precision
        .map_or_else(
            || i64::try_from(digits.len()).unwrap_or(1) - 1,
            |precision| i64::try_from(precision).unwrap_or(0),
        )
        .max(0);
    let (digits, point) = rounded(&digits, point, places + 1);
    scientific(&digits, point, places, letter)
}

fn scientific(digits: &str, point: i64, places: i64, letter: char) -> String {
    let mut text = String::from(digit(digits, 0));
    if places > 0 {
        text.push('.');
        text.extend((1..=places).map(|index| digit(digits, index)));
    }
    let exponent = if digits.is_empty() { 0 } else { point - 1 };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{text}{letter}{sign}{:02}", exponent.abs())
}

/// Plain or scientific, whichever fits the size.
pub(crate) fn general(number: &Number, letter: char, precision: Option<usize>) -> String {
    let shortest = precision.is_none();
    let wanted = precision.map(|precision| i64::try_from(precision.max(1)).unwrap_or(1));
    let (digits, point) = match wanted {
        None => number.shortest_digits(),
        Some(wanted) => {
            let (digits, point) = number.exact_digits();
            let (digits, point) = rounded(&digits, point, wanted);
            (digits.trim_end_matches('0').to_owned(), point)
        }
    };
    let length = i64::try_from(digits.len()).unwrap_or(0);
    let mut limit = wanted.unwrap_or(6);
    if limit > length && length >= point {
        limit = length;
    }
    if shortest {
        limit = 6;
    }
    let exponent = if digits.is_empty() { 0 } else { point - 1 };
    if exponent < -4 || exponent >= limit {
        return scientific(&digits, point, (length - 1).max(0), letter);
    }
    plain(&digits, point, (length - point).max(0))
}
