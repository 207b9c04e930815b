//! A workspace with its root modules and settings: what the command line and the language server open.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use resilint_config::{Discovery, LoadOptions, Modules, Role, discover};
use resilint_syntax::{Diagnostic, FileSystem, Files, Format};

use crate::fix::Fixes;
use crate::judge::Memories;
use crate::options::Options;
use crate::paths::{resolve, shown};
use crate::plan::GivenPlan;
use crate::settings::{SettingsError, find_settings, is_repository_root, read_settings_leniently};
use crate::unit::Unit;

/// A workspace. Opening it finds root modules and reads settings; nothing is judged yet.
#[derive(Debug)]
pub struct Project {
    pub(crate) root: PathBuf,
    /// The root of the repository, or the folder that was opened: what may be read lies inside.
    pub(crate) workspace: PathBuf,
    pub(crate) fs: Arc<dyn FileSystem>,
    pub(crate) files: Arc<Files>,
    pub(crate) modules: Modules,
    pub(crate) options: Options,
    pub(crate) plan: Option<GivenPlan>,
    discovery: Discovery,
    roots: Vec<PathBuf>,
    units: BTreeMap<PathBuf, Arc<Unit>>,
    /// The directories that each root module consists of, as far as anybody asked; forgotten when what calls what changes.
    directories: Mutex<BTreeMap<PathBuf, Arc<[PathBuf]>>>,
    /// What the rules found, for root modules that are judged again and again.
    pub(crate) memories: Memories,
    /// The changes that findings propose.
    pub(crate) fixes: Fixes,
}

/// A directory with Terraform files, and what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundModule {
    /// The directory.
    pub directory: PathBuf,
    /// Whether it is judged by itself.
    pub is_root: bool,
    /// Why, for people.
    pub because: String,
}

impl Project {
    /// Opens a folder with the usual options.
    ///
    /// # Errors
    /// When the folder's settings file cannot be used at all.
    pub fn open(root: &Path, fs: Arc<dyn FileSystem>) -> Result<Self, SettingsError> {
        Self::open_with(root, fs, Options::new(root))
    }

    /// Opens a folder. Mistakes in settings files are no errors here: they are reported with each root module that they concern.
    ///
    /// # Errors
    /// When the settings file that the options name cannot be read, or the plan is none of a root module here.
    pub fn open_with(
        root: &Path,
        fs: Arc<dyn FileSystem>,
        options: Options,
    ) -> Result<Self, SettingsError> {
        let root = resolve(&options.base, root);
        let workspace = root
            .ancestors()
            .find(|folder| is_repository_root(&*fs, folder))
            .unwrap_or(&root)
            .to_owned();
        let mut project = Self {
            root,
            workspace,
            fs,
            files: Arc::new(Files::new()),
            modules: Modules::new(),
            options,
            plan: None,
            discovery: Discovery { modules: Vec::new(), terragrunt: BTreeMap::new() },
            roots: Vec::new(),
            units: BTreeMap::new(),
            directories: Mutex::default(),
            memories: Memories::default(),
            fixes: Fixes::default(),
        };
        project.plan = project.read_plan()?;
        project.find();
        project.choose_root_of_plan()?;
        if let Some(file) = &project.options.config
            && project.fs.read(&resolve(&project.options.base, file)).is_err()
        {
            let path = resolve(&project.options.base, file);
            let span = resilint_syntax::Span::at(project.files.add(&path, [].into()), 0);
            let message = format!("the settings file `{}` cannot be read", file.display());
            return Err(SettingsError {
                problems: vec![Diagnostic::error("unreadable-settings", span, message)],
            });
        }
        Ok(project)
    }

    /// Looks at the files again: after an edit, with a file system that shows it. What did not change is kept.
    pub fn refresh(&mut self) {
        self.modules.refresh();
        self.find();
    }

    /// Takes over edits of files that were there before. Cheaper than [`Project::refresh`]: nothing is walked, unless an edit changes
    /// what calls what. Answers whether the root modules may have changed.
    pub fn edited(&mut self, edited: &[PathBuf]) -> bool {
        let folders: BTreeSet<&Path> = edited.iter().filter_map(|file| file.parent()).collect();
        let plain =
            edited.iter().all(|file| Format::of(file).is_some() && self.files.find(file).is_some());
        let before: Vec<_> = folders.iter().map(|folder| self.outline(folder)).collect();
        for folder in &folders {
            self.modules.refresh_directory(folder);
        }
        let after: Vec<_> = folders.iter().map(|folder| self.outline(folder)).collect();
        for file in edited {
            self.files.forget_older(file);
        }
        let changed = !plain || before != after;
        if changed {
            self.refresh();
        }
        changed
    }

