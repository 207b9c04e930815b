//! The type that several values have in common.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::exists::conversion_exists;
use super::order::most_general_first;
use crate::value::{ObjectAttribute, Type};

/// The type to which values of all these types can be converted, when there is one. `None` for no types at all.
#[must_use]
pub fn unify(types: &[Type]) -> Option<Type> {
    let first = types.first()?;
    if types.iter().all(|type_| type_ == first) {
        return Some(first.clone());
    }
    match shape_of(types) {
        Shape::Collections(kind) => unify_collections(kind, types),
        Shape::MapsAndObjects => unify_mixed(types).or_else(|| preferred(types)),
        Shape::ListsAndTuples => unify_mixed(types).or_else(|| preferred(types)),
        Shape::Objects => unify_objects(types),
        Shape::Tuples => unify_tuples(types),
        Shape::Undecided => Some(Type::Any),
        Shape::Impossible => None,
        Shape::Other => preferred(types),
    }
}

enum Shape {
    Collections(fn(Type) -> Type),
    MapsAndObjects,
    ListsAndTuples,
    Objects,
    Tuples,
    /// A type that is not known among collections of one kind.
    Undecided,
    Impossible,
    Other,
}

fn shape_of(types: &[Type]) -> Shape {
    let count = |wanted: fn(&Type) -> bool| types.iter().filter(|type_| wanted(type_)).count();
    let maps = count(|type_| matches!(type_, Type::Map(_)));
    let lists = count(|type_| matches!(type_, Type::List(_)));
    let sets = count(|type_| matches!(type_, Type::Set(_)));
    let objects = count(|type_| matches!(type_, Type::Object(_)));
    let tuples = count(|type_| matches!(type_, Type::Tuple(_)));
    let any = count(|type_| *type_ == Type::Any);
    let total = types.len();
    let together = |kinds: usize| kinds > 0 && kinds + any == total;
    match () {
        () if any > 0 && [maps, objects, lists, tuples, sets].into_iter().any(together) => {
            Shape::Undecided
        }
        () if together(maps) => Shape::Collections(Type::map),
        () if maps > 0 && together(maps + objects) => Shape::MapsAndObjects,
        () if together(lists) => Shape::Collections(Type::list),
        () if lists > 0 && together(lists + tuples) => Shape::ListsAndTuples,
        () if together(sets) => Shape::Collections(Type::set),
        () if together(objects) => Shape::Objects,
        () if together(tuples) => Shape::Tuples,
        () if objects > 0 && tuples > 0 => Shape::Impossible,
        () => Shape::Other,
    }
}

fn unify_collections(kind: fn(Type) -> Type, types: &[Type]) -> Option<Type> {
    let elements: Vec<Type> = types.iter().filter_map(Type::element).cloned().collect();
    let unified = kind(unify(&elements)?);
    all_convert(types, &unified).then_some(unified)
}

/// Objects among maps count as maps, tuples among lists as lists.
fn unify_mixed(types: &[Type]) -> Option<Type> {
    let is_part = |type_: &Type| matches!(type_, Type::Object(_) | Type::Tuple(_));
    let parts: Vec<Type> = types.iter().filter(|type_| is_part(type_)).cloned().collect();
    let common = match parts.first()? {
        Type::Object(_) => objects_to_map(&parts)?,
        _ => tuples_to_list(&parts)?,
    };
    let collections: Vec<Type> = types
        .iter()
        .map(|type_| if is_part(type_) { common.clone() } else { type_.clone() })
        .collect();
    unify(&collections).filter(|unified| *unified != Type::Any)
}

fn unify_objects(types: &[Type]) -> Option<Type> {
    let attributes: Vec<&BTreeMap<Arc<str>, ObjectAttribute>> = types
        .iter()
        .filter_map(|type_| match type_ {
            Type::Object(attributes) => Some(&**attributes),
            _ => None,
        })
        .collect();
    let first = attributes.first()?;
    if attributes.iter().any(|other| !other.keys().eq(first.keys())) {
        return objects_to_map(types);
    }
    let mut unified = Vec::with_capacity(first.len());
    for name in first.keys() {
        let across: Vec<Type> = attributes
            .iter()
            .filter_map(|each| each.get(name))
            .map(|attribute| attribute.type_.clone())
            .collect();
        unified.push((Arc::clone(name), unify(&across)?));
    }
    let unified = Type::object(unified);
    if all_convert(types, &unified) { Some(unified) } else { objects_to_map(types) }
}

fn unify_tuples(types: &[Type]) -> Option<Type> {
    let elements: Vec<&Arc<[Type]>> = types
        .iter()
        .filter_map(|type_| match type_ {
            Type::Tuple(elements) => Some(elements),
            _ => None,
        })
        .collect();
    let length = elements.first()?.len();
    if elements.iter().any(|other| other.len() != length) {
        return tuples_to_list(types);
    }
    let across = |index: usize| {
        elements.iter().filter_map(|each| each.get(index)).cloned().collect::<Vec<_>>()
    };
    let unified =
        (0..length).map(|index| unify(&across(index))).collect::<Option<Arc<[Type]>>>()?;
    let unified = Type::Tuple(unified);
    if all_convert(types, &unified) { Some(unified) } else { tuples_to_list(types) }
}

fn objects_to_map(types: &[Type]) -> Option<Type> {
    let mut all = Vec::new();
    for type_ in types {
        if let Type::Object(attributes) = type_ {
            all.extend(attributes.values().map(|attribute| attribute.type_.clone()));
        }
    }
    let unified = unify(&all)?.map();
    all_convert(types, &unified).then_some(unified)
}

fn tuples_to_list(types: &[Type]) -> Option<Type> {
    let mut all = Vec::new();
    for type_ in types {
        if let Type::Tuple(elements) = type_ {
            all.extend(elements.iter().cloned());
        }
    }
    let unified = unify(&all)?.list();
    all_convert(types, &unified).then_some(unified)
}

fn all_convert(types: &[Type], to: &Type) -> bool {
    types.iter().all(|type_| conversion_exists(type_, to))
}

/// The most general of the types to which all others convert.
fn preferred(types: &[Type]) -> Option<Type> {
    let order = most_general_first(types);
    order
        .into_iter()
        .filter_map(|at| types.get(at))
        .find(|wanted| all_convert(types, wanted))
        .cloned()
}
