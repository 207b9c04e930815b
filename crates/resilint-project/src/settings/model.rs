//! What a settings file can say.

use std::collections::BTreeMap;
use std::path::PathBuf;

use resilint_graph::{DeclaredStandby, Egress, ObjectiveSettings, ResidencyTags, WorkloadSettings};
use resilint_syntax::{Severity, Span};

use crate::Date;

/// The settings that hold for a directory, read from `resilint.toml` and the files it extends.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The settings files that were read, the nearest first; empty when there are none.
    pub files: Vec<PathBuf>,
    /// The folder of the nearest settings file: patterns are relative to it.
    pub directory: PathBuf,
    /// `[objectives]`.
    pub objectives: ObjectiveSettings,
    /// `[[workload]]`; the first match wins.
    pub workloads: Vec<WorkloadSettings>,
    /// Where objectives are stated: those of `[objectives]` and of each workload, the nearest file first.
    pub stated: Vec<StatedObjectives>,
    /// `[[environment]]`.
    pub environments: Vec<EnvironmentSettings>,
    /// `[rules]`, by rule id or category.
    pub rules: BTreeMap<String, RuleSettings>,
    /// `[[suppress]]`.
    pub suppressions: Vec<SuppressionSettings>,
    /// `[suppress] import`: whether other linters' suppression comments count.
    pub import_suppressions: bool,
    /// `[policies] paths`: folders of the user's own policies, absolute.
    pub policy_paths: Vec<Located<PathBuf>>,
    /// `[catalog] paths`: folders or files of the user's own catalog entries, absolute.
    pub catalog_paths: Vec<Located<PathBuf>>,
    /// `[modules] map`: module sources and the folder, absolute, where each can be read.
    pub module_map: BTreeMap<String, PathBuf>,
    /// `[[dependency]]`.
    pub dependencies: Vec<DependencySettings>,
    /// `[[standby]]`.
    pub standbys: Vec<Located<DeclaredStandby>>,
    /// `[residency]`: names of tags.
    pub residency_tags: ResidencyTags,
    /// `[simulation]`: times in seconds, by name.
    pub simulation: BTreeMap<String, u64>,
}

/// Where the objectives of one table are stated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatedObjectives {
    /// The workload; `None` for `[objectives]`.
    pub workload: Option<String>,
    /// The entries, by key.
    pub keys: BTreeMap<String, Span>,
}

impl Settings {
    /// The entry that decides an objective of a workload: its own, or else that of the profile it takes over. `None` when no settings file does.
    pub(crate) fn stated(&self, workload: Option<&str>, key: &str) -> Option<Span> {
        let decided = |name: &str, workload: Option<&str>| {
            let mut tables =
                self.stated.iter().filter(|table| table.workload.as_deref() == workload);
            tables.find_map(|table| table.keys.get(name)).copied()
        };
        [workload, None]
            .into_iter()
            .find_map(|table| decided(key, table).or_else(|| decided("profile", table)))
    }
}

/// A value and the place in the settings file that gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

/// One set of inputs for root modules.
#[derive(Debug, Clone)]
pub struct EnvironmentSettings {
    /// Its name, for `--env`.
    pub name: String,
    /// Globs of the root modules' paths, relative to the settings file; empty for any.
    pub roots: Vec<String>,
    /// Variable files: absolute, or relative to the root module when they are not found beside the settings file.
    pub var_files: Vec<PathBuf>,
    /// The value of `terraform.workspace`.
    pub workspace: Option<String>,
    /// The folder of the settings file.
    pub directory: PathBuf,
}

/// How a rule is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSettings {
    /// `false` for `off`.
    pub enabled: bool,
    /// The severity, when it is not the rule's own.
    pub severity: Option<Severity>,
    /// Whether suppressions of it count.
    pub ignorable: bool,
    /// Resource types it does not judge, with globs.
    pub ignore_types: Vec<String>,
    /// The place of the entry.
    pub span: Span,
}

/// A suppression in the settings.
#[derive(Debug, Clone)]
pub struct SuppressionSettings {
    /// The rule's id; `*` wildcards allowed.
    pub rule: String,
    /// Addresses, with `*` wildcards; any when left out.
    pub address: Option<String>,
    /// Globs of files, relative to the settings file; empty for any.
    pub paths: Vec<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it counts.
    pub until: Option<Date>,
    /// The place of the entry.
    pub span: Span,
    /// The folder of the settings file.
    pub directory: PathBuf,
}

/// A dependency that the text does not show, or one that it shows wrongly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DependencySettings {
    /// The address of what depends; `*` wildcards allowed.
    pub from: String,
    /// The address it depends on.
    pub to: Option<String>,
    /// Whether it goes on, degraded, without it.
    pub soft: Option<bool>,
    /// How many of the instances at `to` it needs.
    pub quorum: Option<u32>,
    /// Whether internet egress is needed: `required` or `none`.
    pub egress: Option<Egress>,
    /// The place of the entry.
    pub span: Span,
}
