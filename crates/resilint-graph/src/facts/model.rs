//! The shape of the facts. Serialized, this is the policies' `input`; its schema is part of the documentation.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_eval::PathStep;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::Fact;
use super::fact::{path_to_json, path_to_string};
use crate::failure::{Met, ObjectiveName};
use crate::objective::EffectiveObjectives;

/// The version of the facts' shape. Grows when a field changes its meaning or goes away.
pub const FACTS_VERSION: u32 = 1;

/// Everything known about one configuration.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Every resource instance, by address.
    pub resources: BTreeMap<Arc<str>, Arc<ResourceFacts>>,
    /// Addresses by role, sorted. Serialized with the resources themselves.
    pub by_role: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// Addresses by resource type, sorted. Serialized with the resources themselves.
    pub by_type: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// The objectives of what belongs to no workload.
    pub objectives: EffectiveObjectives,
    /// Edges and paths.
    pub graph: GraphFacts,
    /// What each failure domain takes with it, by its token: `az:eu-west-1a`, `region:eu-west-1`, `node:<address>`.
    pub failures: BTreeMap<String, FailureFacts>,
    /// Where data goes.
    pub flows: Vec<Flow>,
    /// What is promised about failures, against what their simulation finds.
    pub promises: Vec<PromiseFacts>,
}

/// What is known about one resource instance.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ResourceFacts {
    /// The address.
    pub address: Arc<str>,
    /// The resource type; for a module seen from outside, its source.
    pub type_name: Arc<str>,
    /// The local name.
    pub name: Arc<str>,
    /// `managed`, `data`, `ephemeral` or `module`.
    pub mode: &'static str,
    /// The module instance that declares it, `module.x`; empty for the root module.
    pub module: String,
    /// The provider's local name.
    pub provider: Arc<str>,
    /// The provider configuration's alias.
    pub provider_alias: Option<Arc<str>>,
    /// Its role; `None` when the type is not in the catalog.
    pub role: Option<Arc<str>>,
    /// All its roles, when a module seen from outside plays several.
    pub roles: Vec<Arc<str>>,
    /// Known attributes that are not null: an object.
    pub attributes: serde_json::Value,
    /// Attributes that are written but unknown.
    pub unknown: Vec<UnknownAttribute>,
    /// Tags or labels, the provider's defaults merged in.
    pub tags: BTreeMap<String, String>,
    /// How many instances stand behind the address: `{"value": 3}` or `{"unknown": …}`.
    pub count: Fact,
    /// Whether `count` or `for_each` leaves open if it exists at all.
    pub maybe_absent: bool,
    /// Whether it is a module seen from outside.
    pub outside: bool,
    /// Whether the block has a syntax error: nothing may be reported as missing from it.
    pub incomplete: bool,
    /// The workload it belongs to.
    pub workload: Option<Arc<str>>,
    /// What is asked of it.
    pub objectives: Arc<EffectiveObjectives>,
    /// Resources that configure this one and were merged into it.
    pub satellites: Vec<Arc<str>>,
    /// The facts, by name.
    pub facts: Arc<BTreeMap<&'static str, Fact>>,
}

/// An attribute whose value is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownAttribute {
    /// The attribute. Serialized as dotted text.
    pub path: Vec<PathStep>,
    /// Why it is unknown.
    pub reason: Arc<str>,
}

/// Edges and paths of the resource graph.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct GraphFacts {
    /// What each resource refers to.
    pub references: BTreeMap<Arc<str>, Vec<EdgeFact>>,
    /// What refers to each resource.
    pub referrers: BTreeMap<Arc<str>, Vec<EdgeFact>>,
    /// The ways from entries to data.
    pub paths: Vec<DataPath>,
}

/// One edge, seen from one of its ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EdgeFact {
    /// The other end.
    pub address: Arc<str>,
    /// The attribute of the referring resource.
    pub at: Vec<PathStep>,
    /// What the edge means: `routes_to`, `runs_in`, …; `refers_to` when the catalog does not say.
    pub kind: &'static str,
    /// Whether it certainly exists.
    pub certain: bool,
}

/// The way from one entry to the data behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DataPath {
    /// Where users come in.
    pub entry: Arc<str>,
    /// What computes, sorted.
    pub compute: Vec<Arc<str>>,
    /// What holds data, sorted.
    pub data: Vec<Arc<str>>,
}

/// What one failure domain takes with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FailureFacts {
    /// Out of service.
    pub fails: Vec<Arc<str>>,
    /// In service without something optional.
    pub degraded: Vec<Arc<str>>,
    /// Undecided.
    pub unknown: Vec<Arc<str>>,
    /// Recovery automation that is lost together with what it should recover.
    pub automation_lost: Vec<Arc<str>>,
}

