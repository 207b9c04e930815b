//! The only place that knows an expression: a module tree, or a plan, becomes resource instances. Unknown is a value, and every value knows where it came from.

mod convert;
mod data;
mod evaluate;
mod expand;
mod expr;
mod functions;
mod input;
mod instance;
mod meaning;
mod number;
mod operators;
mod origin;
mod path;
mod plan;
mod scope;
mod value;

pub use convert::{ConvertError, apply_defaults, convert, convert_to_constraint, unify};
pub use data::lists_zones;
pub use evaluate::{Evaluation, evaluate};
pub use functions::{
    FileError, FunctionContext, FunctionError, NoFiles, Template, call, function_exists,
    read_partly_known_json, to_json_text,
};
pub use input::{InputArgument, Inputs};
pub use instance::{Instance, Multiplicity, ProviderConfiguration, Reference};
pub use meaning::{Meaning, MeaningKind, Referred, Traced, meanings};
pub use number::Number;
pub use operators::{
    OperatorError, attribute, binary, conditional, equals, index, join_template, unary,
};
pub use origin::{OriginId, OriginStep, Origins};
pub use path::PathStep;
pub use plan::{Plan, read_plan};
pub use value::{
    Certainty, Data, Marks, ObjectAttribute, Open, Reason, Refinement, Source, Type, UNKNOWN_PART,
    Unknown, Value,
};
