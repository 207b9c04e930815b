//! Which of several types is preferred when they have to become one.

use std::cmp::Ordering;
use std::collections::VecDeque;

use crate::value::Type;

/// The positions of the types, each type before those that are less general; what cannot be compared stays in order.
pub(super) fn most_general_first(types: &[Type]) -> Vec<usize> {
    let precedes = |left: usize, right: usize| generality(&types[left], &types[right]).is_lt();
    let mut before: Vec<usize> = (0..types.len())
        .map(|at| (0..types.len()).filter(|other| precedes(*other, at)).count())
        .collect();
    let mut queue: VecDeque<usize> = (0..types.len()).filter(|at| before[*at] == 0).collect();
    let mut order = Vec::with_capacity(types.len());
    while let Some(at) = queue.pop_front() {
        order.push(at);
        for later in (0..types.len()).filter(|later| precedes(at, *later)) {
            before[later] -= 1;
            if before[later] == 0 {
                queue.push_back(later);
            }
        }
    }
    order
}

/// `Less` for the more general type, `Equal` where there is nothing to choose.
fn generality(left: &Type, right: &Type) -> Ordering {
    match (left, right) {
        (Type::Any, Type::Any) => Ordering::Equal,
        (Type::Any, _) => Ordering::Greater,
        (_, Type::Any) => Ordering::Less,
        (Type::String, Type::Bool | Type::Number) => Ordering::Less,
        (Type::Bool | Type::Number, Type::String) => Ordering::Greater,
        (Type::List(left), Type::List(right))
        | (Type::Set(left), Type::Set(right))
        | (Type::Map(left), Type::Map(right)) => generality(left, right),
        (Type::List(_), Type::Set(_) | Type::Tuple(_))
        | (Type::Tuple(_), Type::Set(_))
        | (Type::Map(_), Type::Object(_)) => Ordering::Less,
        (Type::Set(_), Type::List(_) | Type::Tuple(_))
        | (Type::Tuple(_), Type::List(_))
        | (Type::Object(_), Type::Map(_)) => Ordering::Greater,
        (Type::Object(left), Type::Object(right)) if left.keys().eq(right.keys()) => {
            let pairs = left.values().zip(right.values());
            of_all(pairs.map(|(left, right)| generality(&left.type_, &right.type_)))
        }
        (Type::Tuple(left), Type::Tuple(right)) if left.len() == right.len() => {
            of_all(left.iter().zip(right.iter()).map(|(left, right)| generality(left, right)))
        }
        _ => Ordering::Equal,
    }
}

/// More general in one part and less in another is neither.
fn of_all(parts: impl Iterator<Item = Ordering>) -> Ordering {
    let mut parts = parts.filter(|part| part.is_ne());
    let first = parts.next().unwrap_or(Ordering::Equal);
    if parts.all(|part| part == first) { first } else { Ordering::Equal }
}
