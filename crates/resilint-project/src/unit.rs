//! Everything that comes from one settings file: the settings, the rules, the catalog, the objectives.

use std::path::{Path, PathBuf};

use resilint_graph::failure::Times;
use resilint_graph::{Catalog, Objectives};
use resilint_policy::{PolicyFile, Rule, RuleSet};
use resilint_syntax::{Diagnostic, FileId, FileSystem, Files, Severity, Span};

use crate::options::{Options, Precedence};
use crate::settings::{Located, RuleSettings, Settings, read_settings_leniently};
use crate::words::rule_meant;

/// The settings of some root modules, and what is built from them.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) settings: Settings,
    pub(crate) rules: RuleSet,
    pub(crate) catalog: Catalog,
    pub(crate) objectives: Objectives,
    /// Times that no resource decides.
    pub(crate) times: Times,
    /// What is wrong with any of it.
    pub(crate) problems: Vec<Diagnostic>,
    /// The texts that all this was read from.
    inputs: Vec<FileId>,
    /// The folders of policies and catalog entries.
    folders: Vec<PathBuf>,
}

impl Unit {
    /// Reads what a settings file says, and what it names. What `known` was built from the same texts is taken over.
    pub(crate) fn read(
        fs: &dyn FileSystem,
        files: &Files,
        root: &Path,
        file: Option<&Path>,
        known: Option<&Self>,
    ) -> Self {
        let (mut settings, mut problems) =
            file.map_or_else(Default::default, |file| read_settings_leniently(fs, files, file));
        if settings.directory.as_os_str().is_empty() {
            settings.directory = root.to_owned();
        }
        let mut inputs: Vec<FileId> =
            settings.files.iter().filter_map(|path| files.find(path)).collect();
        let policies = texts(fs, files, &settings.policy_paths, "rego", &mut problems);
        let entries = texts(fs, files, &settings.catalog_paths, "toml", &mut problems);
        inputs.extend(policies.iter().chain(&entries));
        if let Some(known) = known.filter(|known| {
            known.inputs == inputs && known.settings.directory == settings.directory
        }) {
            return known.again();
        }
        let rules = rules(files, &policies);
        let catalog = catalog(files, &entries, &mut problems);
        let objectives =
            Objectives::new(&settings.objectives, &settings.workloads).unwrap_or_else(|message| {
                problems.push(Diagnostic::error(
                    "invalid-setting",
                    Span::at(inputs.first().copied().unwrap_or_default(), 0),
                    message,
                ));
                Objectives::default()
            });
        let objectives = objectives.with_residency_tags(settings.residency_tags.clone());
        check_rule_names(&settings, &rules, &mut problems);
        let folders = settings
            .policy_paths
            .iter()
            .chain(&settings.catalog_paths)
            .map(|path| path.value.clone())
            .collect();
        let times = settings
            .simulation
            .iter()
            .fold(Times::default(), |times, (name, seconds)| times.with(name, *seconds));
        Self { settings, rules, catalog, objectives, times, problems, inputs, folders }
    }

    fn again(&self) -> Self {
        Self {
            settings: self.settings.clone(),
            rules: self.rules.clone(),
            catalog: self.catalog.clone(),
            objectives: self.objectives.clone(),
            times: self.times,
            problems: self.problems.clone(),
            inputs: self.inputs.clone(),
            folders: self.folders.clone(),
        }
    }

    /// Whether a file is among what was read here, or would be.
    pub(crate) fn reads(&self, file: &Path) -> bool {
        self.settings.files.iter().any(|path| path == file)
            || self.folders.iter().any(|folder| file.starts_with(folder))
    }

    /// What the settings say about a rule: its own entry, or its category's.
    pub(crate) fn rule_settings(&self, rule: &Rule) -> Option<&RuleSettings> {
        let rules = &self.settings.rules;
        rules.get(&*rule.id).or_else(|| rules.get(rule.category.as_str()))
    }

