//! Which workload a resource belongs to, and what is asked of it there.

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::{Glob, GlobMatcher};
use resilint_syntax::FileId;

use super::{EffectiveObjectives, ObjectiveSettings, ResidencyTags, WorkloadSettings};

/// All objectives of a project.
#[derive(Debug, Clone, Default)]
pub struct Objectives {
    default: Arc<EffectiveObjectives>,
    workloads: Vec<Workload>,
    files: BTreeMap<FileId, Arc<str>>,
    residency_tags: ResidencyTags,
}

#[derive(Debug, Clone)]
struct Workload {
    name: Arc<str>,
    paths: Vec<GlobMatcher>,
    tags: BTreeMap<String, GlobMatcher>,
    modules: Vec<GlobMatcher>,
    objectives: Arc<EffectiveObjectives>,
}

impl Objectives {
    /// The objectives of the settings. The error names the pattern that cannot be read.
    pub fn new(
        default: &ObjectiveSettings,
        workloads: &[WorkloadSettings],
    ) -> Result<Self, String> {
        let default = Arc::new(default.over(&EffectiveObjectives::default()));
        let workloads = workloads
            .iter()
            .map(|settings| Workload::new(settings, &default))
            .collect::<Result<_, _>>()?;
        Ok(Self { default, workloads, ..Self::default() })
    }

    /// Tells where files are, relative to the settings file, `/` between folders; for workloads that match by path.
    #[must_use]
    pub fn with_files(mut self, files: BTreeMap<FileId, Arc<str>>) -> Self {
        self.files = files;
        self
    }

    /// Further names of tags that say something about data.
    #[must_use]
    pub fn with_residency_tags(mut self, tags: ResidencyTags) -> Self {
        self.residency_tags = tags;
        self
    }

    /// Further names of tags that say something about data.
    pub(crate) fn residency_tags(&self) -> &ResidencyTags {
        &self.residency_tags
    }

    /// The objectives of what belongs to no workload.
    #[must_use]
    pub fn default_objectives(&self) -> &Arc<EffectiveObjectives> {
        &self.default
    }

    /// The workload and the objectives of one resource: of its module (printed, empty for the root), its tags, and the files of its block and of the calls that lead to it.
    #[must_use]
    pub fn of(
        &self,
        module: &str,
        tags: &BTreeMap<String, String>,
        files: &[FileId],
    ) -> (Option<Arc<str>>, Arc<EffectiveObjectives>) {
        let paths: Vec<&str> =
            files.iter().filter_map(|file| self.files.get(file).map(|path| &**path)).collect();
        self.workloads.iter().find(|workload| workload.holds(module, tags, &paths)).map_or_else(
            || (None, Arc::clone(&self.default)),
            |workload| (Some(Arc::clone(&workload.name)), Arc::clone(&workload.objectives)),
        )
    }
}

impl Workload {
    fn new(settings: &WorkloadSettings, default: &EffectiveObjectives) -> Result<Self, String> {
        let glob = |pattern: &String| {
            let escaped = pattern.replace('[', "[[]");
            Glob::new(&escaped).map(|glob| glob.compile_matcher()).map_err(|error| {
                format!("workload `{}`: `{pattern}` is no pattern: {}", settings.name, error.kind())
            })
        };
        let tags = settings
            .matches
            .tags
            .iter()
            .map(|(key, pattern)| Ok((key.clone(), glob(pattern)?)))
            .collect::<Result<_, String>>()?;
        Ok(Self {
            name: Arc::from(settings.name.as_str()),
            paths: settings.matches.paths.iter().map(glob).collect::<Result<_, _>>()?,
            tags,
            modules: settings.matches.modules.iter().map(glob).collect::<Result<_, _>>()?,
            objectives: Arc::new(settings.objectives.over(default)),
        })
    }

    fn holds(&self, module: &str, tags: &BTreeMap<String, String>, paths: &[&str]) -> bool {
        let by_path = self.paths.is_empty()
            || self.paths.iter().any(|glob| paths.iter().any(|path| glob.is_match(path)));
        let by_tag = self
            .tags
            .iter()
            .all(|(key, glob)| tags.get(key).is_some_and(|value| glob.is_match(value)));
        let by_module = self.modules.is_empty()
            || self.modules.iter().any(|glob| enclosing(module).any(|outer| glob.is_match(outer)));
        let says_something =
            !(self.paths.is_empty() && self.tags.is_empty() && self.modules.is_empty());
        says_something && by_path && by_tag && by_module
    }
}

/// A module path and those that enclose it: `module.a.module.b`, `module.a`. Without the instance key each is offered too.
fn enclosing(module: &str) -> impl Iterator<Item = &str> {
    let ends = module.match_indices(".module.").map(|(index, _)| index).chain([module.len()]);
    let whole = ends.filter_map(move |end| module.get(..end)).filter(|outer| !outer.is_empty());
    whole
        .flat_map(|outer| {
            [
                Some(outer),
                outer.rfind('[').filter(|_| outer.ends_with(']')).and_then(|at| outer.get(..at)),
            ]
        })
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::{Profile, Survive};

    fn objectives(text: &str) -> Objectives {
        #[derive(serde::Deserialize)]
        struct Settings {
            #[serde(default)]
            objectives: ObjectiveSettings,
            #[serde(default)]
            workload: Vec<WorkloadSettings>,
        }
        let settings: Settings = toml::from_str(text).unwrap();
        Objectives::new(&settings.objectives, &settings.workload)
            .unwrap()
            .with_files(BTreeMap::from([(FileId::new(1), Arc::from("dev/eu/main.tf"))]))
    }

    #[test]
    fn first_workload_that_matches_wins() {
        let objectives = objectives(
            r#"
            [objectives]
            backup_days = 14
            [[workload]]
            name = "sandbox"
            match = { modules = ["module.sandbox"] }
            objectives = { profile = "development" }
            [[workload]]
            name = "dev"
            match = { paths = ["dev/**"], tags = { environment = "dev*" } }
            objectives = { survive = "instance" }
            "#,
        );
        let tags = BTreeMap::from([("environment".to_owned(), "dev-2".to_owned())]);
        let none = BTreeMap::new();
        let (name, effective) = objectives.of("module.sandbox[\"x.y\"].module.db", &none, &[]);
        assert_eq!((name.as_deref(), effective.profile), (Some("sandbox"), Profile::Development));
        let (name, effective) = objectives.of("", &tags, &[FileId::new(1)]);
        assert_eq!(
            (name.as_deref(), effective.survive, effective.backup_days),
            (Some("dev"), Survive::Instance, 14)
        );
        assert_eq!(objectives.of("", &none, &[FileId::new(1)]).0, None);
        assert_eq!(objectives.of("", &tags, &[FileId::new(2)]).1.backup_days, 14);
    }
}
