//! `==` as Terraform has it: exact types, nulls of any type alike, and undecided where something unknown matters.

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use super::alternatives::decide_by_alternatives;
use super::binary::unknown_result;
use crate::value::{Data, Open, Reason, Refinement, Type, UNKNOWN_PART, Value};

/// Whether two values are equal: a bool, or unknown. Carries the marks of everything compared, and no origin.
#[must_use]
pub fn equals(left: &Value, right: &Value) -> Value {
    let result = match decide(left, right) {
        Some(equal) => Value::bool(equal),
        None => {
            let by_alternatives = decide_by_alternatives(left, right, |left, right| {
                decide(left, right).map(Value::bool)
            });
            by_alternatives.unwrap_or_else(|| unknown_result(Type::Bool, left, right))
        }
    };
    result.with_marks(&left.deep_marks().union(&right.deep_marks()))
}

/// Whether two values differ by their types, because one is `null` and the other is not, or by how a text begins: Terraform sees that before it knows them.
pub(crate) fn differ_whatever_they_are(left: &Value, right: &Value) -> bool {
    let outline = |value: &Value| {
        if !value.is_undecided() {
            return value.clone();
        }
        if value.is_untyped() {
            return Value::unknown(Type::Any, Reason::Expansion);
        }
        let outline = Value::unknown(value.type_of(), Reason::Expansion);
        match value.as_unknown().and_then(|unknown| unknown.refinement.parts.as_deref()) {
            Some(parts) => outline.not_null().refine(|known| known.prefix = certain_start(parts)),
            None if value.open == Open::Present => outline.not_null(),
            None => outline,
        }
    };
    let is_open = left.is_undecided() || right.is_undecided();
    is_open && decide(&outline(left), &outline(right)) == Some(false)
}

/// How a text certainly begins, as far as Terraform relies on it: not with the last letter, which may become another one by what comes after it.
fn certain_start(parts: &str) -> Option<Arc<str>> {
    const ENDS_FOR_SURE: &str = "-_:;/\\,.(){}[]|?!~ \t@#$%^&*+\"'";
    let (start, _) = parts.split_once(UNKNOWN_PART)?;
    let mut letters = start.graphemes(true);
    let last = letters.next_back()?;
    Some(if ENDS_FOR_SURE.contains(last) { start } else { letters.as_str() }.into())
}

/// `None` when it cannot be decided.
pub(crate) fn decide(left: &Value, right: &Value) -> Option<bool> {
    if left.is_null() && right.is_certainly_not_null()
        || right.is_null() && left.is_certainly_not_null()
    {
        return Some(false);
    }
    match (&left.data, &right.data) {
        (Data::Unknown(_), Data::Unknown(_)) => None,
        (Data::Unknown(unknown), _) => decide_unknown(&unknown.type_, &unknown.refinement, right),
        (_, Data::Unknown(unknown)) => decide_unknown(&unknown.type_, &unknown.refinement, left),
        (Data::Null(_), Data::Null(_)) => Some(true),
        (Data::Null(_), _) | (_, Data::Null(_)) => Some(false),
        _ => decide_known(left, right),
    }
}

/// Compares an unknown value with a known one: what is known about it may exclude equality.
fn decide_unknown(type_: &Type, refinement: &Refinement, known: &Value) -> Option<bool> {
    let fits = match known.type_of() {
        _ if known.is_null() => true,
        // What it leaves open stays open, and is no certain type.
        have if known.is_wholly_known() => is_instance_of(&have, type_),
        have => may_become_same(&have, type_),
    };
    if fits && !excluded(refinement, known) { None } else { Some(false) }
}

