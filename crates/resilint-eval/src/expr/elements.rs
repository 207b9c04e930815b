//! What there is in a collection to go through.

use std::sync::Arc;

use crate::value::{Data, Open, Type, Value};

/// What there is to go through.
pub(crate) enum Elements {
    /// Keys and values, in order.
    Known(Vec<(Value, Value)>),
    /// Nobody knows.
    Unknown(Value),
    /// It is no collection.
    None,
}

/// The keys and elements of a collection. Its sources go to its elements; how sensitive it is, is said of the whole that is made of them.
pub(crate) fn elements_of(collection: &Value) -> Elements {
    let unknown = || {
        let reason = collection.why();
        Elements::Unknown(Value::unknown(Type::Any, reason).with_marks(&collection.deep_marks()))
    };
    match elements_of_typed(collection) {
        // In which order, nobody knows; where the type is settled, Terraform goes by what it knows so far.
        Elements::Known(_) if collection.is_untyped() && is_unordered(collection) => unknown(),
        Elements::Known(elements) if collection.is_undecided() => {
            let untyped = |(key, value): (Value, Value)| (key, value.untyped_as(collection));
            Elements::Known(elements.into_iter().map(untyped).collect())
        }
        Elements::None if collection.is_untyped() => unknown(),
        elements => elements,
    }
}

/// The same, with each element as sensitive as the collection: where no whole is made of them.
pub(crate) fn marked_elements_of(collection: &Value) -> Elements {
    let marks = collection.marks.without_sources();
    match elements_of(collection) {
        Elements::Known(elements) => {
            let marked = |(key, value): (Value, Value)| (key, value.with_marks(&marks));
            Elements::Known(elements.into_iter().map(marked).collect())
        }
        other => other,
    }
}

fn elements_of_typed(collection: &Value) -> Elements {
    let marks = &collection.marks.only_sources();
    match &collection.data {
        Data::List(_, elements) | Data::Tuple(elements) => {
            let pair = |(index, value): (usize, &Value)| {
                (
                    Value::number(u64::try_from(index).unwrap_or(u64::MAX)),
                    value.clone().with_marks(marks),
                )
            };
            Elements::Known(elements.iter().enumerate().map(pair).collect())
        }
        // Two unknown elements of a set may turn out to be one; Terraform counts them all the same.
        Data::Set(_, elements) => Elements::Known(
            elements.iter().map(|value| (value.clone(), value.clone().with_marks(marks))).collect(),
        ),
        Data::Map(_, entries) | Data::Object(entries) => {
            let pair = |(name, value): (&Arc<str>, &Value)| {
                (Value::string(Arc::clone(name)), value.clone().with_marks(marks))
            };
            Elements::Known(entries.iter().map(pair).collect())
        }
        Data::Unknown(unknown) if unknown.type_.is_primitive() => Elements::None,
        Data::Unknown(_) => Elements::Unknown(collection.clone()),
        _ => Elements::None,
    }
}

/// An element of a collection of which nobody knows the elements.
pub(super) fn symbolic_element(collection: &Value) -> Value {
    let reason = collection.why();
    let type_ = collection.type_of().element().cloned().unwrap_or(Type::Any);
    Value::unknown(type_, reason).with_marks(&collection.marks.weakened())
}

/// Whether the elements may come in another order once all are known.
pub(super) fn is_unordered(collection: &Value) -> bool {
    matches!(collection.data, Data::Set(..)) && !collection.is_wholly_known()
}

/// Whether the order of what is made of each element is open.
pub(super) fn order_of(collection: &Value) -> Open {
    let is_open = is_unordered(collection) || collection.open >= Open::Order;
    if is_open { Open::Order } else { Open::Nothing }
}
