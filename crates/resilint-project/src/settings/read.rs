//! From the text of one settings file to [`Settings`]. Every mistake is reported, with its place.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use resilint_config::ModuleSource;
use resilint_graph::{
    DeclaredStandby, Egress, ObjectiveSettings, Profile, ResidencyTags, Survive, WorkloadMatch,
    WorkloadSettings,
};
use resilint_syntax::{Diagnostic, FileId, Severity, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::paths::resolve;

use super::keys::{
    CATALOG, DEPENDENCY, ENVIRONMENT, MODULES, OBJECTIVES, POLICIES, RESIDENCY_TAGS, RULE,
    SETTINGS_KEYS, SIMULATION, STANDBY, SUPPRESSION, SUPPRESSIONS, WORKLOAD, WORKLOAD_MATCH,
};
use super::model::{
    DependencySettings, EnvironmentSettings, Located, RuleSettings, Settings, StatedObjectives,
    SuppressionSettings,
};
use super::suggest::nearest;
use super::table::{Problems, Table};

const PROFILES: [(&str, Profile); 4] = [
    ("standard", Profile::Standard),
    ("critical", Profile::Critical),
    ("regulated", Profile::Regulated),
    ("development", Profile::Development),
];
const LEVELS: [(&str, Survive); 4] = [
    ("none", Survive::None),
    ("instance", Survive::Instance),
    ("az", Survive::Az),
    ("region", Survive::Region),
];
const EGRESS: [(&str, Egress); 2] = [("required", Egress::Required), ("none", Egress::None)];
/// Whether a copy is synchronous.
const COPIES: [(&str, bool); 2] = [("sync", true), ("async", false)];
/// Whether a promotion is automatic.
const PROMOTIONS: [(&str, bool); 2] = [("automatic", true), ("runbook", false)];
/// The severities of a rule; `None` is off.
const RULE_LEVELS: [(&str, Option<Severity>); 5] = [
    ("off", None),
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("info", Some(Severity::Info)),
    ("hint", Some(Severity::Hint)),
];

/// One settings file, without those it extends.
#[derive(Debug)]
pub(super) struct SettingsFile {
    pub(super) settings: Settings,
    /// `extends`, absolute.
    pub(super) extends: Vec<Located<PathBuf>>,
    pub(super) problems: Vec<Diagnostic>,
}

/// Reads one settings file, which lies in `directory`.
pub(super) fn read(file: FileId, text: &str, directory: &Path) -> SettingsFile {
    let mut problems = Problems::new(file);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let first_line = error.message().lines().next().unwrap_or("invalid TOML").to_owned();
        problems.add(error.span().unwrap_or(0..0), first_line, None);
    }
    let mut top = Table::new("", SETTINGS_KEYS, 0..text.len(), table.into_inner());
    let extends = paths(&mut top, "extends", directory, &mut problems);
    let settings = settings(&mut top, directory, &mut problems);
    top.finish(&mut problems);
    SettingsFile { settings, extends, problems: problems.into_list() }
}

