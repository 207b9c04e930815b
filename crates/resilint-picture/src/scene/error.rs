//! What can be wrong with what is asked for.

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureError {
    /// There is no resource with the address in focus.
    NoSuchResource(String),
}

impl std::fmt::Display for PictureError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSuchResource(address) => write!(f, "there is no resource `{address}`"),
        }
    }
}

impl std::error::Error for PictureError {}
