//! What travels with a value through every operation: sensitivity, and the resources it was taken from.

use std::cmp::Ordering;
use std::sync::Arc;

use resilint_config::{Address, Mode};

use super::Reason;

/// Whether an edge certainly exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// It does.
    Certain,
    /// It may: the instance key or the chosen arm is unknown.
    May,
}

/// A resource instance whose attribute went into a value. This is how edges of the resource graph are found: through locals, modules and functions alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Source {
    /// The instance; its key is `Any` when the reference's index is unknown.
    pub address: Arc<Address>,
    /// The attribute read, as a dotted path without instance key: `arn`, `endpoint.0.address`. Empty for the whole object.
    pub attribute: Arc<str>,
    /// Whether the value certainly comes from there.
    pub certainty: Certainty,
}

impl Source {
    /// Why a value that comes from there is unknown.
    pub(crate) fn reason(&self) -> Reason {
        let (address, attribute) = (Arc::clone(&self.address), Arc::clone(&self.attribute));
        match address.resource.mode {
            Mode::Managed => Reason::AfterApply { address, attribute },
            Mode::Data | Mode::Ephemeral => Reason::DataSource { address, attribute },
            Mode::Module => Reason::MissingModule(Arc::clone(&address.resource.type_name)),
        }
    }
}

impl Ord for Source {
    fn cmp(&self, other: &Self) -> Ordering {
        let addresses = || {
            if Arc::ptr_eq(&self.address, &other.address) {
                return Ordering::Equal;
            }
            self.address.cmp(&other.address)
        };
        let attributes = || self.attribute.cmp(&other.attribute);
        addresses().then_with(attributes).then_with(|| self.certainty.cmp(&other.certainty))
    }
}

impl PartialOrd for Source {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Uncertain sources are told apart by attribute up to this number.
const MAX_FINE_SOURCES: usize = 48;
/// And by the first name of the attribute up to this one.
const MAX_SOURCES: usize = 256;

/// Whether a value must not be shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Sensitivity {
    #[default]
    No,
    /// It was sensitive, but Terraform forgets that while a part of it is unknown.
    Forgotten,
    Yes,
}

/// Marks of one value. Empty for most values, and then free of cost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Marks(Option<Arc<MarkSet>>);

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct MarkSet {
    sensitive: Sensitivity,
    ephemeral: bool,
    /// Sorted, without duplicates.
    sources: Vec<Source>,
}

impl Marks {
    /// The mark of a sensitive value.
    #[must_use]
    pub fn of_sensitive() -> Self {
        Self(Some(Arc::new(MarkSet { sensitive: Sensitivity::Yes, ..MarkSet::default() })))
    }

    /// The mark of an ephemeral value.
    #[must_use]
    pub fn of_ephemeral() -> Self {
        Self(Some(Arc::new(MarkSet { ephemeral: true, ..MarkSet::default() })))
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
        self.0.as_ref().is_some_and(|set| set.sensitive != Sensitivity::No)
    }

    /// Whether Terraform, too, takes the value for sensitive: it forgets that of what `try` gives while a part is unknown.
    #[must_use]
    pub fn is_sensitive_in_plan(&self) -> bool {
        self.0.as_ref().is_some_and(|set| set.sensitive == Sensitivity::Yes)
    }

    /// The same marks, as they are where Terraform forgets sensitivity.
    #[must_use]
    pub(crate) fn forgotten(&self) -> Self {
        self.only(|set| MarkSet {
            sensitive: set.sensitive.min(Sensitivity::Forgotten),
            ..set.clone()
        })
    }

