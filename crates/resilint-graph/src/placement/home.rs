//! Where an instance is at home.

use std::sync::Arc;

use resilint_eval::PathStep;

/// Where an instance is at home.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Home {
    /// In a region, or a multi-region.
    Region {
        /// Its name, as the provider spells it.
        name: Arc<str>,
        /// The attribute that tells it; `provider` for the provider configuration.
        at: Vec<PathStep>,
        /// The node that attribute belongs to, when it is another one.
        of: Option<usize>,
    },
    /// In no region: a global service.
    Global,
    /// Undecided.
    Unknown {
        /// Why.
        reason: Arc<str>,
        /// The attribute that would tell it.
        at: Vec<PathStep>,
    },
    /// Regions mean nothing for it.
    #[default]
    Nowhere,
}

impl Home {
    /// The region's name, when it is known.
    pub(crate) fn name(&self) -> Option<&Arc<str>> {
        match self {
            Self::Region { name, .. } => Some(name),
            _ => None,
        }
    }
}
