//! How numbers are written by `%d`, `%x`, `%f`, `%e`, `%g`: as Go's `fmt` writes them.

use crate::number::Number;

/// What stands between the percent sign and the verb's letter.
#[derive(Debug, Default)]
pub(super) struct Flags {
    pub(super) zero: bool,
    pub(super) sharp: bool,
    pub(super) plus: bool,
    pub(super) minus: bool,
    pub(super) space: bool,
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
}

impl Flags {
    fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        }
    }

    fn pad(&self, sign: &str, digits: &str, zeros: bool) -> String {
        let missing = self.width.unwrap_or(0).saturating_sub(sign.len() + digits.len());
        match (zeros, self.minus) {
            (_, true) => format!("{sign}{digits}{}", " ".repeat(missing)),
            (true, false) => format!("{sign}{}{digits}", "0".repeat(missing)),
            (false, false) => format!("{}{sign}{digits}", " ".repeat(missing)),
        }
    }
}

/// A whole number in a base.
pub(super) fn integer(number: &Number, mode: char, flags: &Flags) -> String {
    let (base, prefix) = match mode {
        'b' => (2, "0b"),
        'o' => (8, "0"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let digits = number.absolute().to_integer_text(base);
    let digits = if mode == 'X' { digits.to_uppercase() } else { digits };
    let wanted = flags.precision.unwrap_or(0);
    let digits = format!("{}{digits}", "0".repeat(wanted.saturating_sub(digits.len())));
    let prefix = if flags.sharp { prefix } else { "" };
    let sign = format!("{}{prefix}", flags.sign(number.is_negative()));
    flags.pad(&sign, &digits, flags.zero && flags.precision.is_none())
}

/// A number with a fraction or an exponent.
pub(super) fn float(number: &Number, mode: char, flags: &Flags) -> String {
    let magnitude = number.absolute();
    let digits = match (mode, flags.precision) {
        ('f', precision) => fixed(&magnitude, precision.unwrap_or(6)),
        ('e' | 'E', precision) => exponent(&magnitude, mode, Some(precision.unwrap_or(6))),
        (_, precision) => general(&magnitude, if mode == 'G' { 'E' } else { 'e' }, precision),
    };
    flags.pad(flags.sign(number.has_minus()), &digits, flags.zero)
}

/// As `%v` has it.
pub(super) fn shortest(number: &Number) -> String {
    let sign = if number.has_minus() { "-" } else { "" };
    format!("{sign}{}", general(&number.absolute(), 'e', None))
}

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

fn fixed(number: &Number, precision: usize) -> String {
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
fn exponent(number: &Number, letter: char, precision: Option<usize>) -> String {
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
fn general(number: &Number, letter: char, precision: Option<usize>) -> String {
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
