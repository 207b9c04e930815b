//! What is known about one resource type or module.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};

use super::{Condition, EdgeKind, Evidence, FactRule, Failure, Role, Scope};

/// One entry of the catalog.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// What it is there for.
    pub(crate) role: Role,
    /// Its further roles, for a module seen from outside.
    #[serde(default)]
    pub(crate) roles: Vec<Role>,
    /// The attribute whose text, after its last slash, names a kind of it: `TYPE:TEXT` may have an entry of its own.
    pub(crate) kind_at: Option<String>,
    /// How far the loss of a place reaches it.
    #[serde(default)]
    pub(crate) scope: Scope,
    /// Where its region is told, when it is not where the provider usually tells it.
    pub(crate) region: Option<RegionRule>,
    /// Where its zones are told; the first rule that applies decides.
    #[serde(default)]
    pub(crate) zones: Vec<ZoneRule>,
    /// The attributes whose text names it in other resources.
    #[serde(default)]
    pub(crate) names: Vec<String>,
    /// The namespaces that its metrics are in, or what their names begin with.
    #[serde(default)]
    pub(crate) metrics: Vec<String>,
    /// For an alarm: where it names what it watches.
    pub(crate) watches: Option<Watches>,
    /// What its references mean.
    #[serde(default)]
    pub(crate) edges: Vec<EdgeRule>,
    /// What its attributes tell.
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) facts: BTreeMap<String, Vec<FactRule>>,
    /// The resource it is a setting of; its facts are facts of that resource.
    pub(crate) configures: Option<Satellite>,
    /// The resource types that are its members.
    pub(crate) members: Option<Members>,
    /// How many of its nodes have to be in service, when one is not enough.
    pub(crate) quorum: Option<Quorum>,
    /// Copies that its own attributes ask for.
    #[serde(default)]
    pub(crate) copies: Vec<CopyRule>,
    /// What is promised about its availability; the first rule that applies decides.
    #[serde(default)]
    pub(crate) sla: Vec<Sla>,
    /// What it takes to get it back; the first rule of a failure that applies decides.
    #[serde(default)]
    pub(crate) recovery: Vec<Recovery>,
    /// Where this is documented.
    #[serde(default)]
    pub(crate) sources: Vec<String>,
    /// What a reader of the entry should know.
    #[serde(default)]
    pub(crate) note: Option<String>,
}

/// How many nodes have to be in service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Quorum {
    /// More than half of them agree on each write.
    Majority,
    /// Every zone holds a copy, and one of them may be missing: as many as are left without the fullest zone.
    ZoneSpread,
}

/// Where a region is told.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "form", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum RegionRule {
    /// An attribute holds the region, or a location, zone or multi-region that tells it.
    Attribute {
        at: String,
        /// Why the region is unknown when nothing is written; without it, the provider configuration tells it.
        otherwise: Option<String>,
    },
    /// It is where the resource is that the attribute refers to.
    Parent { at: String },
}

/// Where zones are told, and when the rule applies.
#[derive(Debug, Clone)]
pub(crate) struct ZoneRule {
    pub(crate) when: Option<Condition>,
    pub(crate) form: ZoneForm,
}

/// How zones are read.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "form", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum ZoneForm {
    /// Attributes that name zones. Skipped when none of them is written.
    Names { at: Vec<String>, decided_by: Option<String> },
    /// The zones of the resources that the attributes refer to. Skipped when none of them is written.
    Of { at: Vec<String>, decided_by: Option<String> },
    /// The service picks so many zones, among those of `of`, or of the region.
    Pick {
        /// How many.
        count: Option<u32>,
        /// The attribute that says how many.
        count_at: Option<String>,
        /// Added to that.
        #[serde(default)]
        plus: u32,
        /// The attributes that refer to where it may choose.
        #[serde(default)]
        of: Vec<String>,
        /// The attribute that decides; the finding's place.
        decided_by: String,
    },
    /// A managed service of the region: no zone takes it down.
    Regional {
        /// The attribute that decides.
        decided_by: Option<String>,
    },
    /// Where its members are.
    Members,
}

/// What a reference means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EdgeRule {
    /// The attribute; references further inside it count too.
    pub(crate) at: String,
    /// What it means.
    pub(crate) kind: EdgeKind,
    /// The types it leads to; any when empty.
    #[serde(default)]
    pub(crate) to: Vec<String>,
    /// For copies: what sort of copy.
    pub(crate) replica: Option<String>,
    /// For copies: how far behind they are.
    pub(crate) rpo_seconds: Option<u64>,
}

