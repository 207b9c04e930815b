//! The number itself: an `i64` where it fits, else a [`Float`].

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use num_bigint::BigUint;

use super::float::Float;

/// A number. Cheap to clone. Equality is Terraform's: integers are equal by value, fractions if they print alike.
#[derive(Clone)]
pub struct Number(Repr);

#[derive(Clone)]
enum Repr {
    /// INVARIANT: below 2^53 in magnitude unless the precision is 64 or more; not the zero with a minus.
    Small {
        value: i64,
        precision: u16,
    },
    Big(Arc<Float>),
}

/// The precision of literals and of what is read from text.
const LITERAL: u16 = 512;
/// The precision of what Terraform's functions count.
const COUNTED: u16 = 64;
/// Longer integers are refused.
const MAX_DIGITS: usize = 4096;
const EXACT_IN_EVERY_PRECISION: i64 = 1 << 53;

impl Number {
    /// Zero.
    pub const ZERO: Self = Self(Repr::Small { value: 0, precision: LITERAL });

    /// Reads a literal, or the text that `tonumber` accepts: `1`, `-0.5`, `1e10`. `None` for everything else, and for numbers of absurd size.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        if unsigned.len() < 18
            && !unsigned.is_empty()
            && unsigned.bytes().all(|byte| byte.is_ascii_digit())
        {
            let value: i64 = unsigned.parse().ok()?;
            let number = Self(Repr::Small { value, precision: LITERAL });
            return Some(if negative { number.negate() } else { number });
        }
        let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
            Some(at) => (unsigned.get(..at)?, parse_exponent(unsigned.get(at + 1..)?)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        Float::of_decimal(negative, &digits, exponent, LITERAL.into()).map(Self::of_float)
    }

