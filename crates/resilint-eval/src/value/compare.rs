//! Equality of values as data, hashing, and the order inside sets. Equality as Terraform's `==` has it is an operator.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::{Data, Value};
use crate::number::text::general;

/// So many digits of a number take part in the order of a set's elements.
const SET_KEY_DIGITS: usize = 10;

/// Equal content and equal marks; where the values came from does not matter.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.marks == other.marks && same_data(&self.data, &other.data, |left, right| left == right)
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.marks.hash(state);
        std::mem::discriminant(&self.data).hash(state);
        match &self.data {
            Data::Null(type_) => type_.hash(state),
            Data::Bool(value) => value.hash(state),
            Data::Number(number) => number.hash(state),
            Data::String(text) => text.hash(state),
            Data::List(_, elements) | Data::Set(_, elements) | Data::Tuple(elements) => {
                elements.hash(state)
            }
            Data::Map(_, entries) | Data::Object(entries) => entries.hash(state),
            Data::Unknown(unknown) => unknown.hash(state),
        }
    }
}

impl Value {
    /// Equal content; neither marks nor origins matter. Unknown values are the same if the same is known about them.
    #[must_use]
    pub fn same_content(&self, other: &Self) -> bool {
        same_data(&self.data, &other.data, Self::same_content)
    }

    /// The order of a set's elements: numbers and strings by value, everything else in some fixed order; unknown values after the known
    /// ones, `null` last.
    #[must_use]
    pub fn compare_in_set(&self, other: &Self) -> Ordering {
        let rank = |value: &Self| match value.data {
            Data::Null(_) => 2,
            Data::Unknown(_) => 1,
            _ => 0,
        };
        rank(self).cmp(&rank(other)).then_with(|| match (&self.data, &other.data) {
            (Data::Bool(left), Data::Bool(right)) => left.cmp(right),
            (Data::Number(left), Data::Number(right)) => left.cmp(right),
            (Data::String(left), Data::String(right)) => left.cmp(right),
            _ => set_key(self).cmp(&set_key(other)),
        })
    }
}

fn same_data(left: &Data, right: &Data, same: impl Fn(&Value, &Value) -> bool) -> bool {
    let all = |left: &Arc<[Value]>, right: &Arc<[Value]>| {
        Arc::ptr_eq(left, right)
            || left.len() == right.len()
                && left.iter().zip(right.iter()).all(|(left, right)| same(left, right))
    };
    let entries = |left: &Arc<BTreeMap<Arc<str>, Value>>,
                   right: &Arc<BTreeMap<Arc<str>, Value>>| {
        let mut pairs = left.iter().zip(right.iter());
        Arc::ptr_eq(left, right)
            || left.len() == right.len()
                && pairs.all(|(left, right)| left.0 == right.0 && same(left.1, right.1))
    };
    match (left, right) {
        (Data::Null(left), Data::Null(right)) => left == right,
        (Data::Bool(left), Data::Bool(right)) => left == right,
        (Data::Number(left), Data::Number(right)) => left == right,
        (Data::String(left), Data::String(right)) => left == right,
        (Data::List(p, left), Data::List(q, right)) | (Data::Set(p, left), Data::Set(q, right)) => {
            p == q && all(left, right)
        }
        (Data::Map(p, left), Data::Map(q, right)) => p == q && entries(left, right),
        (Data::Tuple(left), Data::Tuple(right)) => all(left, right),
        (Data::Object(left), Data::Object(right)) => entries(left, right),
        (Data::Unknown(left), Data::Unknown(right)) => Arc::ptr_eq(left, right) || left == right,
        _ => false,
    }
}

/// The text by which Terraform orders set elements that have no order of their own.
fn set_key(value: &Value) -> String {
    let mut key = String::new();
    write_set_key(value, &mut key);
    key
}

fn write_set_key(value: &Value, key: &mut String) {
    let mut each = |open: char, values: &[Value], close: char| {
        key.push(open);
        for value in values {
            write_set_key(value, key);
            key.push(';');
        }
        key.push(close);
    };
    match &value.data {
        Data::Unknown(_) => key.push('?'),
        Data::Null(_) => key.push('~'),
        Data::Bool(value) => key.push(if *value { 'T' } else { 'F' }),
        Data::Number(number) => {
            key.push_str(if number.has_minus() { "-" } else { "" });
            key.push_str(&general(&number.absolute(), 'e', Some(SET_KEY_DIGITS)));
        }
        Data::String(text) => write!(key, "{text:?}").expect("writing to a string"),
        Data::List(_, elements) | Data::Set(_, elements) => each('[', elements, ']'),
        Data::Tuple(elements) => each('<', elements, '>'),
        Data::Map(_, entries) => {
            key.push('{');
            for (name, value) in entries.iter() {
                write!(key, "{name:?}:").expect("writing to a string");
                write_set_key(value, key);
                key.push(';');
            }
            key.push('}');
        }
        Data::Object(entries) => {
            key.push('<');
            for value in entries.values() {
                write_set_key(value, key);
                key.push(';');
            }
            key.push('>');
        }
    }
}