/// A promise about failures, against what their simulation finds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromiseFacts {
    /// `survive`, `availability`, `rto`, `rpo`, `consistency` or `detection`.
    pub name: ObjectiveName,
    /// The workload that promised, when it has a name.
    pub workload: Option<Arc<str>>,
    /// What was promised: a share of time, or seconds; for `survive` the rank of a level.
    pub target: f64,
    /// The same in words.
    pub promised: String,
    /// What was found, when it is known and bounded.
    pub estimate: Option<f64>,
    /// `yes`, `no` or `unknown`.
    pub met: Met,
    /// How it comes to that.
    pub message: String,
    /// The entry that decides: what a finding is about.
    pub entry: Arc<str>,
    /// What is lost in the scenario that decides.
    pub lose: Vec<String>,
    /// The resource to change.
    pub of: Arc<str>,
    /// The attribute to change.
    #[serde(serialize_with = "as_path")]
    pub at: Vec<PathStep>,
    /// Why that one.
    pub because: Option<String>,
    /// What else has a part in it.
    pub related: Vec<RelatedFact>,
}

/// Something that has a part in a promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RelatedFact {
    /// The resource.
    pub address: Arc<str>,
    /// The attribute.
    #[serde(serialize_with = "as_path")]
    pub at: Vec<PathStep>,
    /// What part.
    pub message: String,
}

fn as_path<S: Serializer>(path: &[PathStep], serializer: S) -> Result<S::Ok, S::Error> {
    path_to_json(path).serialize(serializer)
}

/// Data that goes from one resource to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flow {
    /// The source.
    pub from: Arc<str>,
    /// The destination; the same as the source when data goes to a place without a resource of its own.
    pub to: Arc<str>,
    /// `replication`, `backup`, `logs`, `stream`, `read`, `cache` or `key`.
    pub kind: &'static str,
    /// The source's region, when it is known.
    pub from_region: Option<Arc<str>>,
    /// The destination's region, when it is known.
    pub to_region: Option<Arc<str>>,
    /// Whether it leaves the European Union; nothing when that cannot be told.
    pub leaves_eu: Option<bool>,
    /// The attribute that makes the flow.
    pub at: Vec<PathStep>,
    /// The resource that attribute belongs to.
    pub of: Arc<str>,
}

impl Default for Fact {
    fn default() -> Self {
        Self::known(1, Vec::new())
    }
}

impl Serialize for UnknownAttribute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&path_to_string(&self.path))
    }
}

impl Serialize for EdgeFact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("address", &self.address)?;
        map.serialize_entry("at", &path_to_json(&self.at))?;
        map.serialize_entry("kind", self.kind)?;
        map.serialize_entry("certain", &self.certain)?;
        map.end()
    }
}

impl Serialize for Flow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("from", &self.from)?;
        map.serialize_entry("to", &self.to)?;
        map.serialize_entry("kind", self.kind)?;
        if let Some(region) = &self.from_region {
            map.serialize_entry("from_region", region)?;
        }
        if let Some(region) = &self.to_region {
            map.serialize_entry("to_region", region)?;
        }
        if let Some(leaves) = &self.leaves_eu {
            map.serialize_entry("leaves_eu", leaves)?;
        }
        map.serialize_entry("at", &path_to_json(&self.at))?;
        map.serialize_entry("of", &self.of)?;
        map.end()
    }
}

impl Serialize for ResourceFacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("address", &self.address)?;
        map.serialize_entry("type", &self.type_name)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("mode", self.mode)?;
        map.serialize_entry("module", &self.module)?;
        map.serialize_entry("provider", &self.provider)?;
        map.serialize_entry("provider_alias", &self.provider_alias)?;
        if let Some(role) = &self.role {
            map.serialize_entry("role", role)?;
        }
        map.serialize_entry("roles", &self.roles)?;
        map.serialize_entry("attributes", &self.attributes)?;
        map.serialize_entry("unknown", &self.unknown)?;
        map.serialize_entry("tags", &self.tags)?;
        map.serialize_entry("count", &self.count)?;
        map.serialize_entry("maybe_absent", &self.maybe_absent)?;
        map.serialize_entry("outside", &self.outside)?;
        map.serialize_entry("incomplete", &self.incomplete)?;
        map.serialize_entry("workload", &self.workload)?;
        map.serialize_entry("objectives", &self.objectives)?;
        map.serialize_entry("satellites", &self.satellites)?;
        for (name, fact) in self.facts.iter() {
            map.serialize_entry(name, fact)?;
        }
        map.end()
    }
}

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("facts_version", &FACTS_VERSION)?;
        map.serialize_entry("resources", &self.resources)?;
        map.serialize_entry("by_role", &self.expand(&self.by_role))?;
        map.serialize_entry("by_type", &self.expand(&self.by_type))?;
        map.serialize_entry("objectives", &self.objectives)?;
        map.serialize_entry("graph", &self.graph)?;
        map.serialize_entry("failures", &self.failures)?;
        map.serialize_entry("flows", &self.flows)?;
        map.serialize_entry("promises", &self.promises)?;
        map.end()
    }
}

impl Facts {
    /// The resources of an index, in its order.
    fn expand<'a>(
        &'a self,
        index: &'a BTreeMap<Arc<str>, Vec<Arc<str>>>,
    ) -> BTreeMap<&'a str, Vec<&'a ResourceFacts>> {
        index
            .iter()
            .map(|(key, addresses)| {
                (
                    &**key,
                    addresses
                        .iter()
                        .filter_map(|address| self.resources.get(address).map(|facts| &**facts))
                        .collect(),
                )
            })
            .collect()
    }
}
