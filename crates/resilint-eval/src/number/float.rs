//! Binary floating point of a chosen precision, rounded to nearest even at every step: what Terraform's numbers are made of.

use std::cmp::Ordering;

use num_bigint::BigUint;

/// `±mantissa · 2^exponent`; zero has a sign too. INVARIANT: the mantissa is odd and at most `precision` bits wide, or zero with exponent zero.
#[derive(Debug, Clone)]
pub(super) struct Float {
    pub(super) negative: bool,
    pub(super) mantissa: BigUint,
    pub(super) exponent: i64,
    pub(super) precision: u32,
}

/// Exponents beyond this would cost more memory than any configuration deserves.
const MAX_EXPONENT: i64 = 40_000;

impl Float {
    /// Rounds `mantissa · 2^exponent` to the precision. `None` when it is out of range.
    pub(super) fn new(
        negative: bool,
        mantissa: BigUint,
        exponent: i64,
        precision: u32,
    ) -> Option<Self> {
        Self::rounded(negative, mantissa, exponent, precision, false)
    }

    /// As [`Self::new`]; `sticky` says that the exact value is a little larger than the mantissa has it.
    fn rounded(
        negative: bool,
        mut mantissa: BigUint,
        mut exponent: i64,
        precision: u32,
        sticky: bool,
    ) -> Option<Self> {
        let bits = mantissa.bits();
        if bits > u64::from(precision) {
            let drop = bits - u64::from(precision);
            let half = mantissa.bit(drop - 1);
            let below = sticky || mantissa.trailing_zeros().is_some_and(|zeros| zeros < drop - 1);
            mantissa >>= drop;
            exponent += i64::try_from(drop).ok()?;
            if half && (below || mantissa.bit(0)) {
                mantissa += 1u32;
            }
        }
        let zeros = mantissa.trailing_zeros().unwrap_or(0);
        mantissa >>= zeros;
        exponent = if mantissa.bits() == 0 { 0 } else { exponent + i64::try_from(zeros).ok()? };
        let magnitude = exponent.checked_add(i64::try_from(mantissa.bits()).ok()?)?;
        if magnitude.abs() > MAX_EXPONENT || exponent.abs() > MAX_EXPONENT {
            return None;
        }
        Some(Self { negative, mantissa, exponent, precision })
    }

    pub(super) fn of_integer(value: i128, precision: u32) -> Self {
        let mantissa = BigUint::from(value.unsigned_abs());
        Self::new(value < 0, mantissa, 0, precision).expect("128 bits are in range")
    }

    pub(super) fn with_precision(&self, precision: u32) -> Self {
        Self::new(self.negative, self.mantissa.clone(), self.exponent, precision)
            .unwrap_or_else(|| self.clone())
    }

    pub(super) fn is_zero(&self) -> bool {
        self.mantissa.bits() == 0
    }

    pub(super) fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    pub(super) fn negate(&self) -> Self {
        Self { negative: !self.negative, ..self.clone() }
    }