    /// A number that Terraform's own functions would compute from a float; `None` for infinities and NaN.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        Float::of_f64(value).map(Self::of_float)
    }

    /// An integer of any size, from its digits in a base between 2 and 62. Up to base 36 the case of letters does not matter; beyond, capitals
    /// come after small letters.
    #[must_use]
    pub fn parse_integer(digits: &str, base: u32) -> Option<Self> {
        let (negative, digits) = match digits.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, digits.strip_prefix('+').unwrap_or(digits)),
        };
        let mut mantissa = BigUint::ZERO;
        if digits.is_empty() || digits.len() > MAX_DIGITS {
            return None;
        }
        for char in digits.chars() {
            let digit = match char {
                'A'..='Z' if base > 36 => u32::from(char) - u32::from('A') + 36,
                _ => char.to_digit(36)?,
            };
            if digit >= base {
                return None;
            }
            mantissa = mantissa * base + digit;
        }
        let precision = u32::try_from(mantissa.bits().max(64)).ok()?;
        Float::new(negative && mantissa.bits() > 0, mantissa, 0, precision).map(Self::of_float)
    }

    fn of_float(float: Float) -> Self {
        if !(float.negative && float.is_zero())
            && let Some(value) = float.to_i128().and_then(|value| i64::try_from(value).ok())
            && (float.precision >= 64 || value.abs() < EXACT_IN_EVERY_PRECISION)
            && let Ok(precision) = u16::try_from(float.precision)
            && value != i64::MIN
        {
            return Self(Repr::Small { value, precision });
        }
        Self(Repr::Big(Arc::new(float)))
    }

    fn float(&self) -> Float {
        match &self.0 {
            Repr::Small { value, precision } => {
                Float::of_integer((*value).into(), (*precision).into())
            }
            Repr::Big(float) => Float::clone(float),
        }
    }

    fn precision(&self) -> u32 {
        match &self.0 {
            Repr::Small { precision, .. } => (*precision).into(),
            Repr::Big(float) => float.precision,
        }
    }

    /// Applies an integer operation to two small numbers, when the result is small too.
    fn small(&self, other: &Self, operation: impl Fn(i64, i64) -> Option<i64>) -> Option<Self> {
        let (Repr::Small { value: left, precision: p }, Repr::Small { value: right, precision: q }) =
            (&self.0, &other.0)
        else {
            return None;
        };
        let value =
            operation(*left, *right).filter(|value| value.abs() < EXACT_IN_EVERY_PRECISION)?;
        Some(Self(Repr::Small { value, precision: *p.max(q) }))
    }

    fn joint_precision(&self, other: &Self) -> u32 {
        self.precision().max(other.precision())
    }

    /// The sum; `None` when it is out of range.
    #[must_use]
    pub fn add(&self, other: &Self) -> Option<Self> {
        self.small(other, i64::checked_add).or_else(|| {
            self.float().add(&other.float(), self.joint_precision(other)).map(Self::of_float)
        })
    }

    /// The difference; `None` when it is out of range.
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Option<Self> {
        self.add(&other.negate())
    }

    /// The product, wider than its factors when it needs to be; `None` when it is out of range.
    #[must_use]
    pub fn multiply(&self, other: &Self) -> Option<Self> {
        let product = |left: i64, right: i64| {
            left.checked_mul(right).filter(|product| *product != 0 || left.min(right) >= 0)
        };
        self.small(other, product).or_else(|| {
            let product = self.float().multiply(&other.float(), LITERAL.into())?;
            let needed =
                u32::try_from(product.mantissa.bits()).ok()?.max(self.joint_precision(other));
            Some(Self::of_float(product.with_precision(needed)))
        })
    }

    /// The quotient; `None` for a division by zero.
    #[must_use]
    pub fn divide(&self, other: &Self) -> Option<Self> {
        let exact = |left: i64, right: i64| {
            let is_exact = left.checked_rem(right) == Some(0) && (left != 0 || right > 0);
            is_exact.then(|| left.checked_div(right)).flatten()
        };
        self.small(other, exact).or_else(|| {
            self.float().divide(&other.float(), self.joint_precision(other)).map(Self::of_float)
        })
    }

    /// What a division to an integer leaves, with the sign of the dividend. `None` for a division by zero.
    #[must_use]
    pub fn remainder(&self, other: &Self) -> Option<Self> {
        let precision = self.precision();
        if let Some(rest) = self.small(other, i64::checked_rem) {
            return Some(Self::of_float(rest.float().with_precision(precision)));
        }
        let whole = self.divide(other)?.float().truncate().with_precision(precision);
        let product = whole.multiply(&other.float(), precision)?;
        self.float().add(&product.negate(), precision).map(Self::of_float)
    }

    /// With the other sign.
    #[must_use]
    pub fn negate(&self) -> Self {
        match &self.0 {
            Repr::Small { value, precision } if *value != 0 => {
                Self(Repr::Small { value: -value, precision: *precision })
            }
            _ => Self::of_float(self.float().negate()),
        }
    }

    /// Without its sign.
    #[must_use]
    pub fn absolute(&self) -> Self {
        if self.has_minus() { self.negate() } else { self.clone() }
    }

    /// The greatest integer not above it.
    #[must_use]
    pub fn floor(&self) -> Self {
        let whole = self.truncate();
        let below = if self.is_negative() && whole != *self {
            whole.subtract(&Self::from(1i64))
        } else {
            None
        };
        below.unwrap_or(whole)
    }

    /// The smallest integer not below it.
    #[must_use]
    pub fn ceil(&self) -> Self {
        let below = self.negate().floor();
        if below.is_zero() { below } else { below.negate() }
    }

    /// Without its fraction.
    #[must_use]
    pub fn truncate(&self) -> Self {
        match &self.0 {
            Repr::Small { .. } => self.clone(),
            Repr::Big(float) => Self::of_float(float.truncate()),
        }
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.has_minus() && !self.is_zero()
    }

    /// Whether it is written with a minus: it is below zero, or the zero that a negative number becomes.
    #[must_use]
    pub fn has_minus(&self) -> bool {
        match &self.0 {
            Repr::Small { value, .. } => *value < 0,
            Repr::Big(float) => float.negative,
        }
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        match &self.0 {
            Repr::Small { value, .. } => *value == 0,
            Repr::Big(float) => float.is_zero(),
        }
    }

    /// Whether it is a whole number.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small { .. } => true,
            Repr::Big(float) => float.is_integer(),
        }
    }

    /// As an integer; `None` if it has a fraction or does not fit.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small { value, .. } => Some(*value),
            Repr::Big(float) => float.to_i128().and_then(|value| i64::try_from(value).ok()),
        }
    }

    /// As a natural number; `None` if it is negative, has a fraction or does not fit.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        match &self.0 {
            Repr::Small { value, .. } => u64::try_from(*value).ok(),
            Repr::Big(float) => float.to_i128().and_then(|value| u64::try_from(value).ok()),
        }
    }

    /// As an index; `None` if it is negative, has a fraction or does not fit.
    #[must_use]
    pub fn to_usize(&self) -> Option<usize> {
        self.to_u64().and_then(|value| usize::try_from(value).ok())
    }

    /// The digits of a whole number in a base.
    pub(crate) fn to_integer_text(&self, base: u32) -> String {
        let float = self.float().truncate();
        let sign = if float.negative { "-" } else { "" };
        format!("{sign}{}", (float.mantissa << float.exponent.unsigned_abs()).to_str_radix(base))
    }

    /// All decimal digits of the magnitude, and where the point stands before them.
    pub(crate) fn exact_digits(&self) -> (String, i64) {
        self.float().exact_digits()
    }

    /// The fewest decimal digits that tell the magnitude from its neighbours, and where the point stands before them.
    pub(crate) fn shortest_digits(&self) -> (String, i64) {
        self.float().shortest_digits()
    }

    /// The nearest float.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.float().to_f64()
    }
}

fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: i64 = digits.parse().ok()?;
    Some(if text.starts_with('-') { -value } else { value })
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        if value == i64::MIN {
            Self::of_float(Float::of_integer(value.into(), 64))
        } else {
            Self(Repr::Small { value, precision: COUNTED })
        }
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self::of_float(Float::of_integer(value.into(), 64))
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        i64::try_from(value).map_or(Self::ZERO, Self::from)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Small { value: left, .. }, Repr::Small { value: right, .. }) => left == right,
            _ if self.is_zero() || other.is_zero() => self.is_zero() && other.is_zero(),
            (Repr::Big(left), Repr::Big(right)) if left.is_integer() && right.is_integer() => {
                left.compare(right).is_eq()
            }
            (Repr::Big(left), Repr::Big(right)) if left.is_integer() == right.is_integer() => {
                left.text() == right.text()
            }
            _ => false,
        }
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Repr::Small { value, .. } => value.hash(state),
            Repr::Big(float) if float.is_zero() => 0i64.hash(state),
            Repr::Big(float) if float.is_integer() => (&float.mantissa, float.exponent).hash(state),
            Repr::Big(float) => float.text().hash(state),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small { value: left, .. }, Repr::Small { value: right, .. }) => left.cmp(right),
            _ if self == other => Ordering::Equal,
            _ => self.float().compare(&other.float()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small { value, .. } => write!(f, "{value}"),
            Repr::Big(float) => f.write_str(&float.text()),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
