//! How numbers are written by `%d`, `%x`, `%f`, `%e`, `%g`: as Go's `fmt` writes them.

use crate::number::{
    Number,
    text::{exponent, fixed, general},
};

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