    /// What discovery looks at in a module.
    fn outline(&self, folder: &Path) -> Option<(Vec<String>, [bool; 5])> {
        let (module, _) = self.modules.get(&self.files, &*self.fs, folder)?;
        let sources = module.calls.values().map(|call| format!("{:?}", call.source)).collect();
        let open = module.variables.values().any(|variable| variable.default.is_none());
        let aliases = module
            .required_providers
            .values()
            .any(|required| !required.configuration_aliases.is_empty());
        let bare = module.variables.is_empty() || module.outputs.is_empty();
        Some((
            sources,
            [
                module.backend.is_some(),
                module.providers.keys().next().is_some(),
                open,
                aliases,
                bare,
            ],
        ))
    }

    fn find(&mut self) {
        // Copies of modules that the settings name are called, so they are no root modules.
        let file = self.settings_file(&self.root);
        let settings = file.map(|file| read_settings_leniently(&*self.fs, &self.files, &file).0);
        let options = LoadOptions {
            modules: settings.map(|settings| settings.module_map).unwrap_or_default(),
            data_directory: self.options.data_directory.clone(),
            ..LoadOptions::new(&self.root)
        };
        self.discovery = discover(&self.files, &*self.fs, &options, &self.modules);
        let judged = self.discovery.modules.iter().filter(|module| module.role.is_judged());
        self.roots = judged.map(|module| module.directory.clone()).collect();
        if let Some(root) = self.plan.as_ref().and_then(|plan| plan.root.clone()) {
            self.roots = vec![root];
        }
        self.directories = Mutex::default();
        let mut units: BTreeMap<PathBuf, Arc<Unit>> = BTreeMap::new();
        let mut by_file: BTreeMap<Option<PathBuf>, Arc<Unit>> = BTreeMap::new();
        for root in &self.roots {
            let file = self.settings_file(root);
            let unit = by_file
                .entry(file.clone())
                .or_insert_with(|| Arc::new(self.read_unit(file.as_deref())));
            units.insert(root.clone(), Arc::clone(unit));
        }
        self.units = units;
    }

    /// The root module that the plan belongs to is the only one that is judged.
    fn choose_root_of_plan(&mut self) -> Result<(), SettingsError> {
        let Some(plan) = &self.plan else { return Ok(()) };
        let root = self.root_of_plan(plan)?;
        if let Some(plan) = &mut self.plan {
            plan.root = Some(root);
        }
        self.find();
        Ok(())
    }

    fn settings_file(&self, directory: &Path) -> Option<PathBuf> {
        match &self.options.config {
            Some(file) => Some(resolve(&self.options.base, file)),
            None => find_settings(&*self.fs, directory),
        }
    }

    fn read_unit(&self, file: Option<&Path>) -> Unit {
        let known = self
            .units
            .values()
            .find(|unit| unit.settings.files.first().map(PathBuf::as_path) == file);
        Unit::read(&*self.fs, &self.files, &self.root, file, known.map(|unit| &**unit))
    }

    /// The folder that was opened.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The root modules, sorted.
    #[must_use]
    pub fn root_modules(&self) -> &[PathBuf] {
        &self.roots
    }

    /// Every directory with Terraform files, and what it is taken for.
    #[must_use]
    pub fn found_modules(&self) -> Vec<FoundModule> {
        let modules = self.discovery.modules.iter().map(|module| {
            let by = self.discovery.terragrunt.get(&module.directory);
            let because = match &module.role {
                Role::Root { .. } | Role::Library if by.is_some() => {
                    format!(
                        "Terragrunt runs it, from {}",
                        self.folders(by.iter().flat_map(|by| &by.files))
                    )
                }
                Role::Root { because } => (*because).to_owned(),
                Role::Library => {
                    "a library: no module here calls it, so its variables are unknown".to_owned()
                }
                Role::Called { by } => format!("called by {}", self.callers(by)),
                Role::Showcase => "an example or a test; name it to judge it".to_owned(),
            };
            FoundModule {
                directory: module.directory.clone(),
                is_root: module.role.is_judged(),
                because,
            }
        });
        modules.collect()
    }

    /// The file of Terragrunt that runs a root module; `None` if several do, each with inputs of its own.
    pub(crate) fn terragrunt_file(&self, root: &Path) -> Option<&Path> {
        match self.discovery.terragrunt.get(root)?.files.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether a directory is a module that is meant to be called.
    pub(crate) fn is_library(&self, root: &Path) -> bool {
        self.discovery
            .modules
            .iter()
            .any(|module| module.directory == root && module.role == Role::Library)
    }

    fn callers(&self, spans: &[resilint_syntax::Span]) -> String {
        let files: Vec<PathBuf> =
            spans.iter().map(|span| self.files.path(span.file).to_path_buf()).collect();
        self.folders(files.iter())
    }

    /// The folders of files, in words.
    fn folders<'p>(&self, files: impl Iterator<Item = &'p PathBuf>) -> String {
        let folder =
            |file: &PathBuf| shown(&self.options.base, file.parent().unwrap_or(Path::new("")));
        let mut folders: Vec<String> = files.map(folder).collect();
        folders.dedup();
        let more = folders.len().saturating_sub(3);
        folders.truncate(3);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{more}", folders.join(", "))
    }

