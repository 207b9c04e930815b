//! Numbers as Terraform has them: exact where Terraform's are.

/// A number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(f64);

impl Number {
    /// From a floating point number, unless it is not finite.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        value.is_finite().then_some(Self(value))
    }

    /// The nearest floating point number.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.0
    }
}
