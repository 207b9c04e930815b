//! Powers and logarithms, step by step as Terraform computes them: another way would differ in the last digit.

/// `base` to the power of `exponent`. Not a number where there is none.
pub(super) fn power(base: f64, exponent: f64) -> f64 {
    if exponent == 0.0 || base == 1.0 {
        return 1.0;
    }
    if exponent == 1.0 {
        return base;
    }
    if exponent.abs() == 0.5 {
        let root = base.sqrt();
        return if exponent < 0.0 { 1.0 / root } else { root };
    }
    let (mut whole, mut fraction) = (exponent.abs().trunc(), exponent.abs().fract());
    let is_special = base == 0.0 || !base.is_finite() || !exponent.is_finite();
    // Beyond this every result is zero, one or infinite.
    if is_special || whole >= f64::from(u32::MAX) || fraction != 0.0 && base < 0.0 {
        return base.powf(exponent);
    }
    let (mut result, mut scale) = (1.0, 0_i64);
    if fraction != 0.0 {
        if fraction > 0.5 {
            fraction -= 1.0;
            whole += 1.0;
        }
        result = exponential(fraction * logarithm(base));
    }
    let (mut square, mut square_scale) = split(base);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole, positive and below 2^33"
    )]
    let mut left = whole as u64;
    while left != 0 {
        if square_scale.abs() > 1 << 12 {
            scale += square_scale;
            break;
        }
        if left & 1 == 1 {
            result *= square;
            scale += square_scale;
        }
        square *= square;
        square_scale <<= 1;
        if square < 0.5 {
            square += square;
            square_scale -= 1;
        }
        left >>= 1;
    }
    if exponent < 0.0 { scaled(1.0 / result, -scale) } else { scaled(result, scale) }
}

/// `e^value` by the method of Shibata (2010): a Taylor series of a sixteenth of what whole powers of two leave, squared four times. For finite values
/// whose result is neither zero nor infinite.
fn exponential(value: f64) -> f64 {
    /// ln 2 in two parts, of which the upper one can be multiplied exactly.
    const LN_2: [f64; 2] = [0.693_147_180_559_663, 2.823_529_056_303_157_7e-13];
    const ONE_OVER_FACTORIALS: [f64; 8] =
        [1.0 / 40_320.0, 1.0 / 5_040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0];
    let whole = (value * std::f64::consts::LOG2_E).round_ties_even();
    let rest = LN_2.iter().fold(value, |rest, part| part.mul_add(-whole, rest)) / 16.0;
    let series = ONE_OVER_FACTORIALS.iter().copied().reduce(|sum, next| sum.mul_add(rest, next));
    let mut less_one = rest * series.unwrap_or(1.0);
    for _ in 0..3 {
        less_one *= less_one + 2.0;
    }
    let result = less_one.mul_add(less_one + 2.0, 1.0);
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and below 2^11")]
    scaled(result, whole as i64)
}

/// The natural logarithm by the method of Sun's fdlibm: a polynomial of `f / (2 + f)`, where the value is a whole power of two times `1 + f`.
pub(super) fn logarithm(value: f64) -> f64 {
    /// ln 2 in two parts, of which the upper one can be multiplied exactly.
    const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
    /// The coefficients of the polynomial, by ascending power, the even ones and the odd ones.
    const EVEN: [f64; 4] = [
        6.666_666_666_666_735e-1,
        2.857_142_874_366_239e-1,
        1.818_357_216_161_805e-1,
        1.479_819_860_511_658_6e-1,
    ];
    const ODD: [f64; 3] =
        [3.999_999_999_940_942e-1, 2.222_219_843_214_978_4e-1, 1.531_383_769_920_937_3e-1];
    if !(value > 0.0 && value.is_finite()) {
        return value.ln();
    }
    let (mut mantissa, mut exponent) = split(value);
    if mantissa < std::f64::consts::FRAC_1_SQRT_2 {
        mantissa *= 2.0;
        exponent -= 1;
    }
    let rest = mantissa - 1.0;
    let ratio = rest / (2.0 + rest);
    let square = ratio * ratio;
    let fourth = square * square;
    let series = |coefficients: &[f64]| {
        coefficients.iter().rev().copied().reduce(|sum, next| next + fourth * sum).unwrap_or(0.0)
    };
    let polynomial = square * series(&EVEN) + fourth * series(&ODD);
    let half = 0.5 * rest * rest;
    let [upper, lower] = LN_2.map(|part| part * f64::from(i32::try_from(exponent).unwrap_or(0)));
    upper - ((half - (ratio * (half + polynomial) + lower)) - rest)
}

/// `mantissa · 2^exponent` with the mantissa's magnitude from ½ to 1.
fn split(value: f64) -> (f64, i64) {
    let (normal, shift) =
        if value.abs() < f64::MIN_POSITIVE { (value * 2f64.powi(54), -54) } else { (value, 0) };
    let bits = normal.to_bits();
    let exponent = i64::try_from((bits >> 52) & 0x7ff).expect("11 bits fit") - 1022;
    (f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52), exponent + shift)
}

/// `value · 2^exponent`, in steps that do not overflow before the result does.
fn scaled(mut value: f64, exponent: i64) -> f64 {
    let mut left = i32::try_from(exponent.clamp(-4_000, 4_000)).expect("it is clamped");
    while left != 0 {
        let step = left.clamp(-1_000, 1_000);
        value *= 2f64.powi(step);
        left -= step;
    }
    value
}
