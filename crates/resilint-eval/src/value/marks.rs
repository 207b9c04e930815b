//! What travels with a value through every operation: sensitivity, and the resources it was taken from.

use std::sync::Arc;

use resilint_config::Address;

/// Whether an edge certainly exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// It does.
    Certain,
    /// It may: the instance key or the chosen arm is unknown.
    May,
}

/// A resource instance whose attribute went into a value. This is how edges of the resource graph are found: through locals, modules and functions alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// The instance; its key is `Any` when the reference's index is unknown.
    pub address: Arc<Address>,
    /// The attribute read, as a dotted path without instance key: `arn`, `endpoint.0.address`. Empty for the whole object.
    pub attribute: Arc<str>,
    /// Whether the value certainly comes from there.
    pub certainty: Certainty,
}

/// Marks of one value. Empty for most values, and then free of cost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Marks(Option<Arc<MarkSet>>);

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct MarkSet {
    sensitive: bool,
    ephemeral: bool,
    /// Sorted, without duplicates.
    sources: Vec<Source>,
}

impl Marks {
    /// The mark of a sensitive value.
    #[must_use]
    pub fn of_sensitive() -> Self {
        Self(Some(Arc::new(MarkSet { sensitive: true, ..MarkSet::default() })))
    }

    /// The mark of a value taken from a resource.
    #[must_use]
    pub fn of_source(source: Source) -> Self {
        Self(Some(Arc::new(MarkSet { sources: vec![source], ..MarkSet::default() })))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether the value must not be shown.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        self.0.as_ref().is_some_and(|set| set.sensitive)
    }

    /// Whether the value is ephemeral.
    #[must_use]
    pub fn is_ephemeral(&self) -> bool {
        self.0.as_ref().is_some_and(|set| set.ephemeral)
    }

    /// The resources the value was taken from, sorted.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        self.0.as_ref().map_or(&[], |set| &set.sources)
    }

    /// Marks of a value made of two.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (None, _) => other.clone(),
            (_, None) => self.clone(),
            (Some(left), Some(right)) if Arc::ptr_eq(left, right) || left == right => self.clone(),
            (Some(left), Some(right)) => {
                let mut sources: Vec<Source> =
                    left.sources.iter().chain(&right.sources).cloned().collect();
                sources.sort_unstable();
                sources.dedup();
                let sensitive = left.sensitive || right.sensitive;
                let ephemeral = left.ephemeral || right.ephemeral;
                Self(Some(Arc::new(MarkSet { sensitive, ephemeral, sources })))
            }
        }
    }
}
