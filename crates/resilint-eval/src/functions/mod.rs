//! Terraform's functions.

mod call;
mod cidr;
mod collection;
mod context;
mod conversion;
mod csv;
mod date;
mod elementary;
mod encoding;
mod error;
mod file;
mod format;
mod format_number;
mod glob;
mod hash;
mod json;
mod kinds;
mod lookup;
mod merge;
mod number;
mod path;
mod pattern;
mod registry;
mod result_type;
mod sequence;
mod set;
mod signature;
mod string;
mod template;
mod yaml;

pub(crate) use call::runs_ahead;
pub use call::{call, function_exists};
pub use context::{FileError, FunctionContext, NoFiles, Template};
pub use error::FunctionError;
pub(crate) use json::{from_json_text, write_string as write_json_string};
pub use json::{read_partly_known_json, to_json_text};
