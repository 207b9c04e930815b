//! Bytes to trees, never failing.

mod span;

pub use span::{FileId, Span};
