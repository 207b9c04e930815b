//! What types are called in messages, and as type constraints.

use std::fmt;
use std::sync::Arc;

use super::{ObjectAttribute, Type};

impl Type {
    /// A list of this type.
    #[must_use]
    pub fn list(self) -> Self {
        Self::List(Arc::new(self))
    }

    /// A set of this type.
    #[must_use]
    pub fn set(self) -> Self {
        Self::Set(Arc::new(self))
    }

    /// A map of this type.
    #[must_use]
    pub fn map(self) -> Self {
        Self::Map(Arc::new(self))
    }

    /// An object type without optional attributes.
    #[must_use]
    pub fn object(attributes: impl IntoIterator<Item = (Arc<str>, Self)>) -> Self {
        let required =
            |(name, type_)| (name, ObjectAttribute { type_, optional: false, default: None });
        Self::Object(Arc::new(attributes.into_iter().map(required).collect()))
    }

    /// Whether it is a string, number or bool.
    #[must_use]
    pub fn is_primitive(&self) -> bool {
        matches!(self, Self::Bool | Self::Number | Self::String)
    }

    /// The element type of a list, set or map.
    #[must_use]
    pub fn element(&self) -> Option<&Self> {
        match self {
            Self::List(element) | Self::Set(element) | Self::Map(element) => Some(element),
            _ => None,
        }
    }

    /// Whether any part of it is [`Type::Any`].
    #[must_use]
    pub fn contains_any(&self) -> bool {
        match self {
            Self::Any => true,
            Self::Bool | Self::Number | Self::String => false,
            Self::List(element) | Self::Set(element) | Self::Map(element) => element.contains_any(),
            Self::Tuple(elements) => elements.iter().any(Self::contains_any),
            Self::Object(attributes) => {
                attributes.values().any(|attribute| attribute.type_.contains_any())
            }
        }
    }

    /// Without optional attributes and defaults: what a value of the type has.
    #[must_use]
    pub fn without_optional(&self) -> Self {
        match self {
            Self::List(element) => element.without_optional().list(),
            Self::Set(element) => element.without_optional().set(),
            Self::Map(element) => element.without_optional().map(),
            Self::Tuple(elements) => {
                Self::Tuple(elements.iter().map(Self::without_optional).collect())
            }
            Self::Object(attributes) => {
                Self::object(attributes.iter().map(|(name, attribute)| {
                    (Arc::clone(name), attribute.type_.without_optional())
                }))
            }
            _ => self.clone(),
        }
    }

    /// What messages call it: `list of string`, `object`, `tuple`.
    #[must_use]
    pub fn friendly_name(&self) -> String {
        self.friendly("dynamic")
    }

    /// What messages call it where it is asked for: `any` stands for any single type.
    #[must_use]
    pub fn friendly_constraint(&self) -> String {
        self.friendly("any type")
    }

    fn friendly(&self, any: &str) -> String {
        let of = |kind: &str, element: &Self| match element {
            Self::Any if any == "any type" => format!("{kind} of any single type"),
            _ => format!("{kind} of {}", element.friendly(any)),
        };
        match self {
            Self::Any => any.to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Number => "number".to_owned(),
            Self::String => "string".to_owned(),
            Self::List(element) => of("list", element),
            Self::Set(element) => of("set", element),
            Self::Map(element) => of("map", element),
            Self::Tuple(_) => "tuple".to_owned(),
            Self::Object(_) => "object".to_owned(),
        }
    }
}

/// As a type constraint is written: `list(string)`, `object({a=number})`.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Bool => f.write_str("bool"),
            Self::Number => f.write_str("number"),
            Self::String => f.write_str("string"),
            Self::List(element) => write!(f, "list({element})"),
            Self::Set(element) => write!(f, "set({element})"),
            Self::Map(element) => write!(f, "map({element})"),
            Self::Tuple(elements) => {
                let elements: Vec<String> = elements.iter().map(Self::to_string).collect();
                write!(f, "tuple([{}])", elements.join(", "))
            }
            Self::Object(attributes) => {
                let show =
                    |(name, attribute): (&Arc<str>, &ObjectAttribute)| match attribute.optional {
                        true => format!("{name}=optional({})", attribute.type_),
                        false => format!("{name}={}", attribute.type_),
                    };
                let attributes: Vec<String> = attributes.iter().map(show).collect();
                write!(f, "object({{{}}})", attributes.join(", "))
            }
        }
    }
}
