//! Which directories of a workspace are root modules, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_syntax::{FileSystem, Files, Span};

use crate::load::LoadOptions;
use crate::manifest;
use crate::module::Module;
use crate::modules::{Modules, split_name};
use crate::source::{ModuleSource, normalize_path};
use crate::terragrunt::{self, Terragrunt};

/// Folder names whose modules show or test others.
const SHOWCASES: [&str; 6] = ["examples", "example", "tests", "test", "fixtures", "testdata"];

/// The modules of a workspace.
#[derive(Debug, Clone)]
pub struct Discovery {
    /// Every directory with Terraform files, sorted.
    pub modules: Vec<DiscoveredModule>,
    /// What Terragrunt runs, by directory.
    pub terragrunt: BTreeMap<PathBuf, Terragrunt>,
}

/// One directory with Terraform files.
#[derive(Debug, Clone)]
pub struct DiscoveredModule {
    /// The directory.
    pub directory: PathBuf,
    /// What it is taken for.
    pub role: Role,
}

/// What a directory is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// A root module: Terraform is run here.
    Root {
        /// What shows it, for people: `it has a backend`.
        because: &'static str,
    },
    /// A module that nobody in the workspace calls, and that cannot be run as it is: judged with its variables unknown.
    Library,
    /// Called by other modules: judged through them.
    Called {
        /// The calls' sources.
        by: Vec<Span>,
    },
    /// An example or a test: left out unless asked for.
    Showcase,
}

impl Role {
    /// Whether the directory is judged by default.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        matches!(self, Self::Root { .. } | Self::Library)
    }
}

/// Finds the modules of a workspace.
#[must_use]
pub fn discover(
    files: &Files,
    fs: &dyn FileSystem,
    options: &LoadOptions,
    modules: &Modules,
) -> Discovery {
    let workspace = normalize_path(&options.workspace);
    let texts = fs
        .walk(&workspace, &|path| {
            split_name(path).is_some()
                || is_var_file(path)
                || terragrunt::is_terragrunt(path)
                || path.ends_with(manifest::NAME)
        })
        .unwrap_or_default();
    let downloads: Vec<&Path> = texts
        .iter()
        .filter(|path| path.ends_with(manifest::NAME) && manifest::is_one(fs, path))
        .filter_map(|path| path.parent())
        .collect();
    let directories: BTreeSet<PathBuf> = texts
        .iter()
        .filter(|path| split_name(path).is_some())
        .filter_map(|path| path.parent().map(Path::to_owned))
        .filter(|directory| !downloads.iter().any(|downloads| directory.starts_with(downloads)))
        .filter(|directory| !is_downloaded(directory, &options.data_directory))
        .collect();
    let with_var_files: BTreeSet<&Path> =
        texts.iter().filter(|path| is_var_file(path)).filter_map(|path| path.parent()).collect();
    let terragrunt =
        terragrunt::runs((files, fs, modules), &texts, &|path| directories.contains(path));
    let generated = terragrunt.iter().filter_map(|(directory, run)| {
        Some((directory.clone(), Arc::from(run.generated_by.as_deref()?)))
    });
    modules.set_generated(generated.collect());
    let read = directories
        .iter()
        .filter_map(|directory| Some((directory, modules.get(files, fs, directory)?.0)));
    let read: Vec<(&PathBuf, Arc<Module>)> = read.collect();
    let called = calls(&read, &workspace, options);
    let found = read.iter().map(|(directory, module)| {
        let showcase = is_showcase(directory, &workspace);
        let role = match called.get(directory.as_path()) {
            Some(by) if !showcase => Role::Called { by: by.clone() },
            _ if showcase => Role::Showcase,
            _ => uncalled(module, with_var_files.contains(directory.as_path())),
        };
        DiscoveredModule { directory: (*directory).clone(), role }
    });
    Discovery { modules: found.collect(), terragrunt }
}

/// Which directories are called, and from where. Calls from examples and tests do not count, nor do calls from a module to itself.
fn calls(
    read: &[(&PathBuf, Arc<Module>)],
    workspace: &Path,
    options: &LoadOptions,
) -> BTreeMap<PathBuf, Vec<Span>> {
    let mut called: BTreeMap<PathBuf, Vec<Span>> = BTreeMap::new();
    for (directory, module) in
        read.iter().filter(|(directory, _)| !is_showcase(directory, workspace))
    {
        for call in module.calls.values() {
            let target = match &call.source {
                Some(ModuleSource::Local(local)) => directory.join(local),
                Some(source) => match options.mapped(source) {
                    Some(mapped) => mapped,
                    None => continue,
                },
                None => continue,
            };
            let target = normalize_path(&target);
            if target != **directory {
                called.entry(target).or_default().push(call.source_span);
            }
        }
    }
    called
}

fn uncalled(module: &Module, has_var_files: bool) -> Role {
    let needs_values = module.variables.values().any(|variable| variable.default.is_none());
    let configures = module.providers.keys().next().is_some();
    let expects_providers = module
        .required_providers
        .values()
        .any(|required| !required.configuration_aliases.is_empty());
    if module.backend.is_some() {
        Role::Root { because: "it has a backend" }
    } else if has_var_files {
        Role::Root { because: "it has a file of variable values" }
    } else if configures {
        Role::Root { because: "it configures a provider" }
    } else if expects_providers
        || needs_values
        || (!module.variables.is_empty() && !module.outputs.is_empty())
    {
        Role::Library
    } else {
        Role::Root { because: "no other module calls it" }
    }
}

/// Whether a directory is where `terraform init` puts modules, though it does not say so any more.
fn is_downloaded(directory: &Path, data_directory: &Path) -> bool {
    let modules = data_directory.join("modules");
    directory.ancestors().any(|above| above.ends_with(&modules))
}

fn is_var_file(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}

fn is_showcase(directory: &Path, workspace: &Path) -> bool {
    let below = directory.strip_prefix(workspace).unwrap_or(directory);
    below
        .components()
        .any(|part| part.as_os_str().to_str().is_some_and(|name| SHOWCASES.contains(&name)))
}
