//! `format` and `formatlist`.

use std::iter::Peekable;
use std::str::Chars;

use unicode_segmentation::UnicodeSegmentation;

use super::FunctionError;
use super::call::{Call, Outcome};
use super::format_number::{Flags, float, integer, shortest};
use super::json::{to_json_text, write_string};
use crate::convert::convert;
use crate::value::{Data, Reason, Refinement, Type, Value};

/// Wider fields cannot be meant.
const MAX_WIDTH: usize = 1 << 16;

pub(super) fn format(call: &Call<'_>) -> Outcome {
    let Some((pattern, arguments)) =
        call.arguments.split_first().and_then(|(first, rest)| Some((first.as_str()?, rest)))
    else {
        return Ok(call.unknown());
    };
    if let Some(unknown) = of_untyped(call, arguments) {
        return Ok(unknown);
    }
    if let Some(text) = settled(pattern, arguments)? {
        return Ok(text.into());
    }
    let prefix = known_prefix(pattern, arguments);
    call.unknown_with(|refinement: &mut Refinement| refinement.prefix = prefix.map(Into::into))
        .map(|value| Value { data: with_type(value.data), ..value })
}

/// Terraform does not look at the arguments before each has a type, and a plain `null` never has one.
fn of_untyped(call: &Call<'_>, arguments: &[Value]) -> Option<Value> {
    arguments.iter().find(|argument| argument.is_null() && argument.has_no_type())?;
    let why = Reason::Untyped(call.name.into());
    Some(call.because(Type::Any, why).with_marks(&call.deep_marks()))
}

fn with_type(data: Data) -> Data {
    match data {
        Data::Unknown(unknown) => {
            let unknown = crate::value::Unknown { type_: Type::String, ..(*unknown).clone() };
            Data::Unknown(std::sync::Arc::new(unknown))
        }
        other => other,
    }
}

/// What the text begins with, up to the first verb whose argument is unknown.
fn known_prefix(pattern: &str, arguments: &[Value]) -> Option<String> {
    let mut known = String::new();
    let mut formatter = Formatter { next: 1, highest: 0, explicit: false };
    let mut chars = pattern.chars().peekable();
    while let Some(char) = chars.next() {
        if char != '%' {
            known.push(char);
            continue;
        }
        if chars.next_if_eq(&'%').is_some() {
            known.push('%');
            continue;
        }
        let verb = formatter.verb(&mut chars).ok()?;
        match arguments.get(verb.argument.checked_sub(1)?) {
            Some(argument) if argument.is_wholly_known() => {
                known.push_str(&verb.apply(arguments).ok()?)
            }
            Some(Value { data: Data::Unknown(unknown), .. })
                if matches!(verb.mode, 's' | 'v')
                    && !verb.flags.sharp
                    && verb.flags.width.is_none()
                    && verb.flags.precision.is_none() =>
            {
                known.push_str(unknown.refinement.prefix.as_deref().unwrap_or_default());
                break;
            }
            _ => break,
        }
    }
    Some(known).filter(|known| !known.is_empty())
}

pub(super) fn formatlist(call: &Call<'_>) -> Outcome {
    let Some((pattern, arguments)) =
        call.arguments.split_first().and_then(|(first, rest)| Some((first.as_str()?, rest)))
    else {
        return Ok(call.unknown_of(Type::String.list()));
    };
    if let Some(unknown) = of_untyped(call, arguments) {
        return Ok(unknown);
    }
    let mut length: Option<(usize, usize)> = None;
    for (index, argument) in arguments.iter().enumerate() {
        let Some(elements) = argument.elements() else {
            continue;
        };
        match length {
            Some((expected, chooser)) if expected != elements.len() => {
                let message = format!(
                    "argument {} has length {}, which is inconsistent with argument {} of length {expected}",
                    index + 1,
                    elements.len(),
                    chooser + 1
                );
                return Err(FunctionError::at(index + 1, message));
            }
            Some(_) => {}
            None => length = Some((elements.len(), index)),
        }
    }
    let may_be_list = |argument: &Value| match &argument.data {
        Data::Unknown(unknown) => !unknown.type_.is_primitive(),
        Data::Set(_, elements) => elements.len() > 1 && !argument.is_wholly_known(),
        _ => false,
    };
    if arguments.iter().any(may_be_list) {
        return Ok(call.unknown_of(Type::String.list()));
    }
    let rows = (0..length.map_or(1, |(length, _)| length)).map(|row| {
        let pick = |argument: &Value| {
            argument
                .elements()
                .map_or_else(|| Some(argument.clone()), |elements| elements.get(row).cloned())
        };
        let picked: Vec<Value> = arguments.iter().filter_map(pick).collect();
        let text = settled(pattern, &picked).map_err(|error| {
            FunctionError::new(format!("error on format iteration {row}: {error}"))
        })?;
        Ok(text.map_or_else(|| call.unknown_of(Type::String).not_null(), Value::from))
    });
    Ok(Value::list(Type::String, rows.collect::<Result<_, _>>()?))
}

/// The text, if everything in it is known. An infinite number is enough to see that a verb does not take it.
fn settled(pattern: &str, arguments: &[Value]) -> Result<Option<String>, FunctionError> {
    if !arguments.iter().all(|argument| argument.is_wholly_known() || argument.is_infinite()) {
        return Ok(None);
    }
    let text = render(pattern, arguments)?;
    Ok((!arguments.iter().any(Value::is_infinite)).then_some(text))
}

