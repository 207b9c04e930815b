//! What a simulation finds, in the shape in which it is printed: addresses and names, no indices.

use serde::Serialize;

use super::domain::Level;
use super::model::{Evidence, Place};

/// The results of a simulation.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Simulation {
    /// The failure domains in use that can be lost, by name.
    pub domains: Vec<String>,
    /// One result for each scenario.
    pub scenarios: Vec<ScenarioOutcome>,
    /// How often each entry is in service.
    pub availability: Vec<AvailabilityEstimate>,
    /// What was promised, against what was found.
    pub objectives: Vec<ObjectiveOutcome>,
}

/// The result of one scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ScenarioOutcome {
    /// Something is lost.
    Loss {
        /// What, by name.
        lose: Vec<String>,
        /// How large the largest of it is.
        level: Level,
        /// What becomes of each entry.
        entries: Vec<EntryOutcome>,
    },
    /// Regions cannot reach each other.
    Partition {
        /// The sides, as lists of regions.
        partition: Vec<Vec<String>>,
        /// What each side sees.
        sides: Vec<SideOutcome>,
    },
}

/// What one side of a partition sees.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SideOutcome {
    /// Its regions.
    pub regions: Vec<String>,
    /// What becomes of its entries.
    pub entries: Vec<EntryOutcome>,
}

/// What becomes of an entry. The order is from worst to best, then the unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is out of service, and nothing brings it back.
    Fails,
    /// It can be read, but not written.
    ReadOnly,
    /// It comes back after something is done.
    Recovers,
    /// It stays in service.
    Survives,
    /// What is not known decides.
    Unknown,
}

/// The result of one scenario for one entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntryOutcome {
    /// The entry.
    pub address: String,
    /// The other resource instances it stands for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// The worst it can be; differs from the best exactly when the verdict is unknown.
    pub at_worst: Verdict,
    /// The best it can be.
    pub at_best: Verdict,
    /// Soft dependencies that are lost.
    pub degraded: Vec<String>,
    /// Soft dependencies that may be lost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub maybe_degraded: Vec<String>,
    /// On one side of a partition: going on would make a second writer while the first is alive.
    pub split_brain: bool,
    /// The shortest way from the entry to what falls first.
    pub path: Vec<String>,
    /// Everything that falls by its own placement, data stores first.
    pub because: Vec<Because>,
    /// How long it is out of service.
    pub rto_seconds: RtoBounds,
    /// Seconds of data that are lost: `None` when that is not known, `Some(None)` when all of it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rpo_seconds: Option<Option<u64>>,
    /// Whether people must act.
    pub manual: bool,
    /// The share of its normal capacity that is left, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<f64>,
    /// Seconds until the failure is noticed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detect_seconds: Option<u32>,
    /// What happens, or has to be done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
    /// Whether the verdict rests on a dependency that is only assumed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
    /// It survives unless it needs these, which is possible.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<String>,
    /// Recovery automation that is lost together with what it should recover.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub automation_lost: Vec<String>,
    /// What is left and cannot grow to the normal capacity.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shortfall: Vec<String>,
    /// In a partition: stores that every side writes, and that must be reconciled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diverges: Vec<String>,
    /// In a partition: stores whose copies on the other side fall behind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rpo_grows: Vec<String>,
}

/// How long a recovery takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RtoBounds {
    /// When everything that can happens at the same time, in seconds.
    pub automatic: Option<u64>,
    /// When it happens step by step, in seconds.
    pub runbook: Option<u64>,
}

/// Why something falls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Because {
    /// What falls.
    pub address: String,
    /// The attribute that placed it, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// How it comes to fall.
    pub message: String,
}

/// A step of a recovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// What is recovered.
    pub address: String,
    /// What takes its place.
    pub using: String,
    /// What happens.
    pub kind: ActionKind,
    /// At least so many seconds.
    pub from_seconds: Option<u32>,
    /// At most so many seconds.
    pub to_seconds: Option<u32>,
    /// Seconds of data that are lost; `None` when unbounded.
    pub rpo_seconds: Option<u64>,
    /// Whether it happens without people.
    pub automatic: bool,
    /// Where the figures come from.
    pub evidence: Evidence,
}

/// What happens in a step of a recovery. The order is from what needs least to what needs most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActionKind {
    /// A replica that is already there takes over.
    FailOver,
    /// The router is changed by hand.
    Reroute,
    /// More instances are started.
    Scale,
    /// An instance is started anew.
    Replace,
    /// A copy becomes the writer.
    Promote,
    /// A backup is restored.
    Restore,
}

/// How often an entry is in service, as shares of time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AvailabilityEstimate {
    /// The entry.
    pub address: String,
    /// When everything that can fail together does; `None` while a part has no figure.
    pub floor: Option<f64>,
    /// When parts fail independently, each with the best figure that may apply; `None` while a part has no figure, or when the system is too entangled.
    pub independent: Option<f64>,
    /// What no luck can exceed.
    pub ceiling: f64,
    /// The part that makes the ceiling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limited_by: Option<String>,
    /// The parts without a figure, or of which it is not known which figure applies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
}

/// A promise, against what was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ObjectiveOutcome {
    /// Which promise.
    pub name: ObjectiveName,
    /// The workload that promised, when it has a name.
    pub workload: Option<String>,
    /// What was promised: a share, or seconds.
    pub target: f64,
    /// What was found; `None` when unknown or unbounded.
    pub estimate: Option<f64>,
    /// Whether it is met.
    pub met: Met,
    /// How it comes to that, in one line.
    pub message: String,
    /// The entry that decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The scenario that decides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lose: Vec<String>,
    /// What to change, the first first; empty where the promises themselves are to be changed, or are kept.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Because>,
}

/// What can be promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectiveName {
    /// A share of time in service.
    Availability,
    /// Seconds until the service is back.
    Rto,
    /// Seconds of data lost.
    Rpo,
    /// The size of the failure that is survived.
    Survive,
    /// That the promises fit together.
    Consistency,
    /// That failures are noticed in time.
    Detection,
}

/// Whether a promise is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Met {
    /// It is, even at worst.
    Yes,
    /// It is not, even at best.
    No,
    /// It may be.
    Unknown,
}

/// A failure domain whose loss alone takes an entry out of service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SinglePoint {
    /// The failure domain, by name; `az:REGION/*` for the zone, whichever it is, that holds something.
    pub domain: String,
    /// Its size.
    pub level: Level,
    /// The entry.
    pub entry: String,
    /// What becomes of it in the end.
    pub grade: Grading,
    /// The shortest way from the entry to what falls first.
    pub path: Vec<String>,
    /// What every way to it passes.
    pub choke_points: Vec<String>,
    /// Everything that falls by its own placement.
    pub because: Vec<Because>,
    /// Whether it rests on a dependency that is only assumed.
    pub assumed: bool,
}

/// How bad a single point of failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grading {
    /// Nothing brings the entry back.
    Hard,
    /// It comes back after an action.
    Recoverable,
    /// What is not known decides.
    Possible,
}

/// What dies with a failure domain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Casualties {
    /// Out of service.
    pub fails: Vec<String>,
    /// In service, without something soft.
    pub degraded: Vec<String>,
    /// Not known.
    pub unknown: Vec<String>,
}
