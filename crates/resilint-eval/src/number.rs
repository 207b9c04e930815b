//! Numbers as Terraform has them: exact where Terraform's are.

/// A number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(f64);
