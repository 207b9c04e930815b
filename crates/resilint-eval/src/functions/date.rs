//! Functions over RFC 3339 timestamps.

use std::fmt::Write as _;

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::FunctionError;
use super::call::{Call, Outcome};
use crate::value::Value;

/// A point in time with the offset it was written with.
struct Moment {
    local: DateTime,
    offset: Offset,
}

impl Moment {
    /// Strict RFC 3339.
    fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shape = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        if !text.is_ascii() || !shape.iter().all(|(at, byte)| bytes.get(*at) == Some(byte)) {
            return None;
        }
        let (year, month, day) = (digits(text, 0, 4)?, digits(text, 5, 2)?, digits(text, 8, 2)?);
        let (hour, minute, second) =
            (digits(text, 11, 2)?, digits(text, 14, 2)?, digits(text, 17, 2)?);
        let mut rest = text.get(19..)?;
        let mut nanoseconds = 0;
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
            let kept = fraction.get(..length.min(9)).filter(|kept| !kept.is_empty())?;
            nanoseconds = format!("{kept:0<9}").parse().ok()?;
            rest = fraction.get(length..)?;
        }
        let narrow = |number: i32| i8::try_from(number).ok();
        let year = i16::try_from(year).ok()?;
        let local = DateTime::new(
            year,
            narrow(month)?,
            narrow(day)?,
            narrow(hour)?,
            narrow(minute)?,
            narrow(second)?,
            nanoseconds,
        )
        .ok()?;
        Some(Self { local, offset: parse_offset(rest)? })
    }

    fn argument(call: &Call<'_>, index: usize) -> Result<Self, FunctionError> {
        let message = || {
            FunctionError::at(
                index,
                format!("not a valid RFC3339 timestamp: {:?}", call.text(index)),
            )
        };
        Self::parse(call.text(index)).ok_or_else(message)
    }

    fn instant(&self) -> Option<jiff::Timestamp> {
        self.offset.to_timestamp(self.local).ok()
    }

    fn zone(&self) -> String {
        if self.offset.seconds() == 0 { "Z".to_owned() } else { self.numeric_zone(":") }
    }

    fn numeric_zone(&self, separator: &str) -> String {
        let seconds = self.offset.seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.abs() / 60;
        format!("{sign}{:02}{separator}{:02}", minutes / 60, minutes % 60)
    }

    fn rfc3339(&self) -> String {
        let Self { local, .. } = self;
        let date = format!("{:04}-{:02}-{:02}", local.year(), local.month(), local.day());
        format!(
            "{date}T{:02}:{:02}:{:02}{}",
            local.hour(),
            local.minute(),
            local.second(),
            self.zone()
        )
    }
}

fn digits(text: &str, start: usize, length: usize) -> Option<i32> {
    text.get(start..start + length)
        .filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?
        .parse()
        .ok()
}

fn parse_offset(text: &str) -> Option<Offset> {
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let sign = match text.bytes().next()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    if text.len() != 6 || text.as_bytes().get(3) != Some(&b':') {
        return None;
    }
    let (hours, minutes) = (digits(text, 1, 2)?, digits(text, 4, 2)?);
    if hours > 23 || minutes > 59 {
        None
    } else {
        Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
    }
}

/// What YAML takes for a timestamp, in RFC 3339.
pub(super) fn yaml_timestamp(text: &str) -> Option<String> {
    let year_first = text.bytes().take_while(u8::is_ascii_digit).count() == 4
        && text.as_bytes().get(4) == Some(&b'-');
    if !year_first {
        return None;
    }
    let at = text.find(['T', 't', ' ']);
    let (date, time) =
        at.map_or((text, None), |at| (text.get(..at).unwrap_or_default(), text.get(at..)));
    let pad = |part: &str| if part.len() == 1 { format!("0{part}") } else { part.to_owned() };
    let date = date.split('-').map(pad).collect::<Vec<_>>().join("-");
    let Some(time) = time else {
        return Moment::parse(&format!("{date}T00:00:00Z")).map(|moment| moment.rfc3339());
    };
    let spaced = time.starts_with(' ');
    let time = time.get(1..)?;
    let end = time.find(['Z', '+', '-', '.']).unwrap_or(time.len());
    let (clock, rest) = time.split_at(end);
    let clock = clock.split(':').map(pad).collect::<Vec<_>>().join(":");
    let zone = if spaced { "Z" } else { "" };
    Moment::parse(&format!("{date}T{clock}{rest}{zone}")).map(|moment| moment.rfc3339())
}

pub(super) fn timeadd(call: &Call<'_>) -> Outcome {
    let moment = Moment::argument(call, 0)?;
    let duration = parse_duration(call.text(1)).ok_or_else(|| {
        FunctionError::at(1, format!("time: invalid duration {:?}", call.text(1)))
    })?;
    let sum = moment
        .local
        .checked_add(duration)
        .map_err(|_| FunctionError::new("the date is out of range"))?;
    Ok(Moment { local: sum, offset: moment.offset }.rfc3339().into())
}

/// A duration as Go writes it: `1h30m`, `-1.5h`, `100ms`.
fn parse_duration(text: &str) -> Option<SignedDuration> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(SignedDuration::ZERO);
    }
    let mut total = 0i128;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let (number, after) = rest.split_at(length);
        let unit =
            after.find(|char: char| char.is_ascii_digit() || char == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(unit);
        let nanoseconds: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() || fraction.contains('.') || number.len() > 18 {
            return None;
        }
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let scale = 10i128.pow(u32::try_from(fraction.len()).ok()?);
        let part: i128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
        total += whole * nanoseconds + part * nanoseconds / scale;
        rest = after;
    }
    let total = i64::try_from(if negative { -total } else { total }).ok()?;
    Some(SignedDuration::from_nanos(total))
}

