//! What the failure simulation is given: nodes with replicas in failure domains, what each needs, and how each recovers. It knows no Terraform.

use serde::{Deserialize, Serialize};

use super::domain::{Token, Tokens};

/// A system whose failures are simulated.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// The failure domains in use.
    pub tokens: Tokens,
    /// The parts, in the order in which they are reported.
    pub nodes: Vec<Node>,
    /// What users reach; where there is no entry, everything that is judged by itself.
    pub entries: Vec<NodeId>,
    /// Functions and runbooks that carry out recovery.
    pub automations: Vec<Automation>,
    /// Times that no resource decides.
    pub times: Times,
}

/// A node of a [`Model`], by its place in [`Model::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeId(pub u32);

impl NodeId {
    /// Its place in [`Model::nodes`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A part of the system: a resource instance with its satellites, or an aggregate of several.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Its address; that of the first member for an aggregate.
    pub address: String,
    /// The other resource instances it stands for.
    pub members: Vec<String>,
    /// What it does.
    pub role: Role,
    /// Its copies that take over from each other without anybody's help. The first is the writer of a store with a single writer.
    pub replicas: Vec<Replica>,
    /// Set when there may be more replicas than are listed.
    pub more: Option<MoreReplicas>,
    /// How many replicas it needs in service.
    pub k: u32,
    /// Whether its replicas of unknown zone are known to lie in different zones.
    pub spread: bool,
    /// What it needs: all of these groups.
    pub requires: Vec<Group>,
    /// How often it fails by itself.
    pub availability: Availability,
    /// How often each of its last replicas does, where these stand in for it by themselves and are no part of its own figure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stand_ins: Vec<Availability>,
    /// What it costs when the first replica is lost and another takes over.
    pub failover: Option<Failover>,
    /// What can take its place after somebody or something acts.
    pub standbys: Vec<Standby>,
    /// Who accepts writes.
    pub writers: Writers,
    /// How much work it carries.
    pub capacity: Option<Capacity>,
    /// The attribute that decided its placement.
    pub placed_by: Option<Place>,
    /// The attribute that decided its region, when that is another one.
    #[serde(default)]
    pub homed_by: Option<Place>,
}

/// What a node does.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A data store.
    Data,
    /// A queue or a stream.
    Queue,
    /// A cache.
    Cache,
    /// Something that runs code.
    Compute,
    /// What users reach.
    Entry,
    /// A network part, such as a NAT gateway.
    Network,
    /// An encryption key.
    Key,
    /// Anything else.
    #[default]
    Other,
}

impl Role {
    /// Whether it keeps data that can be lost.
    #[must_use]
    pub fn keeps_data(self) -> bool {
        matches!(self, Self::Data | Self::Queue)
    }
}

/// One copy of a node: it is lost when one of its domains is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replica {
    /// The domains it is in: its instance, zone, region, account, provider.
    pub domains: Vec<Token>,
    /// What is not known about its place.
    pub unknown: Option<UnknownPlace>,
    /// What only this replica needs, such as its zone's NAT gateway.
    pub needs: Vec<Need>,
}

/// A place that is not known, as far as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownPlace {
    /// Why, and so what would decide it.
    pub reason: String,
    /// The zone it certainly has, whichever that is; shared by all that is known to sit in the same one. `None` when even the region is unknown.
    pub hidden_zone: Option<Token>,
    /// The zones it can be in; empty for any in its region.
    pub candidates: Vec<Token>,
    /// What surely contains it: its region, or its provider when the region is unknown.
    pub within: Option<Token>,
}

/// Something a single replica needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Need {
    /// What is needed.
    pub node: NodeId,
    /// How sure that is.
    pub strength: Strength,
}

/// Replicas beyond those listed, of unknown number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoreReplicas {
    /// What each of them would look like.
    pub like: Replica,
    /// Why their number is unknown.
    pub reason: String,
}

/// A set of nodes of which `k` must serve.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// How many.
    pub k: u32,
    /// Whether something chooses among the members.
    pub kind: GroupKind,
    /// The nodes.
    pub members: Vec<Requirement>,
}

/// How a node uses the members of a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupKind {
    /// It uses them directly; `k` of them are enough.
    #[default]
    Needs,
    /// It sends users to them; a dead member is avoided only if something notices.
    Routes,
}

/// One member of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    /// The node.
    pub node: NodeId,
    /// Its loss degrades the service, but does not end it.
    pub soft: bool,
    /// Whether it is read or written.
    pub mode: Mode,
    /// How sure the dependency is.
    pub strength: Strength,
    /// For a routed member: what stops sending users to it when it is dead.
    pub trigger: Trigger,
    /// For a routed member: it gets users only when the others are dead.
    pub secondary: bool,
    /// The attribute that makes the dependency.
    pub at: Option<Place>,
}

impl Requirement {
    /// A certain, hard, writing dependency.
    #[must_use]
    pub fn on(node: NodeId) -> Self {
        Self {
            node,
            soft: false,
            mode: Mode::Write,
            strength: Strength::Certain,
            trigger: Trigger::None,
            secondary: false,
            at: None,
        }
    }
}

/// Whether a store is read or written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// A readable copy is enough.
    Read,
    /// The writer is needed.
    #[default]
    Write,
}

