//! Where in a settings file a cursor is, in a header, a key or a value; and what that takes.

use std::ops::Range;

use super::outline::{Bracket, Outline, Section, Statement, Walk, end_of_line, outline, parts};
use crate::settings::{SETTINGS_KEYS, SettingsKey, SettingsKind, SettingsWord};

/// Where a cursor is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    Header(HeaderPlace),
    Key(KeyPlace),
    Value(ValuePlace),
}

/// In a `[header]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HeaderPlace {
    /// The tables before the last dot.
    pub(super) before: Vec<String>,
    /// The last table's name.
    pub(super) name: String,
    /// The header, with its brackets.
    pub(super) range: Range<usize>,
    pub(super) is_array: bool,
}

/// In a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct KeyPlace {
    /// The table it is in.
    pub(super) table: Vec<String>,
    pub(super) is_array: bool,
    /// The part of the key that the cursor is in.
    pub(super) range: Range<usize>,
    /// The keys that the table has besides.
    pub(super) others: Vec<String>,
    /// Whether a `=` follows.
    pub(super) has_value: bool,
}

/// In a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ValuePlace {
    /// The key it belongs to.
    pub(super) path: Vec<String>,
    pub(super) is_array: bool,
    pub(super) range: Range<usize>,
    pub(super) in_string: bool,
    pub(super) in_list: bool,
}

pub(super) fn place(text: &str, offset: usize) -> Option<Place> {
    let outline = outline(text);
    let section = section_at(&outline, offset);
    if !section.header.is_empty() && offset <= section.header.end {
        return header(text, section, offset).map(Place::Header);
    }
    let within =
        |statement: &&Statement| statement.key_range.start <= offset && offset <= statement.end;
    let Some(statement) = section.statements.iter().find(within) else {
        let line_start = text.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
        let is_start = text.get(line_start..offset)?.trim().is_empty();
        return is_start.then(|| Place::Key(key_of(section, None, offset..offset)));
    };
    match statement.value {
        Some(value) if offset >= value => within_value(text, section, statement, offset),
        _ if offset <= statement.key_range.end => {
            let key = text.get(statement.key_range.clone())?;
            let start = statement.key_range.start + key.rfind('.').map_or(0, |dot| dot + 1);
            let range = start..statement.key_range.end;
            (start <= offset).then(|| Place::Key(key_of(section, Some(statement), range)))
        }
        _ => None,
    }
}

fn section_at(outline: &Outline, offset: usize) -> &Section {
    let before = outline.sections.iter().rev().find(|section| section.header.start <= offset);
    before.or(outline.sections.first()).expect("an outline has a first section")
}

fn header(text: &str, section: &Section, offset: usize) -> Option<HeaderPlace> {
    let line = text.get(section.header.clone())?;
    let code = line.split('#').next().unwrap_or_default().trim_end();
    let range = section.header.start..section.header.start + code.len();
    let mut before = section.path.clone();
    let name = before.pop()?;
    (offset <= range.end).then_some(HeaderPlace { before, name, range, is_array: section.is_array })
}

fn key_of(section: &Section, statement: Option<&Statement>, range: Range<usize>) -> KeyPlace {
    let here = statement.map_or(usize::MAX, |statement| statement.key_range.start);
    let prefix = statement.map_or(&[][..], |statement| {
        statement.key.split_last().map_or(&[][..], |(_, before)| before)
    });
    let others = section
        .statements
        .iter()
        .filter(|other| other.key_range.start != here)
        .filter_map(|other| other.key.strip_prefix(prefix))
        .filter_map(|rest| rest.first().cloned());
    KeyPlace {
        table: section.path.iter().chain(prefix).cloned().collect(),
        is_array: section.is_array,
        range,
        others: others.collect(),
        has_value: statement.is_some_and(|statement| statement.value.is_some()),
    }
}

fn within_value(
    text: &str,
    section: &Section,
    statement: &Statement,
    offset: usize,
) -> Option<Place> {
    let mut walk = Walk::new(text, statement.value?);
    walk.to(offset);
    if walk.in_comment {
        return None;
    }
    let mut path: Vec<String> = section.path.iter().chain(&statement.key).cloned().collect();
    for bracket in &walk.open {
        if let Bracket::Table { keys, key, value } = bracket {
            match value {
                Some(value) => path.extend(parts(text.get(*key..*value - 1)?)),
                None => {
                    return Some(Place::Key(KeyPlace {
                        table: path,
                        is_array: section.is_array,
                        range: word(text, offset),
                        others: keys.clone(),
                        has_value: follows(text, offset),
                    }));
                }
            }
        }
    }
    let range = match walk.string {
        Some((quotes, start)) => start..end_of_string(text, offset, quotes),
        None => word(text, offset),
    };
    Some(Place::Value(ValuePlace {
        path,
        is_array: section.is_array,
        range,
        in_string: walk.string.is_some(),
        in_list: matches!(walk.open.last(), Some(Bracket::Array(_))),
    }))
}

/// Whether behind the word at an offset there is a `=`.
fn follows(text: &str, offset: usize) -> bool {
    let rest = text.get(word(text, offset).end..).unwrap_or_default();
    rest.trim_start_matches([' ', '\t']).starts_with('=')
}

fn end_of_string(text: &str, offset: usize, quotes: &str) -> usize {
    let line_end = end_of_line(text, offset);
    let rest = text.get(offset..line_end).unwrap_or_default();
    rest.find(quotes).map_or_else(|| offset + rest.trim_end().len(), |length| offset + length)
}

/// The bare word around an offset.
fn word(text: &str, offset: usize) -> Range<usize> {
    let is_part = |letter: char| letter.is_alphanumeric() || "_-.%".contains(letter);
    let before = text.get(..offset).unwrap_or_default();
    let start = before.trim_end_matches(is_part).len();
    let after = text.get(offset..).unwrap_or_default();
    start..offset + after.len() - after.trim_start_matches(is_part).len()
}

/// What the key at a path takes; nothing for keys that do not exist.
#[derive(Debug, Clone, Copy)]
pub(super) enum Takes {
    /// The file itself.
    File,
    Key(&'static SettingsKey),
    /// The settings of one rule.
    RuleEntry(&'static [SettingsWord], &'static [SettingsKey]),
    /// Something under a name of the user's own.
    Own,
}

pub(super) fn takes(path: &[String], is_array: bool) -> Option<Takes> {
    let mut found = Takes::File;
    for name in path {
        found = match found {
            Takes::Key(SettingsKey { kind: SettingsKind::ByRule(words, keys), .. }) => {
                Takes::RuleEntry(words, keys)
            }
            Takes::Key(SettingsKey { kind: SettingsKind::Named, .. }) => Takes::Own,
            other => {
                let key = keys(other, is_array).iter().find(|key| key.name == name)?;
                Takes::Key(key)
            }
        };
    }
    Some(found)
}

/// The keys of a table.
pub(super) fn keys(takes: Takes, is_array: bool) -> &'static [SettingsKey] {
    match takes {
        Takes::File => SETTINGS_KEYS,
        Takes::RuleEntry(_, keys) => keys,
        Takes::Own => &[],
        Takes::Key(key) => match key.kind {
            SettingsKind::Table(keys) | SettingsKind::Tables(keys) => keys,
            SettingsKind::TablesOrTable(keys, _) if is_array => keys,
            SettingsKind::TablesOrTable(_, keys) => keys,
            _ => &[],
        },
    }
}
