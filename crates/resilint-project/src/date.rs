//! Calendar days, for the end of a suppression. The day of today is handed in: nothing here reads a clock.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A day of the Gregorian calendar, printed `2027-03-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A text that is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date of the form `2027-03-31`")]
pub struct DateError;

impl Date {
    /// A day; `None` when there is no such day.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=last).contains(&day).then_some(Self { year, month, day })
    }

    /// The day that lies `seconds` after the start of 1970, in UTC.
    #[must_use]
    pub fn from_unix_seconds(seconds: u64) -> Self {
        // Days are counted from 0000-03-01, so that the leap day is a year's last.
        let days = seconds / 86_400 + 719_468;
        let era = days / 146_097;
        let of_era = days % 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        let narrow = |number: u64| u8::try_from(number).unwrap_or(u8::MAX);
        Self {
            year: u16::try_from(year).unwrap_or(u16::MAX),
            month: narrow(month),
            day: narrow(day),
        }
    }

    /// The same day some months later, or the last of that month.
    #[must_use]
    pub fn months_later(self, months: u8) -> Self {
        let counted = u32::from(self.month) - 1 + u32::from(months);
        let years = u16::try_from(counted / 12).unwrap_or(u16::MAX);
        let year = self.year.saturating_add(years);
        let month = u8::try_from(counted % 12 + 1).unwrap_or(12);
        let days = (28..=self.day).rev().chain([self.day]);
        days.filter_map(|day| Self::new(year, month, day)).next().unwrap_or(self)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let mut parts = text.splitn(3, '-');
        let mut part = |width: usize| {
            parts
                .next()
                .filter(|part| part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))
                .ok_or(DateError)
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        let year = year.parse().map_err(|_| DateError)?;
        let month = month.parse().map_err(|_| DateError)?;
        let day = day.parse().map_err(|_| DateError)?;
        Self::new(year, month, day).ok_or(DateError)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn dates_are_read_compared_and_printed() {
        let date: Date = "2027-03-31".parse().unwrap();
        assert_eq!(date.to_string(), "2027-03-31");
        assert!(date < "2027-04-01".parse().unwrap());
        for text in
            ["2027-02-29", "2027-13-01", "27-03-31", "2027-3-31", "tomorrow", "2027-03-31T00:00"]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn unix_seconds_become_days() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_798_675_200, "2026-12-31"),
            (1_798_761_599, "2026-12-31"),
        ] {
            assert_eq!(Date::from_unix_seconds(seconds).to_string(), day);
        }
    }
}