    /// The marks that Terraform knows of, without sources: what it has forgotten is left out.
    #[must_use]
    pub(crate) fn in_plan(&self) -> Self {
        self.only(|set| MarkSet {
            sensitive: if self.is_sensitive_in_plan() { set.sensitive } else { Sensitivity::No },
            sources: Vec::new(),
            ..*set
        })
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

    /// The same marks with only some of the sources.
    #[must_use]
    pub fn retain_sources(&self, keep: impl Fn(&Source) -> bool) -> Self {
        if self.sources().iter().all(&keep) {
            return self.clone();
        }
        self.only(|set| MarkSet {
            sources: set.sources.iter().filter(|source| keep(source)).cloned().collect(),
            ..*set
        })
    }

    /// The same marks with every source changed.
    #[must_use]
    pub fn map_sources(&self, change: impl Fn(&Source) -> Source) -> Self {
        match &self.0 {
            Some(set) if !set.sources.is_empty() => {
                let sources: Vec<Source> = set.sources.iter().map(change).collect();
                Self(Some(Arc::new(MarkSet { sources: tidy(sources), ..**set })))
            }
            _ => self.clone(),
        }
    }

    /// The same marks with every source uncertain: the value may be used, or another one.
    #[must_use]
    pub fn weakened(&self) -> Self {
        match &self.0 {
            Some(set)
                if set.sources.iter().any(|source| source.certainty == Certainty::Certain) =>
            {
                let weaken =
                    |source: &Source| Source { certainty: Certainty::May, ..source.clone() };
                let sources: Vec<Source> = set.sources.iter().map(weaken).collect();
                Self(Some(Arc::new(MarkSet { sources: tidy(sources), ..**set })))
            }
            _ => self.clone(),
        }
    }

    /// Only the sources: what remains when `nonsensitive` takes sensitivity away.
    #[must_use]
    pub fn without_sensitivity(&self) -> Self {
        self.only(|set| MarkSet { sensitive: Sensitivity::No, ..set.clone() })
    }

    /// Sensitivity and ephemerality, without sources.
    #[must_use]
    pub fn without_sources(&self) -> Self {
        self.only(|set| MarkSet { sources: Vec::new(), ..*set })
    }

    /// The sources, without sensitivity and ephemerality.
    #[must_use]
    pub fn only_sources(&self) -> Self {
        self.only(|set| MarkSet { sources: set.sources.clone(), ..MarkSet::default() })
    }

    fn only(&self, keep: impl Fn(&MarkSet) -> MarkSet) -> Self {
        let kept = self.0.as_deref().map(keep).filter(|set| *set != MarkSet::default());
        Self(kept.map(Arc::new))
    }

    /// Marks of a value made of two.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (None, _) => other.clone(),
            (_, None) => self.clone(),
            (Some(left), Some(right)) if Arc::ptr_eq(left, right) || left == right => self.clone(),
            (Some(left), Some(right)) if right.is_part_of(left) => self.clone(),
            (Some(left), Some(right)) if left.is_part_of(right) => other.clone(),
            (Some(left), Some(right)) => {
                let sources = left.sources.iter().chain(&right.sources).cloned().collect();
                let sensitive = left.sensitive.max(right.sensitive);
                let ephemeral = left.ephemeral || right.ephemeral;
                Self(Some(Arc::new(MarkSet { sensitive, ephemeral, sources: tidy(sources) })))
            }
        }
    }

    /// Marks of a value made of many.
    #[must_use]
    pub(crate) fn union_all<'m>(all: impl Iterator<Item = &'m Self>) -> Self {
        let mut sets: Vec<&Arc<MarkSet>> = all.filter_map(|marks| marks.0.as_ref()).collect();
        sets.sort_unstable_by_key(|set| Arc::as_ptr(set) as usize);
        sets.dedup_by(|left, right| Arc::ptr_eq(left, right));
        match sets.as_slice() {
            [] => Self(None),
            [only] => Self(Some(Arc::clone(only))),
            _ => Self(Some(Arc::new(MarkSet {
                sensitive: sets.iter().map(|set| set.sensitive).max().unwrap_or_default(),
                ephemeral: sets.iter().any(|set| set.ephemeral),
                sources: tidy(sets.iter().flat_map(|set| &set.sources).cloned().collect()),
            }))),
        }
    }
}

impl MarkSet {
    fn is_part_of(&self, other: &Self) -> bool {
        self.sensitive <= other.sensitive
            && (!self.ephemeral || other.ephemeral)
            && self.sources.len() <= other.sources.len()
            && self.sources.iter().all(|source| other.sources.binary_search(source).is_ok())
    }
}

/// Sorted and without duplicates. Where there are very many, uncertain ones lose the attribute, but never the instance.
fn tidy(mut sources: Vec<Source>) -> Vec<Source> {
    sources.sort_unstable();
    sources.dedup();
    for (limit, whole) in [(MAX_FINE_SOURCES, false), (MAX_SOURCES, true)] {
        if sources.len() > limit {
            for source in sources.iter_mut().filter(|source| source.certainty == Certainty::May) {
                let first = source.attribute.split('.').next().unwrap_or_default();
                let kept = if whole { "" } else { first };
                if kept.len() != source.attribute.len() {
                    source.attribute = Arc::from(kept);
                }
            }
            sources.sort_unstable();
            sources.dedup();
        }
    }
    sources
}
