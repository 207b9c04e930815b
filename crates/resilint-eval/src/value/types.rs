//! Types of values, as Terraform's type system has them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Value;

/// The type of a value or a type constraint.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// `any`, or the type of something not known yet.
    Any,
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    String,
    /// `list(T)`
    List(Arc<Type>),
    /// `set(T)`
    Set(Arc<Type>),
    /// `map(T)`
    Map(Arc<Type>),
    /// `tuple([T, U])`
    Tuple(Arc<[Type]>),
    /// `object({ a = T, b = optional(U, default) })`
    Object(Arc<BTreeMap<Arc<str>, ObjectAttribute>>),
}

/// One attribute of an object type.
#[derive(Debug, Clone)]
pub struct ObjectAttribute {
    /// The attribute's type.
    pub type_: Type,
    /// Whether it was declared with `optional(…)`. Types of values never have optional attributes.
    pub optional: bool,
    /// The default in `optional(T, default)`.
    pub default: Option<Value>,
}

impl PartialEq for ObjectAttribute {
    fn eq(&self, other: &Self) -> bool {
        self.type_ == other.type_ && self.optional == other.optional
    }
}

impl Eq for ObjectAttribute {}

impl std::hash::Hash for ObjectAttribute {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.type_.hash(state);
        self.optional.hash(state);
    }
}
