//! Unknown values: what is known about them, and why the rest is not.

use std::fmt;
use std::sync::Arc;

use resilint_config::Address;

use super::{Type, Value};
use crate::number::Number;

/// A value that static analysis cannot decide. It is never guessed and never dropped.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unknown {
    /// Its type, [`Type::Any`] when that is unknown too.
    pub type_: Type,
    /// What is known about it all the same.
    pub refinement: Refinement,
    /// Why it is unknown.
    pub reason: Reason,
}

/// Stands for an unknown part of a text that is known otherwise.
pub const UNKNOWN_PART: char = '\u{fffc}';

/// What is known about an unknown value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Refinement {
    /// It is certainly not null.
    pub not_null: bool,
    /// A string that starts with this.
    pub prefix: Option<Arc<str>>,
    /// A string: its text, with [`UNKNOWN_PART`] for each part of it that is unknown.
    pub parts: Option<Arc<str>>,
    /// A collection with at least this many elements.
    pub min_length: Option<u64>,
    /// A collection with at most this many elements.
    pub max_length: Option<u64>,
    /// A number not below this.
    pub at_least: Option<Number>,
    /// A number not above this.
    pub at_most: Option<Number>,
    /// It is one of these values: the arms of a conditional whose condition is unknown. Never empty; may hold unknown values itself.
    pub one_of: Option<Arc<[Value]>>,
}

/// Why a value is unknown. Each reason names the one thing that would decide it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// An input variable without a default, for which no value is given. Holds its name and the module's path, empty for the root module.
    Variable {
        /// The variable's name.
        name: Arc<str>,
        /// The module that declares it, printed; empty for the root module.
        module: Arc<str>,
    },
    /// An input variable of a library: its default is there for callers that are not. Holds its name.
    Caller(Arc<str>),
    /// An attribute of a managed resource that is known only after apply.
    AfterApply {
        /// The resource instance.
        address: Arc<Address>,
        /// The attribute.
        attribute: Arc<str>,
    },
    /// An attribute of a data source.
    DataSource {
        /// The data source instance.
        address: Arc<Address>,
        /// The attribute.
        attribute: Arc<str>,
    },
    /// A module whose source is not at hand. Holds the source as written.
    MissingModule(Arc<str>),
    /// The expression has a syntax error.
    SyntaxError,
    /// The expression is invalid (reported as a diagnostic where it stands).
    Invalid(Arc<str>),
    /// A function that is not supported here.
    UnsupportedFunction(Arc<str>),
    /// A function that a provider defines.
    ProviderFunction(Arc<str>),
    /// A function whose result depends on when or where it runs, such as `timestamp` or `uuid`.
    Impure(Arc<str>),
    /// A function that waits for the type of an argument that is a plain `null`, which never has one.
    Untyped(Arc<str>),
    /// What `try` gives while something it is given is known only after apply.
    Tried,
    /// A function whose result is infinite.
    Infinite(Arc<str>),
    /// A file that cannot be read, or lies outside the workspace.
    File(Arc<str>),
    /// Something only the environment of a run knows: a workspace name, a default region, credentials.
    Environment(Arc<str>),
    /// `count` or `for_each` is unknown, so are the keys of its instances.
    Expansion,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable { name, module } if module.is_empty() => {
                write!(f, "variable `{name}` has no value")
            }
            Self::Variable { name, module } => {
                write!(f, "variable `{name}` of `{module}` has no value")
            }
            Self::Caller(name) => {
                write!(f, "variable `{name}` is set by callers of this module, and none is here")
            }
            Self::AfterApply { address, attribute } => {
                write!(f, "`{address}.{attribute}` is known only after apply")
            }
            Self::DataSource { address, attribute } => {
                write!(f, "`{address}.{attribute}` is read by a data source")
            }
            Self::MissingModule(source) => {
                write!(f, "the module `{source}` is not in the workspace")
            }
            Self::SyntaxError => f.write_str("the expression has a syntax error"),
            Self::Invalid(what) => write!(f, "the expression is invalid: {what}"),
            Self::UnsupportedFunction(name) => write!(f, "the function `{name}` is not supported"),
            Self::ProviderFunction(name) => write!(f, "`{name}` is defined by a provider"),
            Self::Impure(name) => write!(f, "`{name}` differs from run to run"),
            Self::Tried => f.write_str("`try` waits for what is known only after apply"),
            Self::Untyped(name) => write!(f, "`{name}` gives nothing for a plain `null`"),
            Self::Infinite(name) => write!(f, "`{name}` gives an infinite number"),
            Self::File(path) => write!(f, "the file `{path}` cannot be read"),
            Self::Environment(what) => write!(f, "{what} is known only where Terraform runs"),
            Self::Expansion => f.write_str("the number of instances is unknown"),
        }
    }
}