fn excluded(refinement: &Refinement, known: &Value) -> bool {
    if let (Some(prefix), Some(text)) = (&refinement.prefix, known.as_str())
        && !text.starts_with(&**prefix)
    {
        return true;
    }
    if let Some(number) = known.as_number() {
        return refinement.at_least.as_ref().is_some_and(|least| number < least)
            || refinement.at_most.as_ref().is_some_and(|most| number > most);
    }
    let length = known
        .elements()
        .map(<[Value]>::len)
        .or_else(|| known.entries().map(std::collections::BTreeMap::len));
    let certain = !matches!(known.data, Data::Set(..)) || known.is_wholly_known();
    match length.and_then(|length| u64::try_from(length).ok()) {
        Some(length) if certain => {
            refinement.min_length.is_some_and(|least| length < least)
                || refinement.max_length.is_some_and(|most| length > most)
        }
        _ => false,
    }
}

fn decide_known(left: &Value, right: &Value) -> Option<bool> {
    match (&left.data, &right.data) {
        (Data::Bool(left), Data::Bool(right)) => Some(left == right),
        (Data::Number(left), Data::Number(right)) => Some(left == right),
        (Data::String(left), Data::String(right)) => Some(left == right),
        _ => decide_nested(left, right),
    }
}

fn decide_nested(left: &Value, right: &Value) -> Option<bool> {
    let (left_type, right_type) = (left.type_of(), right.type_of());
    if has_undecided_type(left) || has_undecided_type(right) {
        return if may_become_same(&left_type, &right_type) { None } else { Some(false) };
    }
    if left_type != right_type {
        return Some(false);
    }
    match (&left.data, &right.data) {
        (Data::Set(..), Data::Set(..)) if !left.is_wholly_known() || !right.is_wholly_known() => {
            None
        }
        (Data::List(_, left), Data::List(_, right))
        | (Data::Set(_, left), Data::Set(_, right))
        | (Data::Tuple(left), Data::Tuple(right)) => {
            if left.len() == right.len() {
                all(left.iter().zip(right.iter()))
            } else {
                Some(false)
            }
        }
        (Data::Map(_, left), Data::Map(_, right)) | (Data::Object(left), Data::Object(right)) => {
            if left.keys().eq(right.keys()) {
                all(left.values().zip(right.values()))
            } else {
                Some(false)
            }
        }
        _ => Some(false),
    }
}

fn all<'v>(pairs: impl Iterator<Item = (&'v Value, &'v Value)>) -> Option<bool> {
    let mut undecided = false;
    for (left, right) in pairs {
        match decide(left, right) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => undecided = true,
        }
    }
    if undecided { None } else { Some(true) }
}

/// Whether something unknown inside has a type that is unknown too.
fn has_undecided_type(value: &Value) -> bool {
    match &value.data {
        Data::Unknown(unknown) => unknown.type_.contains_any(),
        _ => value.children().any(has_undecided_type),
    }
}

/// Whether two types could turn out to be the same once everything is known.
fn may_become_same(left: &Type, right: &Type) -> bool {
    *left == Type::Any || agree(left, right, may_become_same)
}

/// Whether a type is what another one, which may leave parts open, describes.
fn is_instance_of(type_: &Type, pattern: &Type) -> bool {
    agree(type_, pattern, is_instance_of)
}

/// Whether two types agree in form and in their parts. The second one agrees with everything where it is open.
fn agree(left: &Type, right: &Type, parts: fn(&Type, &Type) -> bool) -> bool {
    match (left, right) {
        (_, Type::Any) => true,
        (Type::List(left), Type::List(right))
        | (Type::Set(left), Type::Set(right))
        | (Type::Map(left), Type::Map(right)) => parts(left, right),
        (Type::Tuple(left), Type::Tuple(right)) => {
            left.len() == right.len()
                && left.iter().zip(right.iter()).all(|(left, right)| parts(left, right))
        }
        (Type::Object(left), Type::Object(right)) => {
            let mut pairs = left.values().zip(right.values());
            left.keys().eq(right.keys())
                && pairs.all(|(left, right)| parts(&left.type_, &right.type_))
        }
        _ => left == right,
    }
}
