//! The value itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Marks, Type, Unknown};
use crate::number::Number;
use crate::origin::OriginId;

/// A value of Terraform's language. Cheap to clone: collections are shared.
#[derive(Debug, Clone)]
pub struct Value {
    /// What it is.
    pub data: Data,
    /// The place that decided it; see [`crate::Origins`].
    pub origin: OriginId,
    /// Sensitivity and the resources it was taken from.
    pub marks: Marks,
    /// What of it Terraform leaves open, though we may know it.
    pub open: Open,
}

/// What of a value is open for Terraform. Each includes those before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Open {
    /// Nothing: Terraform knows as much as we do.
    #[default]
    Nothing,
    /// In which order the elements come once all are known: they were those of a set.
    Order,
    /// The value, though not its type, nor that it is not null: a function made it of something without a type.
    Present,
    /// The value, though not its type: it comes from something without a type. Nothing can be wrong with what it is.
    Value,
    /// Even the type: `try` over something partly unknown, of which neither an input nor a provider could tell more. Nothing can be wrong with how it is used.
    Tried,
    /// The same, and an input or a provider may settle it before Terraform looks.
    Type,
}

impl Open {
    /// What is open of something made of it that has no type either.
    pub(crate) fn of_type(self) -> Self {
        if self == Self::Tried { self } else { Self::Type }
    }
}

/// The content of a [`Value`].
#[derive(Debug, Clone)]
pub enum Data {
    /// `null` of a type.
    Null(Type),
    /// `true` or `false`.
    Bool(bool),
    /// A number, exact.
    Number(Number),
    /// A string, in Unicode normal form C as in Terraform.
    String(Arc<str>),
    /// A list; all elements are of the given type.
    List(Type, Arc<[Value]>),
    /// A set, in Terraform's order, without duplicates.
    Set(Type, Arc<[Value]>),
    /// A map.
    Map(Type, Arc<BTreeMap<Arc<str>, Value>>),
    /// A tuple, as written with `[…]`.
    Tuple(Arc<[Value]>),
    /// An object, as written with `{…}`.
    Object(Arc<BTreeMap<Arc<str>, Value>>),
    /// Not decidable here.
    Unknown(Arc<Unknown>),
}
