//! Durations and shares of time as people write them.

/// The seconds in `15m`, `1h30m`, `7d`, `90`. `None` when it is not a duration.
pub(super) fn parse_duration(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let mut total: u64 = 0;
    let mut digits: Option<u64> = None;
    for letter in text.chars().filter(|letter| *letter != ' ') {
        if let Some(digit) = letter.to_digit(10) {
            digits = Some(digits.unwrap_or(0).checked_mul(10)?.checked_add(u64::from(digit))?);
            continue;
        }
        let unit = match letter {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 604_800,
            'y' => 31_536_000,
            _ => return None,
        };
        total = total.checked_add(digits.take()?.checked_mul(unit)?)?;
    }
    total.checked_add(digits.unwrap_or(0))
}

/// The fraction in `99.99%` or `0.9999`; between 0 and 1.
pub(super) fn parse_fraction(text: &str) -> Option<f64> {
    let text = text.trim();
    let (number, scale) =
        text.strip_suffix('%').map_or((text, 1.0), |percent| (percent.trim_end(), 100.0));
    // Rounded to parts per billion, so that `99.99%` is the same number as `0.9999`.
    let value = (number.parse::<f64>().ok()? / scale * 1e9).round() / 1e9;
    (0.0..=1.0).contains(&value).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{parse_duration, parse_fraction};

    #[test]
    fn durations() {
        let cases = [
            ("15m", Some(900)),
            ("1h30m", Some(5400)),
            ("7d", Some(604_800)),
            ("90", Some(90)),
            ("1 h", Some(3600)),
        ];
        for (text, seconds) in cases {
            assert_eq!(parse_duration(text), seconds, "{text}");
        }
        for text in ["", "m", "15x", "99999999999999999999d", "-1m"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }

    #[test]
    fn fractions() {
        assert_eq!(parse_fraction("99.99%"), Some(0.9999));
        assert_eq!(parse_fraction("0.5"), Some(0.5));
        assert_eq!(parse_fraction("99.99"), None);
        assert_eq!(parse_fraction("high"), None);
    }
}
