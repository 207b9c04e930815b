//! Steps into values.

use std::sync::Arc;

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathStep {
    /// An attribute, a map key or a block type.
    Name(Arc<str>),
    /// An element.
    Index(usize),
}
