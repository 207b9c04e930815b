//! Resource instances: what a configuration becomes once it is evaluated.

use std::sync::Arc;

use resilint_config::Address;
use resilint_syntax::Span;

use crate::origin::OriginId;
use crate::path::PathStep;
use crate::value::{Certainty, Reason, Source, Value};

/// One instance of a resource, a data source, or a module call seen from outside.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Its address.
    pub address: Arc<Address>,
    /// Its arguments: always an object. A nested block is a tuple of objects under the block's type, one for each block. Meta-arguments are not among them.
    /// Attributes that only the provider would fill in are absent.
    pub attributes: Value,
    /// Every reference to another instance, by the attribute that makes it; sorted, without duplicates.
    pub references: Vec<Reference>,
    /// The provider configuration that manages it.
    pub provider: Arc<ProviderConfiguration>,
    /// How many there are behind this one address.
    pub multiplicity: Multiplicity,
    /// Whether its own `count` makes them: they are alike then.
    pub is_counted: bool,
    /// Why it may be absent, when `count` or `for_each` is undecided.
    pub maybe_absent: Option<Reason>,
    /// Where its own `count` or `for_each` is decided.
    pub repetition: OriginId,
    /// What the `lifecycle` block says, an object: `prevent_destroy`, `create_before_destroy`, `ignore_changes` as a tuple of names.
    pub lifecycle: Value,
    /// The whole block.
    pub span: Span,
    /// The block's header, `resource "aws_db_instance" "main"`: where what is missing is reported.
    pub header: Span,
    /// The module calls that lead here, outermost first: their headers.
    pub calls: Vec<Span>,
    /// Whether the block contains a syntax error: then nothing may be reported as missing from it.
    pub incomplete: bool,
}

/// An edge of the resource graph as the text has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Where in the instance: `["vpc_config", 0, "subnet_ids", 1]`. `["depends_on"]` for explicit dependencies.
    pub path: Vec<PathStep>,
    /// What is referred to.
    pub target: Source,
}

/// How many instances an [`Instance`] stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Multiplicity {
    /// So many; 1 unless `count` is large and the instances are alike.
    Exactly(u64),
    /// Undecided, though not every number may be possible.
    Unknown {
        /// Why it is undecided.
        reason: Reason,
        /// There are so many in any case.
        at_least: u64,
        /// There are not more, when that is certain.
        at_most: Option<u64>,
    },
}

impl Multiplicity {
    /// The least and the most that there are, as far as it is certain; one number, if they are the same.
    pub(crate) fn between(reason: Reason, (at_least, at_most): (u64, Option<u64>)) -> Self {
        if at_most == Some(at_least) {
            return Self::Exactly(at_least);
        }
        Self::Unknown { reason, at_least, at_most }
    }

    /// The least and the most that there are, as far as it is certain.
    pub(crate) fn bounds(&self) -> (u64, Option<u64>) {
        (self.at_least(), self.at_most())
    }

    /// How many there are in any case.
    #[must_use]
    pub fn at_least(&self) -> u64 {
        match self {
            Self::Exactly(count) => *count,
            Self::Unknown { at_least, .. } => *at_least,
        }
    }

    /// How many there are at most, when that is certain.
    #[must_use]
    pub fn at_most(&self) -> Option<u64> {
        match self {
            Self::Exactly(count) => Some(*count),
            Self::Unknown { at_most, .. } => *at_most,
        }
    }

    /// Of so many, each repeated so often.
    pub(crate) fn times(&self, inner: &Self) -> Self {
        let at_least = self.at_least().saturating_mul(inner.at_least());
        match (self, inner) {
            (Self::Exactly(_), Self::Exactly(_)) => Self::Exactly(at_least),
            (Self::Unknown { reason, .. }, _) | (_, Self::Unknown { reason, .. }) => {
                let at_most = self.at_most().zip(inner.at_most());
                let at_most = at_most.map(|(outer, inner)| outer.saturating_mul(inner));
                Self::Unknown { reason: reason.clone(), at_least, at_most }
            }
        }
    }
}

/// A provider configuration, as one instance sees it.
#[derive(Debug, Clone)]
pub struct ProviderConfiguration {
    /// The provider's local type, `aws`.
    pub name: Arc<str>,
    /// The alias of the configuration block, in the module that declares it.
    pub alias: Option<Arc<str>>,
    /// The source address in `required_providers`, `hashicorp/aws`, when given.
    pub source: Option<Arc<str>>,
    /// The version constraint in `required_providers`, as written, when given.
    pub version: Option<Arc<str>>,
    /// The arguments of the `provider` block as an object, nested blocks as in [`Instance::attributes`]; an empty object when there is none.
    pub attributes: Value,
    /// The `provider` block's header, when there is one.
    pub header: Option<Span>,
    /// Why the configuration itself is not known (a provider passed into a module that nobody calls).
    pub unknown: Option<Reason>,
}

impl Reference {
    /// Whether the edge certainly exists.
    #[must_use]
    pub fn certainty(&self) -> Certainty {
        self.target.certainty
    }
}
