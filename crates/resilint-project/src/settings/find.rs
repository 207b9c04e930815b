//! Where settings come from: the nearest `resilint.toml` above a directory, and the files it extends.

use std::path::{Path, PathBuf};

use resilint_graph::ObjectiveSettings;
use resilint_syntax::{Diagnostic, FileSystem, Files, Span};

use super::model::Settings;
use super::read::read;

/// The names a settings file can have; the first wins.
const NAMES: [&str; 2] = ["resilint.toml", ".resilint.toml"];

/// How many files may extend one another in a row.
const DEEPEST_CHAIN: usize = 16;

/// Settings that cannot be used: what is wrong, and where.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", self.summary())]
pub struct SettingsError {
    /// What is wrong. Never empty.
    pub problems: Vec<Diagnostic>,
}

impl SettingsError {
    fn summary(&self) -> String {
        self.problems
            .first()
            .map_or_else(|| "the settings cannot be used".to_owned(), |first| first.message.clone())
    }
}

/// The settings file that holds for `directory`: its own, or the nearest above, up to the root of the repository.
#[must_use]
pub fn find_settings(fs: &dyn FileSystem, directory: &Path) -> Option<PathBuf> {
    for folder in directory.ancestors() {
        let found = NAMES.iter().map(|name| folder.join(name)).find(|path| fs.read(path).is_ok());
        if found.is_some() {
            return found;
        }
        if is_repository_root(fs, folder) {
            return None;
        }
    }
    None
}

/// Whether a file has a name that settings files have.
#[must_use]
pub fn is_settings(path: &Path) -> bool {
    path.file_name().is_some_and(|name| NAMES.iter().any(|settings| name == *settings))
}

/// Reads a settings file and those it extends.
///
/// # Errors
/// Every mistake in any of them.
pub fn read_settings(
    fs: &dyn FileSystem,
    files: &Files,
    path: &Path,
) -> Result<Settings, SettingsError> {
    let (settings, problems) = read_settings_leniently(fs, files, path);
    if problems.is_empty() { Ok(settings) } else { Err(SettingsError { problems }) }
}

/// Reads a settings file and those it extends: what can be used of them, and every mistake.
pub(crate) fn read_settings_leniently(
    fs: &dyn FileSystem,
    files: &Files,
    path: &Path,
) -> (Settings, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let settings = read_chain(fs, files, path, None, &mut Vec::new(), &mut problems);
    (settings, problems)
}

/// Whether a folder is the root of a repository: it holds `.git`, a folder or, in a work tree, a file.
pub(crate) fn is_repository_root(fs: &dyn FileSystem, folder: &Path) -> bool {
    let git = folder.join(".git");
    fs.is_directory(&git) || fs.read(&git).is_ok()
}

fn read_chain(
    fs: &dyn FileSystem,
    files: &Files,
    path: &Path,
    from: Option<Span>,
    chain: &mut Vec<PathBuf>,
    problems: &mut Vec<Diagnostic>,
) -> Settings {
    let bytes = match fs.read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let span =
                from.unwrap_or_else(|| Span { file: files.add(path, [].into()), start: 0, end: 0 });
            let message = format!("cannot read the settings file `{}`: {error}", path.display());
            problems.push(Diagnostic::error("unreadable-settings", span, message));
            return Settings::default();
        }
    };
    let file = files.add(path, bytes.clone());
    let Ok(text) = std::str::from_utf8(&bytes) else {
        problems.push(Diagnostic::error(
            "invalid-setting",
            Span { file, start: 0, end: 0 },
            "the settings file is not valid UTF-8",
        ));
        return Settings::default();
    };
    let directory = path.parent().unwrap_or(Path::new(""));
    let mut read = read(file, text, directory);
    problems.append(&mut read.problems);
    let mut settings = read.settings;
    settings.files.push(path.to_owned());
    settings.directory = directory.to_owned();
    chain.push(path.to_owned());
    for base in read.extends {
        let target = if fs.is_directory(&base.value) {
            find_in(fs, &base.value).unwrap_or(base.value)
        } else {
            base.value
        };
        if chain.contains(&target) || chain.len() > DEEPEST_CHAIN {
            problems.push(Diagnostic::error(
                "invalid-setting",
                base.span,
                "a settings file cannot extend itself",
            ));
            continue;
        }
        let base = read_chain(fs, files, &target, Some(base.span), chain, problems);
        settings = over(settings, base);
    }
    chain.pop();
    settings
}

fn find_in(fs: &dyn FileSystem, folder: &Path) -> Option<PathBuf> {
    NAMES.iter().map(|name| folder.join(name)).find(|path| fs.read(path).is_ok())
}

/// Settings laid over those they extend: key by key, lists before the lists below.
fn over(mut above: Settings, below: Settings) -> Settings {
    above.files.extend(below.files);
    above.objectives = objectives_over(above.objectives, below.objectives);
    above.workloads.extend(below.workloads);
    above.stated.extend(below.stated);
    above.environments.extend(below.environments);
    for (rule, settings) in below.rules {
        above.rules.entry(rule).or_insert(settings);
    }
    above.suppressions.extend(below.suppressions);
    above.import_suppressions |= below.import_suppressions;
    above.policy_paths.extend(below.policy_paths);
    above.catalog_paths.extend(below.catalog_paths);
    for (source, folder) in below.module_map {
        above.module_map.entry(source).or_insert(folder);
    }
    above.dependencies.extend(below.dependencies);
    above.standbys.extend(below.standbys);
    above.residency_tags.place.extend(below.residency_tags.place);
    above.residency_tags.personal.extend(below.residency_tags.personal);
    for (name, seconds) in below.simulation {
        above.simulation.entry(name).or_insert(seconds);
    }
    above
}

/// Objectives, with what they leave out taken from `below`.
fn objectives_over(above: ObjectiveSettings, below: ObjectiveSettings) -> ObjectiveSettings {
    ObjectiveSettings {
        profile: above.profile.or(below.profile),
        survive: above.survive.or(below.survive),
        availability: above.availability.or(below.availability),
        rto: above.rto.or(below.rto),
        rpo: above.rpo.or(below.rpo),
        backup_days: above.backup_days.or(below.backup_days),
        retention_years: above.retention_years.or(below.retention_years),
        residency: above.residency.or(below.residency),
        min_zones: above.min_zones.or(below.min_zones),
        encryption: above.encryption.or(below.encryption),
    }
}