    pub(super) fn add(&self, other: &Self, precision: u32) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let left = &self.mantissa << shift(self.exponent - exponent)?;
        let right = &other.mantissa << shift(other.exponent - exponent)?;
        let (negative, mantissa) = if self.negative == other.negative {
            (self.negative, left + right)
        } else {
            match left.cmp(&right) {
                Ordering::Equal => (false, BigUint::ZERO),
                Ordering::Greater => (self.negative, left - right),
                Ordering::Less => (other.negative, right - left),
            }
        };
        Self::new(negative, mantissa, exponent, precision)
    }

    pub(super) fn multiply(&self, other: &Self, precision: u32) -> Option<Self> {
        let negative = self.negative != other.negative;
        Self::new(
            negative,
            &self.mantissa * &other.mantissa,
            self.exponent + other.exponent,
            precision,
        )
    }

    /// `None` for a division by zero or a result out of range.
    pub(super) fn divide(&self, other: &Self, precision: u32) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        // Two bits more than the precision, whatever the widths are, so that rounding sees the half bit.
        let widen = u64::from(precision) + 2 + other.mantissa.bits();
        let numerator = &self.mantissa << widen;
        let quotient = &numerator / &other.mantissa;
        let sticky = &quotient * &other.mantissa != numerator;
        let exponent = self.exponent - other.exponent - i64::try_from(widen).ok()?;
        Self::rounded(self.negative != other.negative, quotient, exponent, precision, sticky)
    }

    /// Without its fraction. What rounds to zero loses its sign.
    pub(super) fn truncate(&self) -> Self {
        if self.exponent >= 0 {
            return Self { negative: self.negative && !self.is_zero(), ..self.clone() };
        }
        let mantissa = &self.mantissa >> self.exponent.unsigned_abs();
        let negative = self.negative && mantissa.bits() > 0;
        Self::new(negative, mantissa, 0, self.precision.max(64)).expect("smaller than before")
    }

    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.compare_magnitude(other),
            (true, true) => other.compare_magnitude(self),
        }
    }

    fn compare_magnitude(&self, other: &Self) -> Ordering {
        let exponent = self.exponent.min(other.exponent);
        let scaled = |float: &Self| &float.mantissa << (float.exponent - exponent).unsigned_abs();
        scaled(self).cmp(&scaled(other))
    }

    /// The integer, when it is one.
    pub(super) fn to_i128(&self) -> Option<i128> {
        if !self.is_integer() || self.exponent > 127 {
            return None;
        }
        let magnitude = i128::try_from(&self.mantissa << self.exponent.unsigned_abs()).ok()?;
        Some(if self.negative { -magnitude } else { magnitude })
    }

    pub(super) fn to_f64(&self) -> f64 {
        let narrow = self.with_precision(53);
        let mantissa = u64::try_from(&narrow.mantissa).expect("53 bits fit");
        let exponent = i32::try_from(narrow.exponent).expect("exponents are capped");
        #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
        let mut magnitude = mantissa as f64;
        // Two steps, because `2^exponent` alone may underflow where the product does not.
        magnitude = magnitude * 2f64.powi(exponent / 2) * 2f64.powi(exponent - exponent / 2);
        if self.negative { -magnitude } else { magnitude }
    }

    pub(super) fn of_f64(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let bits = value.to_bits();
        let exponent = i64::try_from((bits >> 52) & 0x7ff).ok()?;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) =
            if exponent == 0 { (fraction, -1074) } else { (fraction | (1 << 52), exponent - 1075) };
        Self::new(value.is_sign_negative(), BigUint::from(mantissa), exponent, 53)
    }

    /// Rounds `±digits · 10^exponent` to the precision.
    pub(super) fn of_decimal(
        negative: bool,
        digits: &str,
        exponent: i64,
        precision: u32,
    ) -> Option<Self> {
        let mantissa = BigUint::parse_bytes(digits.as_bytes(), 10)?;
        if mantissa.bits() == 0 {
            return Self::new(negative, mantissa, 0, precision);
        }
        let limit = MAX_EXPONENT / 3;
        if exponent.abs() > limit || i64::try_from(digits.len()).ok()? > limit {
            return None;
        }
        let power = BigUint::from(5u32).pow(u32::try_from(exponent.unsigned_abs()).ok()?);
        if exponent >= 0 {
            return Self::new(negative, mantissa * power, exponent, precision);
        }
        let numerator = Self { negative, mantissa, exponent, precision };
        numerator
            .divide(&Self { negative: false, mantissa: power, exponent: 0, precision }, precision)
    }

    /// The shortest decimal that reads back as this number, in plain notation.
    pub(super) fn text(&self) -> String {
        if self.is_zero() {
            return if self.negative { "-0" } else { "0" }.to_owned();
        }
        let (digits, point) = self.shortest_digits();
        let mut text = String::with_capacity(digits.len() + 3);
        if self.negative {
            text.push('-');
        }
        let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
        if point <= 0 {
            text.push_str("0.");
            text.extend(std::iter::repeat_n('0', usize::try_from(-point).unwrap_or(0)));
            text.push_str(&digits);
        } else if point >= length {
            text.push_str(&digits);
            text.extend(std::iter::repeat_n('0', usize::try_from(point - length).unwrap_or(0)));
        } else {
            let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
            text.extend([whole, ".", fraction]);
        }
        text
    }

    /// All decimal digits, without trailing zeros; none for zero.
    pub(super) fn exact_digits(&self) -> (String, i64) {
        if self.is_zero() {
            return (String::new(), 0);
        }
        let (digits, point) = decimal(&self.mantissa, self.exponent);
        (digits.into_iter().map(char::from).collect(), point)
    }

    /// Decimal digits without leading or trailing zeros, and where the point stands: `0.digits · 10^point`.
    pub(super) fn shortest_digits(&self) -> (String, i64) {
        if self.is_zero() {
            return (String::new(), 0);
        }
        // One bit more than the precision: the last bit is half a unit in the last place.
        let widen =
            u64::from(self.precision) + 1 - self.mantissa.bits().min(u64::from(self.precision));
        let scaled = &self.mantissa << widen;
        let exponent = self.exponent - i64::try_from(widen).unwrap_or(0);
        let inclusive = !scaled.bit(1);
        let lower = decimal(&(&scaled - 1u32), exponent);
        let upper = decimal(&(&scaled + 1u32), exponent);
        let exact = decimal(&scaled, exponent);
        round_shortest(&exact, &lower, &upper, inclusive)
    }
}