/// Where an alarm names what it watches, if it does not refer to it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Watches {
    /// The attributes whose text names metrics, or their namespaces.
    pub(crate) metrics: Vec<String>,
    /// The attributes whose text names the resource; without them it watches all that have such metrics.
    #[serde(default)]
    pub(crate) names: Vec<String>,
}

/// A setting of another resource.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Satellite {
    /// The attribute that names the owner.
    pub(crate) at: String,
    /// The owner's types.
    pub(crate) to: Vec<String>,
}

/// A composite's members.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Members {
    /// Their types.
    pub(crate) types: Vec<String>,
    /// Members are copies of each other: what sort of copy.
    pub(crate) replica: Option<String>,
    /// How far behind they are.
    pub(crate) rpo_seconds: Option<u64>,
    /// Another member takes over by itself.
    #[serde(default)]
    pub(crate) failover: bool,
    /// Every member takes writes.
    #[serde(default)]
    pub(crate) multi_writer: bool,
    /// The attribute that only the writer has.
    pub(crate) writer_has: Option<String>,
}

/// A copy that a resource's own attributes ask for.
#[derive(Debug, Clone)]
pub(crate) struct CopyRule {
    pub(crate) when: Option<Condition>,
    pub(crate) form: CopyForm,
}

/// Where the copy goes.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "form", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum CopyForm {
    /// To the regions that an attribute names.
    Regions {
        at: String,
        /// What sort of copy: `global-table`, `secret-replica`, …; `backup` for copies of backups.
        replica: String,
        rpo_seconds: Option<u64>,
        #[serde(default)]
        writer: bool,
    },
    /// To the region paired with its own.
    Pair { decided_by: String, replica: String, rpo_seconds: Option<u64> },
}

/// A promised availability.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sla {
    pub(crate) when: Option<Condition>,
    /// In percent.
    pub(crate) percent: f64,
    pub(crate) evidence: Evidence,
    pub(crate) source: Option<String>,
}

/// What it takes to get a resource back after a failure.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    /// The failure.
    pub failure: Failure,
    /// When the rule applies.
    pub(crate) when: Option<Condition>,
    /// The time until it is back.
    pub rto_seconds: Option<u64>,
    /// The data that is lost.
    pub rpo_seconds: Option<u64>,
    /// Nobody has to do anything.
    #[serde(default)]
    pub automatic: bool,
    /// How well the figures are founded.
    pub evidence: Evidence,
    /// Where they are from.
    pub source: Option<String>,
    /// What a reader should know.
    pub note: Option<String>,
}

impl<'de> Deserialize<'de> for ZoneRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (when, form) = split_condition(deserializer)?;
        Ok(Self { when, form })
    }
}

impl<'de> Deserialize<'de> for CopyRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (when, form) = split_condition(deserializer)?;
        Ok(Self { when, form })
    }
}

/// Reads a table as its `when` and the form that the rest is.
pub(super) fn split_condition<'de, D: Deserializer<'de>, F: DeserializeOwned>(
    deserializer: D,
) -> Result<(Option<Condition>, F), D::Error> {
    let mut table = toml::Table::deserialize(deserializer)?;
    let when =
        table.remove("when").map(Condition::deserialize).transpose().map_err(D::Error::custom)?;
    let form = F::deserialize(toml::Value::Table(table)).map_err(D::Error::custom)?;
    Ok((when, form))
}

/// A map whose values are one table or several.
fn one_or_many<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<BTreeMap<String, Vec<T>>, D::Error> {
    let table = BTreeMap::<String, toml::Value>::deserialize(deserializer)?;
    let read = |name: &str, value: toml::Value| {
        T::deserialize(value)
            .map_err(|error| D::Error::custom(format!("`{name}`: {}", error.message())))
    };
    table
        .into_iter()
        .map(|(name, value)| {
            let rules = match value {
                toml::Value::Array(rules) => {
                    rules.into_iter().map(|rule| read(&name, rule)).collect::<Result<_, _>>()?
                }
                rule => vec![read(&name, rule)?],
            };
            Ok((name, rules))
        })
        .collect()
}
