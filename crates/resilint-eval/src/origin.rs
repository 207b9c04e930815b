//! Where values come from: every value carries the chain of places that decided it.

/// The place that decided a value: an entry of [`crate::Origins`]. `OriginId::NONE` for values that nothing in the text decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginId(pub(crate) u32);

impl OriginId {
    /// No place: computed by us, or not tracked.
    pub const NONE: Self = Self(0);
}
