//! What the architecture is asked to withstand: profiles, workloads, and the objectives in force for each resource.

mod profile;
mod settings;
mod workload;

pub use profile::{EffectiveObjectives, Profile, Survive};
pub use settings::{ObjectiveSettings, ResidencyTags, WorkloadMatch, WorkloadSettings};
pub(crate) use settings::{fraction, parse_duration};
pub use workload::Objectives;