pub(super) fn timecmp(call: &Call<'_>) -> Outcome {
    let (left, right) = (Moment::argument(call, 0)?, Moment::argument(call, 1)?);
    let order = left.instant().cmp(&right.instant());
    Ok(Value::number(match order {
        std::cmp::Ordering::Less => -1i64,
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Greater => 1,
    }))
}

pub(super) fn formatdate(call: &Call<'_>) -> Outcome {
    let moment = Moment::argument(call, 1)?;
    let mut output = String::new();
    let mut rest = call.text(0);
    while let Some(first) = rest.chars().next() {
        let token = next_token(rest, first);
        let (token, after) = rest.split_at(token);
        rest = after;
        if first == '\'' {
            output.push_str(&literal(token)?);
        } else if first.is_ascii_alphabetic() {
            output
                .push_str(&verb(token, &moment).map_err(|message| FunctionError::at(0, message))?);
        } else {
            output.push_str(token);
        }
    }
    Ok(output.into())
}

/// The length of the next quoted literal, run of one letter, or text between.
fn next_token(text: &str, first: char) -> usize {
    let same =
        |wanted: &dyn Fn(char) -> bool| text.find(|char| !wanted(char)).unwrap_or(text.len());
    if first.is_ascii_alphabetic() {
        return same(&|char| char == first);
    }
    if first != '\'' {
        return same(&|char| char != '\'' && !char.is_ascii_alphabetic());
    }
    if text.starts_with("''") {
        return 2;
    }
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        if bytes.get(at) == Some(&b'\'') {
            if bytes.get(at + 1) != Some(&b'\'') {
                return at + 1;
            }
            at += 1;
        }
        at += 1;
    }
    text.len()
}

fn literal(token: &str) -> Result<String, FunctionError> {
    match token {
        "''" => Ok("'".to_owned()),
        _ => {
            let inner = token.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
            Ok(inner
                .ok_or_else(|| FunctionError::at(0, "unterminated literal '"))?
                .replace("''", "'"))
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn name_at(names: &[&'static str], index: i8) -> &'static str {
    usize::try_from(index).ok().and_then(|index| names.get(index).copied()).unwrap_or_default()
}

fn verb(token: &str, moment: &Moment) -> Result<String, String> {
    let local = &moment.local;
    let invalid = |rule: &str| Err(format!("invalid date format verb {token:?}{rule}"));
    let number = |value: i8| match token.len() {
        1 => Some(format!("{value}")),
        2 => Some(format!("{value:02}")),
        _ => None,
    };
    let (month, day) = (
        name_at(&MONTHS, local.month() - 1),
        name_at(&DAYS, local.weekday().to_monday_zero_offset()),
    );
    let short = |name: &str| name.chars().take(3).collect::<String>();
    let mut text = String::new();
    let counted = match (token.chars().next().unwrap_or_default(), token.len()) {
        ('Y', 2) => write!(text, "{:02}", local.year() % 100).ok(),
        ('Y', 4) => write!(text, "{:04}", local.year()).ok(),
        ('Y', _) => return invalid(": year must either be \"YY\" or \"YYYY\""),
        ('M', 3) => return Ok(short(month)),
        ('M', 4) => return Ok(month.to_owned()),
        ('M', _) => {
            return number(local.month()).map_or_else(
                || invalid(": month must be \"M\", \"MM\", \"MMM\", or \"MMMM\""),
                Ok,
            );
        }
        ('D', _) => {
            return number(local.day())
                .map_or_else(|| invalid(": day of month must either be \"D\" or \"DD\""), Ok);
        }
        ('E', 3) => return Ok(short(day)),
        ('E', 4) => return Ok(day.to_owned()),
        ('E', _) => return invalid(": day of week must either be \"EEE\" or \"EEEE\""),
        ('h', _) => {
            return number(local.hour())
                .map_or_else(|| invalid(": 24-hour must either be \"h\" or \"hh\""), Ok);
        }
        ('H', _) => {
            let hour = if local.hour() % 12 == 0 { 12 } else { local.hour() % 12 };
            return number(hour)
                .map_or_else(|| invalid(": 12-hour must either be \"H\" or \"HH\""), Ok);
        }
        ('A', 2) => return Ok(if local.hour() < 12 { "AM" } else { "PM" }.to_owned()),
        ('a', 2) => return Ok(if local.hour() < 12 { "am" } else { "pm" }.to_owned()),
        ('A' | 'a', _) => return invalid(": must be written twice"),
        ('m', _) => {
            return number(local.minute())
                .map_or_else(|| invalid(": minute must either be \"m\" or \"mm\""), Ok);
        }
        ('s', _) => {
            return number(local.second())
                .map_or_else(|| invalid(": second must either be \"s\" or \"ss\""), Ok);
        }
        ('Z', 1) => return Ok(moment.zone()),
        ('Z', 3) if moment.offset.seconds() == 0 => return Ok("UTC".to_owned()),
        ('Z', 3 | 4) => return Ok(moment.numeric_zone("")),
        ('Z', 5) => return Ok(moment.numeric_zone(":")),
        ('Z', _) => return invalid(": timezone must be Z, ZZZZ, or ZZZZZ"),
        _ => None,
    };
    if counted.is_some() { Ok(text) } else { invalid("") }
}
