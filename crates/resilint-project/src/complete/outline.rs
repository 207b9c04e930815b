//! A settings file as it stands while it is typed: sections, statements and where each begins and ends. Never fails; what cannot be read is passed over.

use std::ops::Range;

use crate::settings::SETTINGS_KEYS;

/// What a file is made of.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) sections: Vec<Section>,
}

/// A header with what stands below it; the first section has none.
#[derive(Debug, Default)]
pub(super) struct Section {
    pub(super) path: Vec<String>,
    pub(super) is_array: bool,
    /// The line of the header; empty for the first section.
    pub(super) header: Range<usize>,
    pub(super) statements: Vec<Statement>,
}

/// A key with its value, as far as it is typed.
#[derive(Debug)]
pub(super) struct Statement {
    /// The parts of the key.
    pub(super) key: Vec<String>,
    pub(super) key_range: Range<usize>,
    /// Behind the `=`.
    pub(super) value: Option<usize>,
    /// The end of the statement, without the line end.
    pub(super) end: usize,
}

/// The bytes of the section around an offset, with its header, if it has that name.
pub(crate) fn section_at(text: &str, offset: u32, name: &str) -> Option<Range<u32>> {
    let outline = outline(text);
    let at = offset as usize;
    let index = outline.sections.iter().rposition(|section| section.header.start <= at)?;
    let section = outline.sections.get(index).filter(|section| section.path == [name])?;
    let next = outline.sections.get(index + 1);
    let end = next.map_or(text.len(), |next| next.header.start);
    Some(u32::try_from(section.header.start).ok()?..u32::try_from(end).ok()?)
}

pub(super) fn outline(text: &str) -> Outline {
    let mut outline = Outline { sections: vec![Section::default()] };
    let mut at = 0;
    while at < text.len() {
        let line_end = end_of_line(text, at);
        let line = text.get(at..line_end).unwrap_or_default();
        let start = at + (line.len() - line.trim_start().len());
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            at = line_end + 1;
        } else if trimmed.starts_with('[') {
            outline.sections.push(section(trimmed, start..line_end));
            at = line_end + 1;
        } else {
            let statement = statement(text, start, line_end);
            at = statement.end + 1;
            if let Some(section) = outline.sections.last_mut() {
                section.statements.push(statement);
            }
        }
    }
    outline
}

fn section(header: &str, range: Range<usize>) -> Section {
    let header = header.split('#').next().unwrap_or_default();
    let name = header.trim_matches(|letter: char| "[] \t\r".contains(letter));
    Section {
        path: parts(name),
        is_array: header.starts_with("[["),
        header: range,
        statements: Vec::new(),
    }
}

/// The parts of a dotted key, without quotes.
pub(super) fn parts(key: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quote = None;
    for letter in key.trim().chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '.') => parts.push(String::new()),
            (None, _) if letter.is_whitespace() => {}
            _ => parts.last_mut().expect("there is a first part").push(letter),
        }
    }
    parts
}

fn statement(text: &str, start: usize, line_end: usize) -> Statement {
    let line = text.get(start..line_end).unwrap_or_default();
    let mut quote = None;
    let equals = line.char_indices().find_map(|(at, letter)| {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '=') => return Some(at),
            _ => {}
        }
        None
    });
    let key = line.get(..equals.unwrap_or(line.len())).unwrap_or_default();
    let value = equals.map(|equals| start + equals + 1);
    Statement {
        key: parts(key),
        key_range: start..start + key.trim_end().len(),
        value,
        end: value.map_or(line_end, |value| end_of_value(text, value)),
    }
}

/// The end of the line on which a value's brackets are closed; or the line before the next header, when they never are.
fn end_of_value(text: &str, start: usize) -> usize {
    let mut walk = Walk::new(text, start);
    loop {
        let line_end = end_of_line(text, walk.at);
        walk.to(line_end);
        let next = text.get(line_end + 1..end_of_line(text, line_end + 1)).unwrap_or_default();
        if !walk.is_open() || line_end >= text.len() || is_header(next) {
            return line_end;
        }
        walk.to(line_end + 1);
    }
}

/// Whether a line is the header of a table that exists: then whatever stands open above it was forgotten.
fn is_header(line: &str) -> bool {
    let line = line.trim();
    let name = section(line, 0..0).path.swap_remove(0);
    line.starts_with('[') && SETTINGS_KEYS.iter().any(|key| key.name == name)
}

pub(super) fn end_of_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |length| at + length)
}

/// Where a place lies within a value: strings, arrays, inline tables.
#[derive(Debug)]
pub(super) struct Walk<'t> {
    text: &'t str,
    pub(super) at: usize,
    /// The quotes that are open, and where the string begins.
    pub(super) string: Option<(&'static str, usize)>,
    pub(super) in_comment: bool,
    pub(super) open: Vec<Bracket>,
}

/// A bracket that is open.
#[derive(Debug)]
pub(super) enum Bracket {
    /// `[`, and where its current item begins.
    Array(usize),
    /// `{`: the keys before, where the current key begins, and where its value begins.
    Table { keys: Vec<String>, key: usize, value: Option<usize> },
}

const QUOTES: [&str; 4] = ["\"\"\"", "'''", "\"", "'"];

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t str, start: usize) -> Self {
        Self { text, at: start, string: None, in_comment: false, open: Vec::new() }
    }

    fn is_open(&self) -> bool {
        !self.open.is_empty() || self.string.is_some_and(|(quotes, _)| quotes.len() == 3)
    }

    /// Goes on to an offset.
    pub(super) fn to(&mut self, end: usize) {
        while self.at < end {
            let rest = self.text.get(self.at..end).unwrap_or_default();
            let Some(letter) = rest.chars().next() else { return };
            let mut width = letter.len_utf8();
            if self.in_comment {
                self.in_comment = letter != '\n';
            } else if let Some((quotes, _)) = self.string {
                width = self.within_string(rest, quotes, letter);
            } else if let Some(quotes) = QUOTES.into_iter().find(|quotes| rest.starts_with(quotes))
            {
                width = quotes.len();
                self.string = Some((quotes, self.at + width));
            } else {
                self.outside_string(letter);
            }
            self.at += width;
        }
    }

    fn within_string(&mut self, rest: &str, quotes: &'static str, letter: char) -> usize {
        if letter == '\\' && quotes.starts_with('"') {
            return 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
        }
        if rest.starts_with(quotes) {
            self.string = None;
            return quotes.len();
        }
        if letter == '\n' && quotes.len() == 1 {
            self.string = None;
        }
        letter.len_utf8()
    }

    fn outside_string(&mut self, letter: char) {
        let next = self.at + letter.len_utf8();
        match (letter, self.open.last_mut()) {
            ('#', _) => self.in_comment = true,
            ('[', _) => self.open.push(Bracket::Array(next)),
            ('{', _) => {
                self.open.push(Bracket::Table { keys: Vec::new(), key: next, value: None });
            }
            (']' | '}', _) => drop(self.open.pop()),
            (',', Some(Bracket::Array(item))) => *item = next,
            (',', Some(Bracket::Table { keys, key, value })) => {
                let end = value.map_or(self.at, |value| value - 1);
                keys.push(self.text.get(*key..end).unwrap_or_default().trim().to_owned());
                (*key, *value) = (next, None);
            }
            ('=', Some(Bracket::Table { value, .. })) => *value = Some(next),
            _ => {}
        }
    }
}
