//! What the architecture is asked to withstand: profiles, workloads, and the objectives in force for each resource.

mod profile;
mod settings;
mod workload;

pub use profile::{EffectiveObjectives, Profile, Survive};
pub(crate) use settings::parse_duration;
pub use settings::{ObjectiveSettings, ResidencyTags, WorkloadMatch, WorkloadSettings};
pub use workload::Objectives;