    /// The root modules that a file belongs to: those whose result can change when it does.
    #[must_use]
    pub fn affected_by(&self, file: &Path) -> Vec<PathBuf> {
        let file = resolve(&self.options.base, file);
        let affected = self.roots.iter().filter(|root| self.depends_on(root, &file));
        affected.cloned().collect()
    }

    fn depends_on(&self, root: &Path, file: &Path) -> bool {
        let unit = self.unit(root);
        if unit.reads(file) {
            return true;
        }
        let Some(folder) = file.parent() else { return false };
        if Format::of(file).is_none() {
            // A file that Terraform may read: a template, a policy document.
            return folder.starts_with(root);
        }
        folder == root || self.called_directories(root).iter().any(|called| called == folder)
    }

    fn called_directories(&self, root: &Path) -> Arc<[PathBuf]> {
        let known = self.directories.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(root) {
            return Arc::clone(known);
        }
        drop(known);
        let (configuration, _) = self.load(root);
        let called: Arc<[PathBuf]> =
            configuration.called_directories().iter().map(|called| called.to_path_buf()).collect();
        let mut known = self.directories.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(root.to_owned(), Arc::clone(&called));
        called
    }

    /// The settings and rules that hold for a root module.
    pub(crate) fn unit(&self, root: &Path) -> Arc<Unit> {
        if let Some(unit) = self.units.get(root) {
            return Arc::clone(unit);
        }
        Arc::new(self.read_unit(self.settings_file(root).as_deref()))
    }

    pub(crate) fn load(&self, root: &Path) -> (resilint_config::Configuration, Vec<Diagnostic>) {
        let options = LoadOptions {
            workspace: self.workspace.clone(),
            modules: self.unit(root).settings.module_map.clone(),
            data_directory: self.options.data_directory.clone(),
        };
        resilint_config::load(&self.files, &*self.fs, root, &options, &self.modules)
    }

    /// The texts that were read.
    #[must_use]
    pub fn files(&self) -> &Arc<Files> {
        &self.files
    }

    /// The text behind a path of a report.
    #[must_use]
    pub fn source(&self, file: &str) -> Option<Arc<[u8]>> {
        let file = self.files.find(&resolve(&self.options.base, Path::new(file)))?;
        Some(self.files.text(file))
    }

    /// The rules that hold for a root module, and whether each is on.
    #[must_use]
    pub fn rules(&self, root: &Path) -> resilint_policy::RuleSet {
        self.unit(root).rules.clone()
    }

    /// The names by which rules can be chosen: the ids of those of any root module, and the categories.
    #[must_use]
    pub fn rule_names(&self) -> BTreeSet<String> {
        let roots = self.root_modules().iter().map(PathBuf::as_path).chain([self.root()]);
        let mut names: BTreeSet<String> =
            resilint_policy::Category::ALL.map(|category| category.as_str().to_owned()).into();
        for root in roots {
            names.extend(self.unit(root).rules.rules().iter().map(|rule| rule.id.to_string()));
        }
        names
    }

    /// The settings that hold for a root module.
    #[must_use]
    pub fn settings(&self, root: &Path) -> crate::Settings {
        self.unit(root).settings.clone()
    }

    /// The objectives that hold for a root module's resources, unless a workload has its own.
    #[must_use]
    pub fn objectives(&self, root: &Path) -> resilint_graph::EffectiveObjectives {
        (**self.unit(root).objectives.default_objectives()).clone()
    }

    /// What is wrong with the settings that hold for a root module: `file:line:column: message`.
    #[must_use]
    pub fn settings_problems(&self, root: &Path) -> Vec<String> {
        let places = self.places();
        let unit = self.unit(root);
        let lines = unit.problems.iter().map(|problem| {
            let start = places.range(problem.span).start;
            let help = problem.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
            format!(
                "{}:{}:{}: {}{help}",
                places.file(problem.span),
                start.line,
                start.column,
                problem.message
            )
        });
        lines.collect()
    }

    /// The options it was opened with.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The root of the repository, or the folder that was opened.
    #[must_use]
    pub fn workspace(&self) -> &Path {
        &self.workspace
    }
}