fn settings(top: &mut Table<'_>, directory: &Path, problems: &mut Problems) -> Settings {
    let mut settings = Settings::default();
    if let Some(table) = top.table("objectives", OBJECTIVES, problems) {
        settings.stated.push(StatedObjectives { workload: None, keys: table.places(problems) });
        settings.objectives = objectives(table, problems);
    }
    for table in top.tables("workload", WORKLOAD, problems) {
        if let Some((workload, keys)) = workload(table, problems) {
            let name = Some(workload.name.clone());
            settings.stated.push(StatedObjectives { workload: name, keys });
            settings.workloads.push(workload);
        }
    }
    settings.environments = top
        .tables("environment", ENVIRONMENT, problems)
        .into_iter()
        .filter_map(|table| environment(table, directory, problems))
        .collect();
    if let Some(table) = top.table("rules", &[], problems) {
        settings.rules = rules(table, problems);
    }
    suppressions(top, directory, &mut settings, problems);
    for (key, keys, target) in [
        ("policies", POLICIES, &mut settings.policy_paths),
        ("catalog", CATALOG, &mut settings.catalog_paths),
    ] {
        if let Some(mut table) = top.table(key, keys, problems) {
            *target = paths(&mut table, "paths", directory, problems);
            table.finish(problems);
        }
    }
    if let Some(table) = top.table("modules", MODULES, problems) {
        settings.module_map = modules(table, directory, problems);
    }
    settings.dependencies = top
        .tables("dependency", DEPENDENCY, problems)
        .into_iter()
        .filter_map(|table| dependency(table, problems))
        .collect();
    settings.standbys = top
        .tables("standby", STANDBY, problems)
        .into_iter()
        .filter_map(|table| standby(table, problems))
        .collect();
    if let Some(mut table) = top.table("residency", RESIDENCY_TAGS, problems) {
        settings.residency_tags = ResidencyTags {
            place: table.strings("place_tags", problems).map(plain).unwrap_or_default(),
            personal: table.strings("personal_tags", problems).map(plain).unwrap_or_default(),
        };
        table.finish(problems);
    }
    if let Some(table) = top.table("simulation", SIMULATION, problems) {
        settings.simulation = simulation(table, problems);
    }
    settings
}

fn objectives(mut table: Table<'_>, problems: &mut Problems) -> ObjectiveSettings {
    let objectives = ObjectiveSettings {
        profile: word(&mut table, "profile", &PROFILES, problems),
        survive: word(&mut table, "survive", &LEVELS, problems),
        availability: table.fraction("availability", problems),
        rto: table.duration("rto", problems),
        rpo: table.duration("rpo", problems),
        backup_days: table.small_count("backup_days", problems),
        retention_years: table.small_count("retention_years", problems),
        residency: table.strings("residency", problems).map(plain),
        min_zones: table.small_count("min_zones", problems),
        encryption: table.boolean("encryption", problems),
    };
    table.finish(problems);
    objectives
}

/// A workload, and where its objectives are stated.
fn workload(
    mut table: Table<'_>,
    problems: &mut Problems,
) -> Option<(WorkloadSettings, BTreeMap<String, Span>)> {
    let name = required(&mut table, "name", problems);
    let mut matches = WorkloadMatch::default();
    if let Some(inner) = table.table("match", WORKLOAD_MATCH, problems) {
        matches = workload_match(inner, problems);
    }
    let (mut settings, mut stated) = (ObjectiveSettings::default(), BTreeMap::new());
    match table.table("objectives", OBJECTIVES, problems) {
        Some(inner) => {
            stated = inner.places(problems);
            settings = objectives(inner, problems);
        }
        None => table.missing("objectives", problems),
    }
    table.finish(problems);
    Some((WorkloadSettings { name: name?, matches, objectives: settings }, stated))
}

fn workload_match(mut table: Table<'_>, problems: &mut Problems) -> WorkloadMatch {
    let mut matches = WorkloadMatch {
        paths: table.strings("paths", problems).map(plain).unwrap_or_default(),
        modules: table.strings("modules", problems).map(plain).unwrap_or_default(),
        ..WorkloadMatch::default()
    };
    if let Some(mut tags) = table.table("tags", &[], problems) {
        for (key, value) in tags.rest() {
            match value.get_ref().as_str() {
                Some(text) => drop(matches.tags.insert(key.into_inner(), text.to_owned())),
                None => problems.wrong_type(key.get_ref(), &value, "a string"),
            }
        }
    }
    table.finish(problems);
    matches
}

