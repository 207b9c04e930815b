//! Which conversions exist between two types, before any value is looked at.

use crate::value::Type;

/// Whether a value of one type may be converted to another.
pub(crate) fn conversion_exists(from: &Type, to: &Type) -> bool {
    if from == to {
        return true;
    }
    let inner = |from: &Type, to: &Type| conversion_exists(from, to);
    match (from, to) {
        (_, Type::Any) | (Type::Any, _) => true,
        (Type::Number | Type::Bool, Type::String) | (Type::String, Type::Number | Type::Bool) => {
            true
        }
        (Type::Object(have), Type::Object(want)) => {
            want.iter().all(|(name, wanted)| match have.get(name) {
                Some(given) => inner(&given.type_, &wanted.type_),
                None => wanted.optional,
            })
        }
        (Type::Tuple(have), Type::Tuple(want)) => {
            have.len() == want.len()
                && have.iter().zip(want.iter()).all(|(from, to)| inner(from, to))
        }
        (Type::List(have) | Type::Set(have), Type::List(want) | Type::Set(want))
        | (Type::Map(have), Type::Map(want)) => inner(have, want),
        // What has no type in common is no list, unless nothing has a type.
        (Type::Tuple(have), Type::List(want) | Type::Set(want)) if **want == Type::Any => {
            have.iter().all(|type_| *type_ == Type::Any)
                || super::unify(have).is_some_and(|common| common != Type::Any)
        }
        (Type::Tuple(have), Type::List(want) | Type::Set(want)) => {
            have.iter().all(|element| inner(element, want))
        }
        (Type::Object(have), Type::Map(want)) if **want == Type::Any => {
            let types: Vec<Type> = have.values().map(|attribute| attribute.type_.clone()).collect();
            types.is_empty() || super::unify(&types).is_some()
        }
        (Type::Object(have), Type::Map(want)) => {
            have.values().all(|attribute| inner(&attribute.type_, want))
        }
        (Type::Map(have), Type::Object(want)) => {
            want.values().all(|wanted| wanted.optional || inner(have, &wanted.type_))
        }
        _ => false,
    }
}
