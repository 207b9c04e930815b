//! How what several blocks tell makes one fact.

use serde_json::Value as Json;

use super::{Fact, FactValue, Limits};
use crate::attribute::number_json;

/// How several blocks make one fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Combine {
    /// Booleans: all have to be true. Numbers: the smallest. Anything else: the first.
    All,
    /// Booleans: one has to be true.
    Any,
    /// Numbers: their sum.
    Sum,
    /// Numbers: the largest, to which words are more than any number.
    Largest,
    /// The first that is written.
    First,
}

/// Of two facts the one with the larger number, or with a word, which is more than any number.
pub(crate) fn larger(left: Fact, right: Fact) -> Fact {
    merge(left, right, Combine::Largest)
}

/// The fact that two make.
pub(super) fn merge(left: Fact, right: Fact, combine: Combine) -> Fact {
    let decides = |fact: &Fact| {
        matches!(
            (combine, fact.get()),
            (Combine::All, Some(Json::Bool(false)))
                | (Combine::Any, Some(Json::Bool(true)))
                | (Combine::Largest, Some(Json::String(_)))
        )
    };
    let take_right = match (left.get(), right.get(), combine) {
        _ if decides(&left) => false,
        _ if decides(&right) => true,
        (_, _, Combine::First) => left.default && !right.default,
        (Some(Json::Number(one)), Some(Json::Number(other)), Combine::Sum) => {
            return Fact {
                value: FactValue::Known(number_json(
                    one.as_f64().unwrap_or(0.0) + other.as_f64().unwrap_or(0.0),
                )),
                ..left
            };
        }
        (Some(Json::Number(one)), Some(Json::Number(other)), Combine::Largest) => {
            other.as_f64() > one.as_f64()
        }
        (Some(Json::Number(one)), Some(Json::Number(other)), _) => other.as_f64() < one.as_f64(),
        (Some(_), None, _) => true,
        _ => false,
    };
    let limits = match combine {
        Combine::All => left.range().least(right.range()),
        Combine::Sum => left.range().plus(right.range()),
        Combine::Largest => left.range().most(right.range()),
        Combine::Any | Combine::First => Limits::NONE,
    };
    let taken = if take_right { right } else { left };
    taken.within(limits)
}
