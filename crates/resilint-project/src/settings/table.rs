//! One table of a settings file: keys are taken out by name, and what is left at the end is reported as misspelt.

use std::collections::BTreeMap;
use std::ops::Range;

use resilint_syntax::{Diagnostic, FileId, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use super::keys::SettingsKey;
use super::quantity::{parse_duration, parse_fraction};
use super::suggest::nearest;

/// What is wrong with a settings file, collected while it is read.
#[derive(Debug)]
pub(super) struct Problems {
    file: FileId,
    list: Vec<Diagnostic>,
}

/// A table whose keys are being read.
#[derive(Debug)]
pub(super) struct Table<'i> {
    /// How the table is named in messages, `[objectives]`.
    name: String,
    span: Range<usize>,
    entries: Vec<(Spanned<std::borrow::Cow<'i, str>>, Spanned<DeValue<'i>>)>,
    /// The keys it can have.
    keys: &'static [SettingsKey],
}

impl Problems {
    pub(super) fn new(file: FileId) -> Self {
        Self { file, list: Vec::new() }
    }

    pub(super) fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file: self.file, start: offset(range.start), end: offset(range.end) }
    }

    pub(super) fn add(&mut self, range: Range<usize>, message: String, help: Option<String>) {
        let mut diagnostic = Diagnostic::error("invalid-setting", self.span(range), message);
        diagnostic.help = help;
        self.list.push(diagnostic);
    }

    pub(super) fn wrong_type(&mut self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) {
        let found = value.get_ref().type_str();
        self.add(value.span(), format!("`{key}` must be {expected}, found {found}"), None);
    }
}

impl<'i> Table<'i> {
    pub(super) fn new(
        name: impl Into<String>,
        keys: &'static [SettingsKey],
        span: Range<usize>,
        table: DeTable<'i>,
    ) -> Self {
        Self { name: name.into(), span, entries: table.into_iter().collect(), keys }
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Where each entry stands, from its key to the end of its value.
    pub(super) fn places(&self, problems: &Problems) -> BTreeMap<String, Span> {
        let place = |key: Range<usize>, value: Range<usize>| problems.span(key.start..value.end);
        let entries = self.entries.iter();
        entries
            .map(|(key, value)| (key.get_ref().to_string(), place(key.span(), value.span())))
            .collect()
    }

    /// The value of a key, which has to be among those described in `keys`.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Spanned<DeValue<'i>>> {
        debug_assert!(
            self.keys.iter().any(|known| known.name == key),
            "`{key}` is not described in keys.rs"
        );
        let index = self.entries.iter().position(|(name, _)| name.get_ref() == key)?;
        Some(self.entries.remove(index).1)
    }

