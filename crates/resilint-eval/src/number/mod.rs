//! Numbers as Terraform has them: exact where Terraform's are.

mod float;
pub(crate) mod text;
mod value;

pub use value::Number;