    /// Whether a rule is run.
    pub(crate) fn is_wanted(&self, rule: &Rule, options: &Options) -> bool {
        let names = |list: &[String]| {
            list.iter().any(|name| *name == *rule.id || name == rule.category.as_str())
        };
        let selected = if options.select.is_empty() {
            self.level(rule, options).is_none_or(|level| level.is_some())
        } else {
            names(&options.select)
        };
        selected && !names(&options.ignore)
    }

    /// How bad a finding of a rule is.
    pub(crate) fn severity(&self, rule: &Rule, options: &Options) -> Severity {
        self.level(rule, options).flatten().unwrap_or(rule.severity)
    }

    /// How a rule is run, where anybody says so: `Some(None)` for off.
    fn level(&self, rule: &Rule, options: &Options) -> Option<Option<Severity>> {
        let of_file = self
            .rule_settings(rule)
            .map(|settings| settings.enabled.then(|| settings.severity.unwrap_or(rule.severity)));
        let of_caller = options.rule_levels.of(rule);
        match options.rule_levels.precedence {
            Precedence::File => of_file.or(of_caller),
            Precedence::Caller => of_caller.or(of_file),
        }
    }
}

/// The files of some kind in folders, or those that are named themselves.
fn texts(
    fs: &dyn FileSystem,
    files: &Files,
    paths: &[Located<PathBuf>],
    extension: &str,
    problems: &mut Vec<Diagnostic>,
) -> Vec<FileId> {
    let mut found = Vec::new();
    for path in paths {
        let of_kind = |path: &Path| path.extension().is_some_and(|found| found == extension);
        let listed = if of_kind(&path.value) {
            Ok(vec![path.value.clone()])
        } else {
            fs.walk(&path.value, &of_kind)
        };
        let texts = listed.and_then(|paths| {
            paths
                .into_iter()
                .map(|path| fs.read(&path).map(|text| files.add(&path, text)))
                .collect()
        });
        match texts {
            Ok(texts) => found.extend::<Vec<FileId>>(texts),
            Err(error) => {
                let message = format!("`{}` cannot be read: {error}", path.value.display());
                problems.push(Diagnostic::error("invalid-setting", path.span, message));
            }
        }
    }
    found
}

fn rules(files: &Files, policies: &[FileId]) -> RuleSet {
    let builtin = RuleSet::builtin();
    if policies.is_empty() {
        return builtin;
    }
    builtin.with_user_policies(policies.iter().map(|file| {
        let path = files.path(*file).to_string_lossy().into_owned();
        PolicyFile::user(path, String::from_utf8_lossy(&files.text(*file)).into_owned())
    }))
}

fn catalog(files: &Files, entries: &[FileId], problems: &mut Vec<Diagnostic>) -> Catalog {
    let mut catalog = Catalog::builtin();
    for file in entries {
        match catalog.with_user_entries(&String::from_utf8_lossy(&files.text(*file))) {
            Ok(extended) => catalog = extended,
            Err(error) => {
                let range = error.range.unwrap_or(0..0);
                let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                let span = Span::new(*file, offset(range.start), offset(range.end));
                let message = error
                    .message
                    .lines()
                    .next()
                    .unwrap_or("this is not a catalog entry")
                    .to_owned();
                problems.push(Diagnostic::error("invalid-catalog", span, message));
            }
        }
    }
    catalog
}

/// Entries of `[rules]` that name no rule.
fn check_rule_names(settings: &Settings, rules: &RuleSet, problems: &mut Vec<Diagnostic>) {
    let categories = resilint_policy::Category::ALL.map(resilint_policy::Category::as_str);
    let names: Vec<&str> = rules.rules().iter().map(|rule| &*rule.id).chain(categories).collect();
    for (name, entry) in &settings.rules {
        if names.contains(&name.as_str()) {
            continue;
        }
        let diagnostic =
            Diagnostic::error("invalid-setting", entry.span, format!("there is no rule `{name}`"));
        problems.push(diagnostic.with_help(rule_meant(name, names.iter().copied())));
    }
}
