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
    /// Whether it is told by what a network lets through, not by what is written.
    pub(crate) assumed: bool,
    /// For copies of data: what sort of copy, and how far behind it is.
    pub(crate) replica: Option<(Arc<str>, Option<u64>)>,
}

impl Edge {
    /// An edge that an attribute makes.
    pub(crate) fn new(kind: EdgeKind, at: Vec<PathStep>, of: usize, certain: bool) -> Self {
        Self { kind, at, of, certain, assumed: false, replica: None }
    }
}
