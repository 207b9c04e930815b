//! Edges of the resource graph.

use std::sync::Arc;

use resilint_eval::PathStep;

use crate::catalog::EdgeKind;

/// An edge between two instances.
#[derive(Debug, Clone)]
pub(crate) struct Edge {
    /// What it means.
    pub(crate) kind: EdgeKind,
    /// The attribute that makes it.
    pub(crate) at: Vec<PathStep>,
    /// The instance that attribute belongs to: the source, or one of its satellites.
    pub(crate) of: usize,
    /// Whether it certainly exists.
    pub(crate) certain: bool,
    /// For copies of data: what sort of copy, and how far behind it is.
    pub(crate) replica: Option<(Arc<str>, Option<u64>)>,
}
