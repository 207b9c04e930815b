//! What a simulation says: version 1 of its JSON format; `docs/schema/simulation.json` is generated from it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::{Incomplete, Range, TextDiagnostic, Tool};

/// A word from a small vocabulary, in kebab-case.
pub type Word = &'static str;

/// What failures do to one root module.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SimulationReport {
    /// The version of this format: 1.
    pub schema_version: u32,
    /// What wrote the report.
    pub tool: Tool,
    /// The root module, relative to the working directory.
    pub root: String,
    /// The environment of the settings whose inputs it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Resource instances.
    pub resources: usize,
    /// The failure domains in use: `az:us-east-1a`, `region:us-east-1`, `provider:aws`.
    pub domains: Vec<String>,
    /// Resources of which nobody can say in which region they are: no region's loss touches them here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unplaced: Option<UnplacedReport>,
    /// One for each failure, in the order in which they were asked for.
    pub scenarios: Vec<ScenarioReport>,
    /// How often each entry is in service.
    pub availability: Vec<AvailabilityReport>,
    /// What was promised, against what was found.
    pub objectives: Vec<ObjectiveReport>,
    /// Failure domains whose loss alone takes an entry out of service; only in the default matrix.
    pub single_points: Vec<SinglePointReport>,
    /// What is wrong with the text: files and settings.
    pub diagnostics: Vec<TextDiagnostic>,
    /// What could not be read; not empty means that the simulation is not complete.
    pub incomplete: Vec<Incomplete>,
}

/// Resources whose region is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnplacedReport {
    /// How many there are.
    pub resources: usize,
    /// Why, for the first of them.
    pub reason: String,
}

/// The outcome of one failure.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ScenarioReport {
    /// Something is lost.
    Loss {
        /// What, all at once.
        lose: Vec<String>,
        /// The size of the largest of it: `instance`, `az`, `region`, `account` or `provider`.
        level: Word,
        /// What becomes of each entry.
        entries: Vec<EntryReport>,
    },
    /// Regions cannot reach each other.
    Partition {
        /// The sides.
        partition: Vec<Vec<String>>,
        /// What each side sees.
        sides: Vec<SideReport>,
    },
}

/// What one side of a partition sees.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SideReport {
    /// Its regions.
    pub regions: Vec<String>,
    /// What becomes of its entries.
    pub entries: Vec<EntryReport>,
}

/// What becomes of one entry.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EntryReport {
    /// The entry: what users reach.
    pub address: String,
    /// The other resource instances that it stands for.
    pub members: Vec<String>,
    /// `survives`, `recovers`, `read-only`, `fails` or `unknown`.
    pub verdict: Word,
    /// The worst it can be; differs from the best when the verdict is `unknown`.
    pub at_worst: Word,
    /// The best it can be.
    pub at_best: Word,
    /// What is lost without which it goes on.
    pub degraded: Vec<String>,
    /// What may be lost without which it goes on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub maybe_degraded: Vec<String>,
    /// On a side of a partition: promoting a copy there would make a second writer.
    pub split_brain: bool,
    /// The shortest way from the entry to what falls first.
    pub path: Vec<String>,
    /// Everything that falls by its own placement, data first, with what decided that; for `unknown`, what is not known.
    pub because: Vec<BecauseReport>,
    /// How long it is out of service.
    pub rto_seconds: RtoReport,
    /// Seconds of data that are lost. `null`: the data is lost; absent: not known.
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
    pub actions: Vec<ActionReport>,
    /// Whether the verdict rests on a dependency that is only assumed.
    pub assumed: bool,
    /// It survives unless it needs these, which nothing in the text rules out.
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

/// How long something takes, in seconds; `null` when nobody can tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RtoReport {
    /// When everything that can happens at the same time.
    pub automatic: Option<u64>,
    /// When it happens step by step.
    pub runbook: Option<u64>,
}

/// Why something falls, and the line that decided it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct BecauseReport {
    /// What falls.
    pub address: String,
    /// The file of the place to change, relative to the working directory, with `/`.
    pub file: String,
    /// The place to change.
    pub range: Range,
    /// How it comes to fall, or what is not known.
    pub message: String,
    /// The attribute that decided, dotted; of the resource `of` when that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// The resource that the attribute belongs to, when it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Whether nothing is written there, and the default decided.
    pub default: bool,
}

/// A step of a recovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ActionReport {
    /// What is recovered.
    pub address: String,
    /// What takes its place.
    pub using: String,
    /// `fail-over`, `reroute`, `scale`, `replace`, `promote` or `restore`.
    pub kind: Word,
    /// At least so many seconds.
    pub from_seconds: Option<u32>,
    /// At most so many seconds.
    pub to_seconds: Option<u32>,
    /// Seconds of data that are lost; `null` when unbounded.
    pub rpo_seconds: Option<u64>,
    /// Whether it happens without people.
    pub automatic: bool,
    /// How good the figures are: `documented`, `configured` or `assumed`.
    pub evidence: Word,
    /// The document, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// How often an entry is in service, as shares of time.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AvailabilityReport {
    /// The entry.
    pub address: String,
    /// When everything that can fail together does; `null` while a part has no figure.
    pub floor: Option<f64>,
    /// When parts fail independently.
    pub independent: Option<f64>,
    /// What no luck can exceed.
    pub ceiling: f64,
    /// The part that makes the ceiling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limited_by: Option<String>,
    /// The parts without a figure.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
}

/// A promise, against what was found.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ObjectiveReport {
    /// `survive`, `availability`, `rto`, `rpo`, `consistency` or `detection`.
    pub name: Word,
    /// The workload that promised, when it has a name.
    pub workload: Option<String>,
    /// What was promised: a share of time, seconds, or for `survive` a level.
    pub target: Quantity,
    /// What was found; `null` when unknown or unbounded.
    pub estimate: Option<Quantity>,
    /// `yes`, `no` or `unknown`.
    pub met: Word,
    /// How it comes to that.
    pub message: String,
    /// The entry that decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// What is lost in the scenario that decides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lose: Vec<String>,
}

/// A number, or a level by name.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Quantity {
    /// A share of time, or seconds.
    Number(f64),
    /// `instance`, `az` or `region`.
    Level(Word),
}

/// A failure domain whose loss alone takes an entry out of service.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SinglePointReport {
    /// The failure domain; `az:REGION/*` for the zone, whichever it is, that holds something.
    pub domain: String,
    /// Its size.
    pub level: Word,
    /// The entry.
    pub entry: String,
    /// `hard`: nothing brings the entry back; `recoverable`: something does; `possible`: what is not known decides.
    pub grade: Word,
    /// The shortest way from the entry to what falls first.
    pub path: Vec<String>,
    /// What every way to it passes.
    pub choke_points: Vec<String>,
    /// Everything that falls by its own placement.
    pub because: Vec<BecauseReport>,
    /// Whether it rests on a dependency that is only assumed.
    pub assumed: bool,
}
