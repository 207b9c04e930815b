//! Numbers as Terraform has them: exact where Terraform's are.

mod float;
mod value;

pub use value::Number;
