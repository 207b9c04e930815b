//! The types that expressions are generated for.

use fastrand::Rng;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    String,
    Number,
    Bool,
    Any,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Object(Vec<(&'static str, Type)>),
}

/// Names of attributes and keys: few, so that they meet.
pub(crate) const NAMES: [&str; 4] = ["a", "b", "c", "d"];

impl Type {
    pub(crate) fn random(random: &mut Rng, depth: usize) -> Self {
        let simple = [Self::String, Self::Number, Self::Bool];
        let inner = |random: &mut Rng| Box::new(Self::random(random, depth - 1));
        match random.u8(..if depth == 0 { 6 } else { 12 }) {
            0..3 => Self::String,
            kind @ 3..6 => simple[usize::from(kind) - 3].clone(),
            6 | 7 => Self::List(inner(random)),
            8 => Self::Set(inner(random)),
            9 => Self::Map(inner(random)),
            _ => {
                let attributes = NAMES.iter().take(random.usize(1..4));
                Self::Object(
                    attributes.map(|name| (*name, Self::random(random, depth - 1))).collect(),
                )
            }
        }
    }

    /// The type that a code in a template means, where `T` is the type in question.
    pub(crate) fn of_code(code: &str, wanted: &Self, random: &mut Rng) -> Self {
        let inner = |random: &mut Rng| {
            Box::new(Self::of_code(code.get(1..).unwrap_or_default(), wanted, random))
        };
        match code.chars().next() {
            Some('s') => Self::String,
            Some('n') => Self::Number,
            Some('b') => Self::Bool,
            Some('L') => Self::List(inner(random)),
            Some('S') => Self::Set(inner(random)),
            Some('M') => Self::Map(inner(random)),
            Some('T') => wanted.clone(),
            Some('O') => Self::Object(vec![
                ("a", Self::String),
                ("b", Self::Number),
                ("c", Self::List(Box::new(Self::String))),
            ]),
            _ => Self::random(random, 1),
        }
    }

    /// As a constraint of a variable. Attributes may be optional, with a default of the right kind.
    pub(crate) fn constraint(&self, random: &mut Rng) -> String {
        match self {
            Self::String => "string".to_owned(),
            Self::Number => "number".to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Any => "any".to_owned(),
            Self::List(inner) => format!("list({})", inner.constraint(random)),
            Self::Set(inner) => format!("set({})", inner.constraint(random)),
            Self::Map(inner) => format!("map({})", inner.constraint(random)),
            Self::Object(attributes) => {
                let attributes = attributes.iter().map(|(name, inner)| {
                    let inside = inner.constraint(random);
                    match random.u8(..5) {
                        0 => format!("{name} = optional({inside})"),
                        1 => format!("{name} = optional({inside}, {})", inner.plain(random)),
                        _ => format!("{name} = {inside}"),
                    }
                });
                format!("object({{ {} }})", attributes.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// A value without references.
    pub(crate) fn plain(&self, random: &mut Rng) -> String {
        match self {
            Self::String | Self::Any => {
                let texts =
                    ["\"\"", "\"a\"", "\"b-2\"", "\"12\"", "\"true\"", "\"Ünï\"", "\"a,b\""];
                texts[random.usize(..texts.len())].to_owned()
            }
            Self::Number => {
                let numbers = ["0", "1", "2", "3", "-1", "2.5", "1e3", "0.1"];
                numbers[random.usize(..numbers.len())].to_owned()
            }
            Self::Bool => if random.bool() { "true" } else { "false" }.to_owned(),
            Self::List(inner) | Self::Set(inner) => {
                let elements = (0..random.usize(..7) % 4).map(|_| inner.plain(random));
                format!("[{}]", elements.collect::<Vec<_>>().join(", "))
            }
            Self::Map(inner) => {
                let keys = NAMES.iter().take(random.usize(..7) % 4);
                let entries = keys.map(|key| format!("{key} = {}", inner.plain(random)));
                format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
            Self::Object(attributes) => {
                let entries = attributes
                    .iter()
                    .map(|(name, inner)| format!("{name} = {}", inner.plain(random)));
                format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }
}