    pub(super) fn string(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<Spanned<String>> {
        let value = self.take(key)?;
        if let DeValue::String(text) = value.get_ref() {
            return Some(Spanned::new(value.span(), text.to_string()));
        }
        problems.wrong_type(key, &value, "a string");
        None
    }

    pub(super) fn boolean(&mut self, key: &'static str, problems: &mut Problems) -> Option<bool> {
        let value = self.take(key)?;
        let found = value.get_ref().as_bool();
        if found.is_none() {
            problems.wrong_type(key, &value, "`true` or `false`");
        }
        found
    }

    /// A whole number of no great size.
    pub(super) fn small_count(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<u32> {
        let value = self.take(key)?;
        let digits = value.get_ref().as_integer();
        let found = digits.and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
        if found.is_none() {
            problems.wrong_type(key, &value, "a whole number, not negative");
        }
        found
    }

    /// A duration in seconds: `"15m"`, `"1h30m"`, or a number of seconds.
    pub(super) fn duration(&mut self, key: &'static str, problems: &mut Problems) -> Option<u64> {
        let value = self.take(key)?;
        let found = duration_of(value.get_ref());
        if found.is_none() {
            problems.wrong_type(key, &value, "a duration such as `\"15m\"` or `\"1h30m\"`");
        }
        found
    }

    /// A fraction of one: `"99.99%"` or `0.9999`.
    pub(super) fn fraction(&mut self, key: &'static str, problems: &mut Problems) -> Option<f64> {
        let value = self.take(key)?;
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Float(number) => number.as_str().to_owned(),
            DeValue::Integer(number) => number.as_str().to_owned(),
            _ => String::new(),
        };
        let found = parse_fraction(&text);
        if found.is_none() {
            problems.wrong_type(key, &value, "a share of the time such as `\"99.99%\"`");
        }
        found
    }

    /// A date, `2027-03-31`, bare or quoted.
    pub(super) fn date(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<crate::Date> {
        let value = self.take(key)?;
        let found = match value.get_ref() {
            DeValue::Datetime(date) => from_toml(date),
            DeValue::String(text) => text.parse().ok(),
            _ => None,
        };
        if found.is_none() {
            problems.wrong_type(key, &value, "a date such as `2027-03-31`");
        }
        found
    }

    /// A list of strings; one string stands for a list of one.
    pub(super) fn strings(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<Vec<Spanned<String>>> {
        let value = self.take(key)?;
        if let DeValue::String(text) = value.get_ref() {
            return Some(vec![Spanned::new(value.span(), text.to_string())]);
        }
        let Some(items) = value.get_ref().as_array() else {
            problems.wrong_type(key, &value, "a list of strings");
            return None;
        };
        let mut strings = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => strings.push(Spanned::new(item.span(), text.to_owned())),
                None => problems.wrong_type(key, item, "a list of strings"),
            }
        }
        Some(strings)
    }

    /// A table inside this one.
    pub(super) fn table(
        &mut self,
        key: &'static str,
        keys: &'static [SettingsKey],
        problems: &mut Problems,
    ) -> Option<Table<'i>> {
        let value = self.take(key)?;
        let span = value.span();
        if !value.get_ref().is_table() {
            problems.wrong_type(key, &value, "a table");
            return None;
        }
        let DeValue::Table(table) = value.into_inner() else { return None };
        Some(Table::new(format!("[{key}]"), keys, span, table))
    }

    /// The tables of `[[key]]`.
    pub(super) fn tables(
        &mut self,
        key: &'static str,
        keys: &'static [SettingsKey],
        problems: &mut Problems,
    ) -> Vec<Table<'i>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        if !value.get_ref().is_array() {
            problems.wrong_type(key, &value, &format!("a list of tables, each `[[{key}]]`"));
            return Vec::new();
        }
        let DeValue::Array(items) = value.into_inner() else { return Vec::new() };
        let mut tables = Vec::new();
        for item in items {
            let span = item.span();
            match item.get_ref() {
                DeValue::Table(table) => {
                    let name = if key == "entry" { "suppress" } else { key };
                    tables.push(Table::new(format!("[[{name}]]"), keys, span, table.clone()));
                }
                _ => {
                    problems.wrong_type(key, &item, &format!("a list of tables, each `[[{key}]]`"))
                }
            }
        }
        tables
    }

    /// Every entry that is left, for tables whose keys are the user's own.
    pub(super) fn rest(&mut self) -> Vec<(Spanned<String>, Spanned<DeValue<'i>>)> {
        let entries = std::mem::take(&mut self.entries);
        entries
            .into_iter()
            .map(|(key, value)| (Spanned::new(key.span(), key.into_inner().into_owned()), value))
            .collect()
    }

    /// Reports a key that must be there.
    pub(super) fn missing(&self, key: &str, problems: &mut Problems) {
        problems.add(self.span(), format!("{} needs `{key}`", self.name), None);
    }

    /// Reports every key that nothing asked for: those that do not exist.
    pub(super) fn finish(self, problems: &mut Problems) {
        for (key, _) in &self.entries {
            let known: Vec<&str> = self.keys.iter().map(|known| known.name).collect();
            let help = match nearest(key.get_ref(), known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known keys: {}", known.join(", ")),
            };
            let place =
                if self.name.is_empty() { String::new() } else { format!(" in {}", self.name) };
            problems.add(
                key.span(),
                format!("unknown setting `{}`{place}", key.get_ref()),
                Some(help),
            );
        }
    }
}

/// A duration in seconds, from a string or a number.
fn duration_of(value: &DeValue<'_>) -> Option<u64> {
    match value {
        DeValue::String(text) => parse_duration(text),
        DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    }
}

fn from_toml(date: &Datetime) -> Option<crate::Date> {
    let date = date.date?;
    crate::Date::new(date.year, date.month, date.day)
}