/// How sure a dependency is, from the weakest.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// It shares a network with the store, nothing else: never a finding, only a remark.
    Possible,
    /// It usually holds; a finding that needs it is a warning.
    Assumed,
    /// It is written down.
    #[default]
    Certain,
}

/// What notices that a routed member is dead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// Nothing: users are sent on to the dead member until somebody changes it.
    #[default]
    None,
    /// A health check, after so many seconds, with the time until clients notice.
    Detected {
        /// The seconds.
        seconds: u32,
        /// Where the figure comes from, as a formula: `3 × 30 s + 60 s`.
        how: String,
        /// The attribute that makes most of it.
        #[serde(default)]
        at: Option<Place>,
    },
    /// It is not known whether there is one, and why.
    Unknown(String),
}

/// How often a node fails by itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Availability {
    /// It is glue and does not fail by itself.
    Perfect,
    /// The share of time it is in service, from its service level agreement.
    Figure {
        /// Between 0 and 1.
        value: f64,
        /// Where that comes from.
        evidence: Evidence,
    },
    /// It is not known which of several figures applies.
    Between {
        /// The worst of them.
        low: f64,
        /// The best of them.
        high: f64,
        /// Where they come from.
        evidence: Evidence,
    },
    /// Nobody publishes a figure.
    #[default]
    Unknown,
}

/// Where a figure comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// How good it is.
    pub grade: Grade,
    /// The document, when there is one.
    pub source: Option<String>,
}

/// How good a figure is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// The provider documents it.
    Documented,
    /// The user's settings say so.
    Configured,
    /// It is typical; nobody promises it.
    #[default]
    Assumed,
}

/// One replica taking over from another without anybody's help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failover {
    /// At least so many seconds.
    pub from_seconds: u32,
    /// At most so many seconds.
    pub to_seconds: u32,
    /// Seconds of data that are lost.
    pub rpo_seconds: u64,
    /// Where the figures come from.
    pub evidence: Evidence,
}

/// What takes a node's place after an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standby {
    /// The resource instance, or the backup.
    pub address: String,
    /// Where it is.
    pub replica: Replica,
    /// What has to be done.
    pub kind: StandbyKind,
    /// How long that takes; `None` when nobody can tell.
    pub rto_seconds: Option<u32>,
    /// How much data it lacks; `None` when that is unbounded.
    pub rpo_seconds: Option<u64>,
    /// Who does it.
    pub by: Actor,
    /// Whether it can be read before that.
    pub readable: bool,
    /// Where the figures come from.
    pub evidence: Evidence,
}

/// What has to be done to use a standby.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StandbyKind {
    /// The service starts a new instance.
    Replace,
    /// A copy becomes the writer.
    Promote,
    /// A backup is restored.
    Restore,
}

/// Who carries out an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The service itself.
    Service,
    /// One of these automations, by their places in [`Model::automations`], as long as one survives.
    Automation(Vec<usize>),
    /// People.
    People,
}

/// A function, state machine or runbook that recovers something when it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Automation {
    /// Its address.
    pub address: String,
    /// Where it runs.
    pub replica: Replica,
    /// Seconds until it starts.
    pub detect_seconds: u32,
}

/// Who accepts writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Writers {
    /// One replica at a time.
    #[default]
    Single,
    /// Every replica; they reconcile later.
    Every,
    /// A majority of replicas agrees on each write.
    Majority,
}

/// How much work a node carries, in units of its replicas.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Capacity {
    /// Units that each replica carries.
    pub per_replica: f64,
    /// Units it can grow to; `None` when it does not grow.
    pub most: Option<f64>,
}

/// An attribute that decided something.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The resource instance.
    pub address: String,
    /// The path in it, dotted; empty for its header.
    pub attribute: String,
    /// Whether it is not written, and its default decided.
    pub default: bool,
}

/// Times that no resource decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Times {
    /// Seconds to see that the service works again.
    pub verify: u32,
    /// Seconds until people notice, where no health check does.
    pub manual_detect: u32,
    /// Seconds to scale out.
    pub scale: u32,
    /// Seconds to change a route by hand.
    pub reroute: u32,
    /// Seconds to promote a database replica in another region, when the usual figure is not right.
    pub promote: Option<u32>,
    /// Seconds to make another member of a global database or cache the writer, likewise.
    pub promote_global: Option<u32>,
    /// Seconds to restore a backup, likewise.
    pub restore: Option<u32>,
}

impl Times {
    /// The names by which settings give them.
    pub const NAMES: [&str; 7] =
        ["verify", "manual_detect", "scale", "reroute", "promote", "promote_global", "restore"];

    /// The same times, with one of them set; a name that is none changes nothing.
    #[must_use]
    pub fn with(mut self, name: &str, seconds: u64) -> Self {
        let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
        match name {
            "verify" => self.verify = seconds,
            "manual_detect" => self.manual_detect = seconds,
            "scale" => self.scale = seconds,
            "reroute" => self.reroute = seconds,
            "promote" => self.promote = Some(seconds),
            "promote_global" => self.promote_global = Some(seconds),
            "restore" => self.restore = Some(seconds),
            _ => {}
        }
        self
    }
}

impl Default for Times {
    fn default() -> Self {
        Self {
            verify: 120,
            manual_detect: 900,
            scale: 300,
            reroute: 60,
            promote: None,
            promote_global: None,
            restore: None,
        }
    }
}
