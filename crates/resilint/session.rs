//! From the command line's paths and inputs to opened projects and root modules.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use resilint_project::{
    Environment, InputArgument, Options, Project, SettingsError, resolve, shown,
};
use resilint_syntax::{Disk, FileSystem};

use crate::args::InputArgs;
use crate::environment::{
    data_directory, terraform_variables, terraform_workspace, today, working_directory,
};
use crate::terminal::Terminal;

/// A project and those of its root modules that are asked for.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) project: Project,
    pub(crate) roots: Vec<PathBuf>,
    /// The files that were named, absolute; empty when folders were.
    pub(crate) files: Vec<PathBuf>,
}

/// The options that the command line gives.
pub(crate) fn options(inputs: &InputArgs) -> anyhow::Result<Options> {
    let base = working_directory()?;
    let environment = Environment::of(inputs.env.as_deref());
    for argument in &inputs.given.0 {
        if let InputArgument::File(file) = argument
            && Disk.read(&resolve(&base, file)).is_err()
        {
            bail!("`{}` cannot be read", file.display());
        }
    }
    if inputs.plan.is_some() && environment == Environment::All {
        bail!("a plan is of one environment, so `--plan` cannot be judged with `--env all`");
    }
    Ok(Options {
        plan: inputs.plan.clone(),
        config: inputs.config.clone(),
        data_directory: data_directory(),
        arguments: inputs.given.0.clone(),
        environment_vars: terraform_variables(),
        workspace: inputs.workspace.clone().or_else(terraform_workspace),
        environment,
        today: Some(today()),
        ..Options::new(&base)
    })
}

/// Sets the number of threads.
pub(crate) fn use_threads(inputs: &InputArgs) {
    if let Some(threads) = inputs.threads {
        // Fails only when threads are already running: then their number stays as it is.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build_global();
    }
}

/// Opens what the paths name: each folder for itself; files together, in their repository.
pub(crate) fn open(paths: &[PathBuf], options: &Options) -> anyhow::Result<Vec<Session>> {
    let mut sessions = Vec::new();
    let mut files = Vec::new();
    for path in paths {
        let absolute = resolve(&options.base, path);
        if Disk.is_directory(&absolute) {
            sessions.push(open_folder(&absolute, path, options)?);
        } else if Disk.read(&absolute).is_ok() {
            files.push(absolute);
        } else {
            bail!("`{}` does not exist, or cannot be read", path.display());
        }
    }
    for (folder, files) in by_repository(files) {
        sessions.push(open_files(&folder, files, options)?);
    }
    Ok(sessions)
}

/// Opens one root module, for commands that look at one.
pub(crate) fn open_root(directory: &Path, options: &Options) -> anyhow::Result<(Project, PathBuf)> {
    let absolute = resolve(&options.base, directory);
    let project = open_project(&absolute, options)?;
    if let ([only], Some(_)) = (project.root_modules(), &options.plan) {
        let only = only.clone();
        return Ok((project, only));
    }
    let here = project.found_modules().into_iter().any(|module| module.directory == absolute);
    if here {
        return Ok((project, absolute));
    }
    match project.root_modules() {
        [only] => {
            let only = only.clone();
            Ok((project, only))
        }
        [] => bail!("there are no Terraform files in `{}`", directory.display()),
        several => {
            let names: Vec<String> =
                several.iter().take(8).map(|root| shown(&options.base, root)).collect();
            bail!(
                "`{}` holds {} root modules; name one: {}",
                directory.display(),
                several.len(),
                names.join(", ")
            )
        }
    }
}

fn open_folder(absolute: &Path, path: &Path, options: &Options) -> anyhow::Result<Session> {
    let project = open_project(absolute, options)?;
    let roots = project.root_modules().to_vec();
    if roots.is_empty() {
        let found = project.found_modules();
        if found.is_empty() {
            bail!("there are no Terraform files in `{}`", path.display());
        }
        let names: Vec<String> =
            found.iter().take(5).map(|module| shown(&options.base, &module.directory)).collect();
        bail!(
            "there are only examples and tests in `{}`; name one to judge it: {}",
            path.display(),
            names.join(", ")
        );
    }
    Ok(Session { project, roots, files: Vec::new() })
}

/// Files by the root of their repository, or, outside of any, by their folder.
fn by_repository(files: Vec<PathBuf>) -> BTreeMap<PathBuf, Vec<PathBuf>> {
    let is_root = |folder: &&Path| {
        Disk.is_directory(&folder.join(".git")) || Disk.read(&folder.join(".git")).is_ok()
    };
    let mut grouped: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for file in files {
        let folder = file.parent().unwrap_or(Path::new("/"));
        let root = folder.ancestors().find(is_root).unwrap_or(folder).to_owned();
        grouped.entry(root).or_default().push(file);
    }
    grouped
}

fn open_files(folder: &Path, files: Vec<PathBuf>, options: &Options) -> anyhow::Result<Session> {
    let project = open_project(folder, options)?;
    if options.plan.is_some() {
        let roots = project.root_modules().to_vec();
        return Ok(Session { project, roots, files });
    }
    let mut roots: Vec<PathBuf> = files.iter().flat_map(|file| affected(&project, file)).collect();
    roots.sort();
    roots.dedup();
    Ok(Session { project, roots, files })
}

/// The root modules of a file. A file of an example belongs to that example.
fn affected(project: &Project, file: &Path) -> Vec<PathBuf> {
    let roots = project.affected_by(file);
    if !roots.is_empty() {
        return roots;
    }
    let folder = file.parent().map(Path::to_owned);
    project
        .found_modules()
        .into_iter()
        .filter(|module| Some(&module.directory) == folder.as_ref())
        .map(|module| module.directory)
        .collect()
}

/// Opens a folder, whether or not there is Terraform in it.
pub(crate) fn open_anything(directory: &Path, options: &Options) -> anyhow::Result<Project> {
    open_project(&resolve(&options.base, directory), options)
}

fn open_project(root: &Path, options: &Options) -> anyhow::Result<Project> {
    Project::open_with(root, Arc::new(Disk), options.clone())
        .map_err(|error: SettingsError| anyhow::anyhow!("{error}"))
}

/// Says what a command does, when asked to.
pub(crate) fn tell(terminal: &Terminal, sessions: &[Session]) {
    if !terminal.verbose {
        return;
    }
    for session in sessions {
        terminal.say(&format!(
            "{}: {} root modules",
            session.project.root().display(),
            session.roots.len()
        ));
        for root in &session.roots {
            let settings = session.project.settings(root);
            let file = settings
                .files
                .first()
                .map_or_else(|| "no settings file".to_owned(), |file| file.display().to_string());
            terminal.say(&format!("  {} ({file})", root.display()));
        }
    }
}
