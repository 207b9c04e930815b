//! The only place that knows an expression: a module tree, or a plan, becomes resource instances. Unknown is a value, and every value knows where it came from.

mod convert;
mod instance;
mod number;
mod operators;
mod origin;
mod value;

pub use convert::{ConvertError, apply_defaults, convert, convert_to_constraint, unify};
pub use instance::{
    Instance, Multiplicity, OriginStep, PathStep, ProviderConfiguration, Reference,
};
pub use number::Number;
pub use operators::{
    BinaryOperator, OperatorError, UnaryOperator, binary, conditional, equals, unary,
};
pub use origin::OriginId;
pub use value::{
    Certainty, Data, Marks, ObjectAttribute, Reason, Refinement, Source, Type, Unknown, Value,
};
