//! Powers, step by step as Terraform computes them: another way would differ in the last digit.

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
        result = (fraction * base.ln()).exp();
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