fn environment(
    mut table: Table<'_>,
    directory: &Path,
    problems: &mut Problems,
) -> Option<EnvironmentSettings> {
    let name = required(&mut table, "name", problems);
    let roots = table.strings("roots", problems).map(plain).unwrap_or_default();
    let var_files = table.strings("var_files", problems).map(plain).unwrap_or_default();
    let workspace = table.string("workspace", problems).map(Spanned::into_inner);
    table.finish(problems);
    let var_files = var_files.into_iter().map(PathBuf::from).collect();
    Some(EnvironmentSettings {
        name: name?,
        roots,
        var_files,
        workspace,
        directory: directory.to_owned(),
    })
}

fn rules(mut table: Table<'_>, problems: &mut Problems) -> BTreeMap<String, RuleSettings> {
    let mut rules = BTreeMap::new();
    for (key, value) in table.rest() {
        let span = problems.span(key.span().start..value.span().end);
        let mut rule = RuleSettings {
            enabled: true,
            severity: None,
            ignorable: true,
            ignore_types: Vec::new(),
            span,
        };
        match value.get_ref() {
            DeValue::String(level) => apply_level(&mut rule, level, value.span(), problems),
            DeValue::Boolean(enabled) => rule.enabled = *enabled,
            DeValue::Table(inner) => {
                let name = format!("[rules.{}]", key.get_ref());
                let mut inner = Table::new(name, RULE, value.span(), inner.clone());
                if let Some(level) = inner.string("severity", problems) {
                    apply_level(&mut rule, level.get_ref(), level.span(), problems);
                }
                rule.ignorable = inner.boolean("ignorable", problems).unwrap_or(true);
                rule.ignore_types =
                    inner.strings("ignore_types", problems).map(plain).unwrap_or_default();
                inner.finish(problems);
            }
            _ => problems.wrong_type(key.get_ref(), &value, "a severity, `off` or a table"),
        }
        rules.insert(key.into_inner(), rule);
    }
    rules
}

fn apply_level(rule: &mut RuleSettings, level: &str, span: Range<usize>, problems: &mut Problems) {
    match RULE_LEVELS.iter().find(|(name, _)| *name == level) {
        Some((_, None)) => rule.enabled = false,
        Some((_, severity)) => rule.severity = *severity,
        None => not_a_word(level, span, "severity", &RULE_LEVELS, problems),
    }
}

/// `[[suppress]]`, or `[suppress]` with `import` and `[[suppress.entry]]`, since one key cannot be both a list and a table.
fn suppressions(
    top: &mut Table<'_>,
    directory: &Path,
    settings: &mut Settings,
    problems: &mut Problems,
) {
    let Some(value) = top.take("suppress") else { return };
    let span = value.span();
    let mut table = match value.into_inner() {
        DeValue::Table(table) => Table::new("[suppress]", SUPPRESSIONS, span, table),
        other => {
            let whole = Spanned::new(span.clone(), other);
            let entries = [(Spanned::new(span.clone(), "entry".into()), whole)];
            Table::new("", SUPPRESSIONS, span, entries.into_iter().collect())
        }
    };
    settings.import_suppressions = table.boolean("import", problems).unwrap_or(false);
    settings.suppressions = table
        .tables("entry", SUPPRESSION, problems)
        .into_iter()
        .filter_map(|entry| suppression(entry, directory, problems))
        .collect();
    table.finish(problems);
}

fn suppression(
    mut table: Table<'_>,
    directory: &Path,
    problems: &mut Problems,
) -> Option<SuppressionSettings> {
    let span = problems.span(table.span());
    let rule = required(&mut table, "rule", problems);
    let address = table.string("address", problems).map(Spanned::into_inner);
    let paths = table.strings("paths", problems).map(plain).unwrap_or_default();
    let reason = required(&mut table, "reason", problems);
    let until = table.date("until", problems);
    table.finish(problems);
    Some(SuppressionSettings {
        rule: rule?,
        address,
        paths,
        reason: reason?,
        until,
        span,
        directory: directory.to_owned(),
    })
}