fn shift(difference: i64) -> Option<u64> {
    u64::try_from(difference).ok().filter(|shift| *shift <= 4 * MAX_EXPONENT.unsigned_abs())
}

/// The decimal digits of `mantissa · 2^exponent`, without leading and trailing zeros, and where the point stands before them.
fn decimal(mantissa: &BigUint, exponent: i64) -> (Vec<u8>, i64) {
    let (text, scale) = if exponent >= 0 {
        ((mantissa << exponent.unsigned_abs()).to_string(), 0)
    } else {
        let power = u32::try_from(exponent.unsigned_abs()).unwrap_or(u32::MAX);
        ((mantissa * BigUint::from(5u32).pow(power)).to_string(), exponent)
    };
    let point = i64::try_from(text.len()).unwrap_or(i64::MAX) + scale;
    (text.trim_end_matches('0').as_bytes().to_vec(), point)
}

/// Cuts the exact digits where they tell the number from its neighbours, as Go's `big.Float` does.
fn round_shortest(
    exact: &(Vec<u8>, i64),
    lower: &(Vec<u8>, i64),
    upper: &(Vec<u8>, i64),
    inclusive: bool,
) -> (String, i64) {
    let (digits, point) = exact;
    let at = |digits: &[u8], index: usize| digits.get(index).copied().unwrap_or(b'0');
    for (index, digit) in digits.iter().copied().enumerate() {
        let (low, high) = (at(&lower.0, index), at(&upper.0, index));
        let down = low != digit || inclusive && index + 1 == lower.0.len();
        let up = digit != high && (inclusive || digit + 1 < high || index + 1 < upper.0.len());
        let up = match (down, up) {
            (true, true) => rounds_up(digits, index + 1),
            (false, false) => continue,
            (_, up) => up,
        };
        return cut(digits, *point, index + 1, up);
    }
    cut(digits, *point, digits.len(), false)
}

fn rounds_up(digits: &[u8], length: usize) -> bool {
    match digits.get(length) {
        Some(b'5') if length + 1 == digits.len() => digits[length - 1] % 2 == 1,
        Some(digit) => *digit >= b'5',
        None => false,
    }
}

fn cut(digits: &[u8], point: i64, length: usize, up: bool) -> (String, i64) {
    let mut kept = digits[..length].to_vec();
    if up {
        while kept.last() == Some(&b'9') {
            kept.pop();
        }
        match kept.last_mut() {
            Some(digit) => *digit += 1,
            None => return ("1".to_owned(), point + 1),
        }
    }
    let text: String = kept.into_iter().map(char::from).collect();
    (text.trim_end_matches('0').to_owned(), point)
}
