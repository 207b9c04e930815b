//! How values are read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Data, Marks, ObjectAttribute, Open, Reason, Source, Type, Unknown, Value};
use crate::number::Number;

impl Value {
    /// Its type. Elements of unknown type make it partly [`Type::Any`].
    #[must_use]
    pub fn type_of(&self) -> Type {
        if self.is_untyped() {
            return Type::Any;
        }
        match &self.data {
            Data::Null(type_) => type_.clone(),
            Data::Bool(_) => Type::Bool,
            Data::Number(_) => Type::Number,
            Data::String(_) => Type::String,
            Data::List(element, _) => Type::List(Arc::new(element.clone())),
            Data::Set(element, _) => Type::Set(Arc::new(element.clone())),
            Data::Map(element, _) => Type::Map(Arc::new(element.clone())),
            Data::Tuple(elements) => Type::Tuple(elements.iter().map(Self::type_of).collect()),
            Data::Object(attributes) => {
                let of = |value: &Self| ObjectAttribute {
                    type_: value.type_of(),
                    optional: false,
                    default: None,
                };
                Type::Object(Arc::new(
                    attributes.iter().map(|(name, value)| (Arc::clone(name), of(value))).collect(),
                ))
            }
            Data::Unknown(unknown) => unknown.type_.clone(),
        }
    }

    /// Whether it is a number that Terraform knows, though there is no such number here.
    #[must_use]
    pub(crate) fn is_infinite(&self) -> bool {
        matches!(self.reason(), Some(Reason::Infinite(_)))
    }

    /// Whether even its type is unknown, or open; a plain `null` has none either.
    #[must_use]
    pub(crate) fn has_no_type(&self) -> bool {
        match &self.data {
            Data::Null(type_) => *type_ == Type::Any || self.is_untyped(),
            Data::Unknown(unknown) => unknown.type_ == Type::Any || self.is_untyped(),
            _ => self.is_untyped(),
        }
    }

    /// How many elements a tuple has, known or not: its type tells.
    #[must_use]
    pub(crate) fn tuple_length(&self) -> Option<usize> {
        match &self.data {
            Data::Tuple(elements) => Some(elements.len()),
            Data::Unknown(unknown) => match &unknown.type_ {
                Type::Tuple(elements) => Some(elements.len()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether it is a text of which parts are unknown, and which is no `null`: a template, a format.
    #[must_use]
    pub(crate) fn is_text_in_parts(&self) -> bool {
        self.as_unknown().is_some_and(|unknown| unknown.refinement.parts.is_some())
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null(_))
    }

    /// Whether it is unknown itself. Elements may be unknown all the same.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self.data, Data::Unknown(_))
    }

    /// What is known about it, if it is unknown itself.
    #[must_use]
    pub fn as_unknown(&self) -> Option<&Unknown> {
        match &self.data {
            Data::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    /// Whether it is known for certain not to be `null`.
    #[must_use]
    pub fn is_certainly_not_null(&self) -> bool {
        match &self.data {
            Data::Null(_) => false,
            Data::Unknown(unknown) => unknown.refinement.not_null,
            _ => true,
        }
    }

    /// Whether nothing inside it is unknown.
    #[must_use]
    pub fn is_wholly_known(&self) -> bool {
        self.reason().is_none()
    }

    /// Why it, or the first unknown thing inside it, is unknown.
    #[must_use]
    pub fn reason(&self) -> Option<&Reason> {
        if let Data::Unknown(unknown) = &self.data {
            return Some(&unknown.reason);
        }
        self.children().find_map(Self::reason)
    }

    /// Why it is not decided, though it may be known: as [`Value::reason`], or the attribute that it was made of.
    #[must_use]
    pub(crate) fn cause(&self) -> Option<Reason> {
        self.reason().cloned().or_else(|| self.marks.sources().first().map(Source::reason))
    }

    /// The same; where nothing else is known, it is how often something is repeated, or that `try` waits.
    #[must_use]
    pub(crate) fn why(&self) -> Reason {
        Self::why_of(&[self])
    }

    /// Why what is made of several values is not decided. What is unknown among them goes before what is only open.
    pub(crate) fn why_of(values: &[&Self]) -> Reason {
        let unknown = values.iter().find_map(|value| value.reason()).cloned();
        let sources = || values.iter().find_map(|value| value.marks.sources().first());
        let cause = unknown.or_else(|| sources().map(Source::reason));
        let is_tried = values.iter().any(|value| value.open == Open::Tried);
        cause.unwrap_or(if is_tried { Reason::Tried } else { Reason::Expansion })
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match &self.data {
            Data::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match &self.data {
            Data::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The number, if it is a natural one that fits.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number().and_then(Number::to_u64)
    }

    /// The number, if it is a whole one that fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number().and_then(Number::to_i64)
    }

    /// The elements of a list, set or tuple.
    #[must_use]
    pub fn elements(&self) -> Option<&[Self]> {
        match &self.data {
            Data::List(_, elements) | Data::Set(_, elements) | Data::Tuple(elements) => {
                Some(elements)
            }
            _ => None,
        }
    }

    /// The elements of a map or the attributes of an object.
    #[must_use]
    pub fn entries(&self) -> Option<&BTreeMap<Arc<str>, Self>> {
        match &self.data {
            Data::Map(_, entries) | Data::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// An element of a map or an attribute of an object.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.entries()?.get(name)
    }

    /// What it may be, if it is unknown and that is known.
    #[must_use]
    pub fn alternatives(&self) -> Option<&[Self]> {
        self.as_unknown().and_then(|unknown| unknown.refinement.one_of.as_deref())
    }

    /// The least and the most elements that an unknown collection has, as far as it is known.
    pub(crate) fn lengths(&self) -> (u64, Option<u64>) {
        let known = self.as_unknown().map(|unknown| &unknown.refinement);
        let least = known.and_then(|known| known.min_length).unwrap_or(0);
        (least, known.and_then(|known| known.max_length))
    }

    /// Everything directly inside: elements, or values of entries, in order.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        let elements = self.elements().unwrap_or_default().iter();
        elements.chain(self.entries().into_iter().flat_map(BTreeMap::values))
    }

    /// Marks of the value and of everything inside.
    #[must_use]
    pub fn deep_marks(&self) -> Marks {
        let mut own = Vec::new();
        let mut uncertain = Vec::new();
        self.collect_marks(&mut own, &mut uncertain);
        let own = Marks::union_all(own.into_iter());
        if uncertain.is_empty() {
            own
        } else {
            own.union(&Marks::union_all(uncertain.into_iter()).weakened())
        }
    }

    /// Marks inside: those of the value's parts, and those of what it may be.
    fn collect_marks<'v>(&'v self, own: &mut Vec<&'v Marks>, uncertain: &mut Vec<&'v Marks>) {
        if !self.marks.is_empty() {
            own.push(&self.marks);
        }
        for child in self.children() {
            child.collect_marks(own, uncertain);
        }
        for arm in self.alternatives().unwrap_or_default() {
            let mut inner = Vec::new();
            arm.collect_marks(&mut inner, uncertain);
            uncertain.append(&mut inner);
        }
    }

    /// Whether the value or anything inside is marked.
    #[must_use]
    pub fn contains_marks(&self) -> bool {
        !self.marks.is_empty()
            || self.children().any(Self::contains_marks)
            || self.alternatives().is_some_and(|arms| arms.iter().any(Self::contains_marks))
    }
}