fn modules(
    mut table: Table<'_>,
    directory: &Path,
    problems: &mut Problems,
) -> BTreeMap<String, PathBuf> {
    let mut map = BTreeMap::new();
    if let Some(mut entries) = table.table("map", &[], problems) {
        for (source, folder) in entries.rest() {
            match folder.get_ref().as_str() {
                Some(path) => {
                    let source = ModuleSource::parse(source.get_ref()).to_string();
                    map.insert(source, resolve(directory, Path::new(path)));
                }
                None => problems.wrong_type(source.get_ref(), &folder, "the path of a folder"),
            }
        }
    }
    table.finish(problems);
    map
}

fn dependency(mut table: Table<'_>, problems: &mut Problems) -> Option<DependencySettings> {
    let span = problems.span(table.span());
    let from = required(&mut table, "from", problems);
    let to = table.string("to", problems).map(Spanned::into_inner);
    let soft = table.boolean("soft", problems);
    let quorum = table.small_count("quorum", problems);
    let egress = word(&mut table, "egress", &EGRESS, problems);
    if to.is_none() && egress.is_none() {
        table.missing("to", problems);
    }
    table.finish(problems);
    Some(DependencySettings { from: from?, to, soft, quorum, egress, span })
}

fn standby(mut table: Table<'_>, problems: &mut Problems) -> Option<Located<DeclaredStandby>> {
    let span = problems.span(table.span());
    let primary = required(&mut table, "primary", problems);
    let standby = required(&mut table, "standby", problems);
    let copy = word(&mut table, "copy", &COPIES, problems);
    let lag_seconds = table.duration("lag", problems);
    let promotion = word(&mut table, "promotion", &PROMOTIONS, problems);
    let takes_seconds = table.duration("takes", problems);
    table.finish(problems);
    let value = DeclaredStandby {
        primary: primary?,
        standby: standby?,
        synchronous: copy.unwrap_or(false),
        lag_seconds,
        automatic: promotion.unwrap_or(false),
        takes_seconds,
    };
    Some(Located { value, span })
}

fn simulation(mut table: Table<'_>, problems: &mut Problems) -> BTreeMap<String, u64> {
    let mut times = BTreeMap::new();
    for key in SIMULATION {
        if let Some(seconds) = table.duration(key.name, problems) {
            times.insert(key.name.to_owned(), seconds);
        }
    }
    table.finish(problems);
    times
}

fn required(table: &mut Table<'_>, key: &'static str, problems: &mut Problems) -> Option<String> {
    let found = table.string(key, problems);
    if found.is_none() {
        table.missing(key, problems);
    }
    found.map(Spanned::into_inner)
}

/// A string that is one of a few words.
fn word<T: Clone>(
    table: &mut Table<'_>,
    key: &'static str,
    words: &[(&'static str, T)],
    problems: &mut Problems,
) -> Option<T> {
    let value = table.string(key, problems)?;
    let found = words.iter().find(|(word, _)| word == value.get_ref());
    if found.is_none() {
        not_a_word(value.get_ref(), value.span(), key, words, problems);
    }
    found.map(|(_, meaning)| meaning.clone())
}

fn not_a_word<T>(
    found: &str,
    span: Range<usize>,
    key: &str,
    words: &[(&'static str, T)],
    problems: &mut Problems,
) {
    let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let help = match nearest(found, words.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of: {}", words.join(", ")),
    };
    problems.add(span, format!("`{found}` is not a value of `{key}`"), Some(help));
}

fn paths(
    table: &mut Table<'_>,
    key: &'static str,
    directory: &Path,
    problems: &mut Problems,
) -> Vec<Located<PathBuf>> {
    let strings = table.strings(key, problems).unwrap_or_default();
    strings
        .into_iter()
        .map(|path| Located {
            span: problems.span(path.span()),
            value: resolve(directory, Path::new(path.get_ref())),
        })
        .collect()
}

fn plain(strings: Vec<Spanned<String>>) -> Vec<String> {
    strings.into_iter().map(Spanned::into_inner).collect()
}