fn render(pattern: &str, arguments: &[Value]) -> Result<String, FunctionError> {
    let mut output = String::new();
    let mut formatter = Formatter { next: 1, highest: 0, explicit: false };
    let mut chars = pattern.chars().peekable();
    while let Some(char) = chars.next() {
        if char != '%' {
            output.push(char);
            continue;
        }
        if chars.next_if_eq(&'%').is_some() {
            output.push('%');
            continue;
        }
        let verb = formatter.verb(&mut chars)?;
        output.push_str(&verb.apply(arguments)?);
    }
    if !formatter.explicit && formatter.highest < arguments.len() {
        let message = format!(
            "too many arguments; no verbs in format string for argument {}",
            formatter.highest + 1
        );
        let message = if formatter.highest == 0 {
            "too many arguments; no verbs in format string".to_owned()
        } else {
            message
        };
        return Err(FunctionError::at(formatter.highest + 1, message));
    }
    Ok(output)
}

/// Which argument comes next.
struct Formatter {
    next: usize,
    highest: usize,
    explicit: bool,
}

/// One `%…` of a format string.
struct Verb {
    argument: usize,
    mode: char,
    flags: Flags,
}

impl Formatter {
    /// After the percent sign.
    fn verb(&mut self, chars: &mut Peekable<Chars<'_>>) -> Result<Verb, FunctionError> {
        let mut flags = Flags::default();
        while let Some(flag) = chars.next_if(|char| matches!(char, '0' | '#' | '-' | '+' | ' ')) {
            match flag {
                '0' => flags.zero = true,
                '#' => flags.sharp = true,
                '-' => flags.minus = true,
                '+' => flags.plus = true,
                _ => flags.space = true,
            }
        }
        flags.width = number(chars)?;
        if chars.next_if_eq(&'.').is_some() {
            flags.precision = Some(number(chars)?.unwrap_or(0));
        }
        if chars.next_if_eq(&'[').is_some() {
            let index = number(chars)?.filter(|index| *index > 0);
            self.next =
                index.filter(|_| chars.next_if_eq(&']').is_some()).ok_or_else(unrecognized)?;
            self.explicit = true;
        }
        let mode = chars.next().ok_or_else(unrecognized)?;
        if !mode.is_ascii_alphabetic() {
            return Err(unrecognized());
        }
        let argument = self.next;
        self.highest = self.highest.max(argument);
        self.next += 1;
        Ok(Verb { argument, mode, flags })
    }
}

fn unrecognized() -> FunctionError {
    FunctionError::at(0, "unrecognized format verb")
}

fn number(chars: &mut Peekable<Chars<'_>>) -> Result<Option<usize>, FunctionError> {
    let mut digits = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        digits.push(digit);
    }
    if digits.is_empty() {
        return Ok(None);
    }
    digits
        .parse()
        .ok()
        .filter(|number| *number <= MAX_WIDTH)
        .map(Some)
        .ok_or_else(|| FunctionError::at(0, "the width is too large"))
}

impl Verb {
    fn apply(&self, arguments: &[Value]) -> Result<String, FunctionError> {
        let shown = format!("%{}", self.mode);
        let missing = || {
            FunctionError::at(
                0,
                format!(
                    "not enough arguments for {shown:?}: need index {} but have {} total",
                    self.argument,
                    arguments.len()
                ),
            )
        };
        let argument = self
            .argument
            .checked_sub(1)
            .and_then(|index| arguments.get(index))
            .ok_or_else(missing)?;
        let unsupported = |message: &str| {
            FunctionError::at(self.argument, format!("unsupported value for {shown:?}: {message}"))
        };
        if self.mode != 'v' && argument.is_null() {
            return Err(unsupported("null value cannot be formatted"));
        }
        let converted =
            |type_: Type| convert(argument, &type_).map_err(|error| unsupported(&error.message));
        match self.mode {
            'v' => Ok(self.as_is(argument)),
            't' => Ok(converted(Type::Bool)?.as_bool().unwrap_or_default().to_string()),
            'b' | 'd' | 'o' | 'x' | 'X' => {
                let number = converted(Type::Number)?;
                let number = number
                    .as_number()
                    .filter(|number| number.is_integer())
                    .ok_or_else(|| unsupported("an integer is required"))?;
                Ok(integer(number, self.mode, &self.flags))
            }
            'e' | 'E' | 'f' | 'g' | 'G' => {
                let number = converted(Type::Number)?;
                Ok(number
                    .as_number()
                    .map(|number| float(number, self.mode, &self.flags))
                    .unwrap_or_default())
            }
            's' | 'q' => {
                let text = converted(Type::String)?;
                Ok(self.string(text.as_str().unwrap_or_default()))
            }
            mode => Err(FunctionError::at(0, format!("unsupported format verb {mode:?}"))),
        }
    }

    fn as_is(&self, argument: &Value) -> String {
        let text = match &argument.data {
            Data::String(text) if !self.flags.sharp => text.to_string(),
            Data::Number(number) if !self.flags.sharp => shortest(number),
            _ => to_json_text(argument).unwrap_or_default(),
        };
        self.pad(text)
    }

    fn string(&self, text: &str) -> String {
        let kept: String = match self.flags.precision {
            Some(precision) if precision > 0 => text.graphemes(true).take(precision).collect(),
            _ => text.to_owned(),
        };
        if self.mode == 's' {
            return self.pad(kept);
        }
        let mut quoted = String::new();
        write_string(&kept, &mut quoted);
        self.pad(quoted)
    }

    fn pad(&self, text: String) -> String {
        let missing = self.flags.width.unwrap_or(0).saturating_sub(text.graphemes(true).count());
        let padding = if self.flags.zero { "0" } else { " " }.repeat(missing);
        if self.flags.minus { text + &padding } else { padding + &text }
    }
}
