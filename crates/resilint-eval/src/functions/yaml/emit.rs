//! `yamlencode`: block style, quoted strings, literal blocks for strings of several lines, long lines folded.

use std::fmt::Write as _;

use crate::functions::call::{Call, Outcome};
use crate::value::{Data, Value};

/// Quoted text is folded at the first space behind this column.
const BEST_WIDTH: usize = 80;
/// Longer keys are written with a question mark.
const MAX_SIMPLE_KEY: usize = 128;

pub(in crate::functions) fn yamlencode(call: &Call<'_>) -> Outcome {
    let value = call.argument(0);
    if !value.is_wholly_known() {
        return Ok(call.unknown());
    }
    let mut emitter = Emitter { text: String::new() };
    emitter.node(value, 0, Place::Root);
    if !emitter.text.ends_with('\n') {
        emitter.text.push('\n');
    }
    if matches!(value.data, Data::Null(_) | Data::Bool(_) | Data::Number(_)) {
        // A plain scalar alone does not tell where it ends.
        emitter.text.push_str("...\n");
    }
    Ok(emitter.text.into())
}

/// Where a node stands, which decides whether it starts on the same line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    /// After `- `, or `? `.
    Item,
    /// After `key:`.
    Value,
}

struct Emitter {
    text: String,
}

impl Emitter {
    /// Writes a node; `indent` is that of the collection it stands in.
    fn node(&mut self, value: &Value, indent: usize, place: Place) {
        match &value.data {
            Data::List(_, elements) | Data::Set(_, elements) | Data::Tuple(elements)
                if !elements.is_empty() =>
            {
                // A sequence in a mapping is not indented.
                self.block(
                    elements.iter(),
                    if place == Place::Item { indent + 2 } else { indent },
                    place,
                    Self::item,
                );
            }
            Data::Map(_, entries) | Data::Object(entries) if !entries.is_empty() => {
                self.block(
                    entries.iter(),
                    if place == Place::Root { indent } else { indent + 2 },
                    place,
                    Self::entry,
                );
            }
            _ => {
                if place == Place::Value {
                    self.text.push(' ');
                }
                self.scalar(value, indent + 2);
            }
        }
    }

    fn block<T>(
        &mut self,
        entries: impl Iterator<Item = T>,
        indent: usize,
        place: Place,
        write: fn(&mut Self, T, usize),
    ) {
        for (index, entry) in entries.enumerate() {
            if index > 0 || place == Place::Value {
                self.line(indent);
            }
            write(self, entry, indent);
        }
    }

    fn item(&mut self, value: &Value, indent: usize) {
        self.text.push_str("- ");
        self.node(value, indent, Place::Item);
    }

    fn entry(&mut self, (name, value): (&std::sync::Arc<str>, &Value), indent: usize) {
        if name.contains('\n') || name.len() > MAX_SIMPLE_KEY {
            self.text.push_str("? ");
            self.string(name, indent + 2);
            self.line(indent);
            self.text.push_str(": ");
            self.node(value, indent, Place::Item);
            return;
        }
        self.quoted(name, None);
        self.text.push(':');
        self.node(value, indent, Place::Value);
    }

    fn line(&mut self, indent: usize) {
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.extend(std::iter::repeat_n(' ', indent));
    }

    fn scalar(&mut self, value: &Value, indent: usize) {
        match &value.data {
            Data::Bool(flag) => self.text.push_str(if *flag { "true" } else { "false" }),
            Data::Number(number) => write!(self.text, "{number}").expect("writing to a string"),
            Data::String(text) => self.string(text, indent),
            Data::List(..) | Data::Set(..) | Data::Tuple(_) => self.text.push_str("[]"),
            Data::Map(..) | Data::Object(_) => self.text.push_str("{}"),
            Data::Null(_) | Data::Unknown(_) => self.text.push_str("null"),
        }
    }

    fn string(&mut self, text: &str, indent: usize) {
        if text.contains('\n') && literal_allowed(text) {
            self.literal(text, indent)
        } else {
            self.quoted(text, Some(indent))
        }
    }

    fn literal(&mut self, text: &str, indent: usize) {
        self.text.push('|');
        if text.starts_with([' ', '\n']) {
            self.text.push('2');
        }
        if !text.ends_with('\n') {
            self.text.push('-');
        } else if text == "\n" || text.ends_with("\n\n") {
            self.text.push('+');
        }
        self.text.push('\n');
        for line in text.split_inclusive('\n') {
            if line != "\n" {
                self.text.extend(std::iter::repeat_n(' ', indent));
            }
            self.text.push_str(line);
        }
    }

    /// Double quotes; folded to lines at `fold` where it is given.
    fn quoted(&mut self, text: &str, fold: Option<usize>) {
        self.text.push('"');
        let mut after_space = false;
        let count = text.len();
        for (at, char) in text.char_indices() {
            if char == ' ' {
                let foldable =
                    !after_space && at > 0 && at + 1 < count && self.column() > BEST_WIDTH;
                match fold.filter(|_| foldable) {
                    Some(indent) => {
                        self.line(indent);
                        if text.get(at + 1..).is_some_and(|rest| rest.starts_with(' ')) {
                            self.text.push('\\');
                        }
                    }
                    None => self.text.push(' '),
                }
                after_space = true;
                continue;
            }
            self.escaped(char);
            after_space = false;
        }
        self.text.push('"');
    }

    fn escaped(&mut self, char: char) {
        let short = match char {
            '\0' => "\\0",
            '\u{7}' => "\\a",
            '\u{8}' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\u{b}' => "\\v",
            '\u{c}' => "\\f",
            '\r' => "\\r",
            '\u{1b}' => "\\e",
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{85}' => "\\N",
            '\u{2028}' => "\\L",
            '\u{2029}' => "\\P",
            _ if printable(char) => {
                self.text.push(char);
                return;
            }
            _ => "",
        };
        self.text.push_str(short);
        let code = u32::from(char);
        match (short.is_empty(), code) {
            (false, _) => Ok(()),
            (_, ..=0xff) => write!(self.text, "\\x{code:02X}"),
            (_, ..=0xffff) => write!(self.text, "\\u{code:04X}"),
            _ => write!(self.text, "\\U{code:08X}"),
        }
        .expect("writing to a string");
    }

    fn column(&self) -> usize {
        self.text.rsplit('\n').next().map_or(0, |line| line.chars().count())
    }
}

fn printable(char: char) -> bool {
    matches!(char, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// Whether the text may stand in a literal block.
fn literal_allowed(text: &str) -> bool {
    !text.ends_with(' ') && !text.contains(" \n") && text.chars().all(printable)
}
