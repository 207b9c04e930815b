//! The tree of module calls below a root module.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_syntax::{Diagnostic, FileSystem, Files, Span};

use crate::manifest::Manifest;
use crate::module::{Module, ModuleCall};
use crate::modules::Modules;
use crate::source::{ModuleSource, normalize_path};

/// How deep modules may call modules.
const MAX_DEPTH: usize = 64;

/// Where modules may be found besides their own directory.
#[derive(Debug, Clone)]
pub struct LoadOptions {
    /// The workspace: what may be read lies inside.
    pub workspace: PathBuf,
    /// Directories for module sources, `[modules.map]`; the source in the spelling of [`ModuleSource`].
    pub modules: BTreeMap<String, PathBuf>,
    /// Terraform's data directory, relative to the root module: `.terraform`, or what `TF_DATA_DIR` says.
    pub data_directory: PathBuf,
}

impl LoadOptions {
    /// The usual data directory and no mapped modules.
    #[must_use]
    pub fn new(workspace: impl Into<PathBuf>) -> Self {
        Self {
            workspace: workspace.into(),
            modules: BTreeMap::new(),
            data_directory: PathBuf::from(".terraform"),
        }
    }

    /// The directory that the settings name for a module source, or for the package that it is in.
    pub(crate) fn mapped(&self, source: &ModuleSource) -> Option<PathBuf> {
        let ModuleSource::Remote { package, directory } = source else { return None };
        let whole = self.modules.get(&source.to_string()).cloned();
        let below = directory.as_deref().unwrap_or(".");
        let mapped = whole.or_else(|| Some(self.modules.get(package)?.join(below)))?;
        Some(normalize_path(&self.workspace.join(mapped)))
    }
}

/// A root module with everything it calls.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// The root module.
    pub root: Arc<ModuleNode>,
    /// The workspace: what may be read lies inside.
    pub workspace: PathBuf,
}

/// A module where it is called, with the modules it calls.
#[derive(Debug)]
pub struct ModuleNode {
    /// What the module declares.
    pub module: Arc<Module>,
    /// Its module calls, by name.
    pub children: BTreeMap<Arc<str>, Child>,
}

/// What a module call leads to.
#[derive(Debug, Clone)]
pub enum Child {
    /// A module at hand.
    Loaded(Arc<ModuleNode>),
    /// A module that is not at hand.
    Missing(MissingModule),
}

/// A module that is not at hand: its outputs are unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingModule {
    /// Its source in one spelling; for catalog entries and messages.
    pub source: Arc<str>,
}

impl Configuration {
    /// The directories of all modules that are called, sorted.
    #[must_use]
    pub fn called_directories(&self) -> BTreeSet<Arc<Path>> {
        let mut directories = BTreeSet::new();
        let mut pending: Vec<&ModuleNode> = vec![&self.root];
        while let Some(node) = pending.pop() {
            for child in node.children.values() {
                if let Child::Loaded(child) = child
                    && directories.insert(Arc::clone(&child.module.directory))
                {
                    pending.push(child);
                }
            }
        }
        directories
    }

    /// The directory of the root module.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.root.module.directory
    }
}

/// Reads a root module and all modules it calls. Never fails: a directory without Terraform files is an empty module.
#[must_use]
pub fn load(
    files: &Files,
    fs: &dyn FileSystem,
    root: &Path,
    options: &LoadOptions,
    modules: &Modules,
) -> (Configuration, Vec<Diagnostic>) {
    let root = normalize_path(root);
    let mut loader = Loader {
        files,
        fs,
        options,
        modules,
        manifest: Manifest::read(fs, &root, &options.data_directory),
        root: root.clone(),
        nodes: BTreeMap::new(),
        reported: BTreeSet::new(),
        missing: BTreeSet::new(),
        diagnostics: Vec::new(),
    };
    let node = loader.node(&root, &mut vec![], "");
    let node = node.unwrap_or_else(|| {
        let (module, _) = crate::module::lower(&root, &[], &[], false);
        Arc::new(ModuleNode { module: Arc::new(module), children: BTreeMap::new() })
    });
    (Configuration { root: node, workspace: options.workspace.clone() }, loader.diagnostics)
}

/// That a part of a module is not here, where that matters.
fn generated(module: &Module, workspace: &Path) -> Option<Diagnostic> {
    let by = module.generated_by.as_ref().filter(|_| module.needs_generated())?;
    let by = by.strip_prefix(workspace).unwrap_or(by).display();
    let message = format!(
        "a part of this module is written by Terragrunt, as `{by}` says; what it declares has no value here"
    );
    let place = Span::at(module.trees.first()?.file(), 0);
    Some(
        Diagnostic::info("generated-files", place, message)
            .with_help("give values with `--var` or `--var-file`, or a plan with `--plan`"),
    )
}

struct Loader<'a> {
    files: &'a Files,
    fs: &'a dyn FileSystem,
    options: &'a LoadOptions,
    modules: &'a Modules,
    manifest: Manifest,
    root: PathBuf,
    /// Nodes that do not depend on where they are called.
    nodes: BTreeMap<PathBuf, Arc<ModuleNode>>,
    /// Directories whose diagnostics were given.
    reported: BTreeSet<PathBuf>,
    /// Missing sources that were reported.
    missing: BTreeSet<Arc<str>>,
    diagnostics: Vec<Diagnostic>,
}

impl Loader<'_> {
    /// The module in a directory. `above`: the directories of the modules that lead here; `path`: the calls, as `modules.json` names them.
    fn node(
        &mut self,
        directory: &Path,
        above: &mut Vec<PathBuf>,
        path: &str,
    ) -> Option<Arc<ModuleNode>> {
        let shared = !self.manifest.covers(path) && !path.is_empty();
        if shared && let Some(node) = self.nodes.get(directory) {
            return Some(Arc::clone(node));
        }
        let (module, diagnostics) = self.modules.get(self.files, self.fs, directory)?;
        if self.reported.insert(directory.to_owned()) {
            self.diagnostics.extend(diagnostics.iter().cloned());
            self.diagnostics.extend(generated(&module, &self.options.workspace));
        }
        above.push(directory.to_owned());
        let mut children = BTreeMap::new();
        for (name, call) in &module.calls {
            let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
            children.insert(Arc::clone(name), self.child(&module, call, above, &path));
        }
        above.pop();
        let node = Arc::new(ModuleNode { module, children });
        if shared {
            self.nodes.insert(directory.to_owned(), Arc::clone(&node));
        }
        Some(node)
    }

    fn child(
        &mut self,
        module: &Module,
        call: &ModuleCall,
        above: &mut Vec<PathBuf>,
        path: &str,
    ) -> Child {
        let Some(source) = &call.source else {
            if !module.has_error(&call.declaration) {
                let message =
                    "the module's source is not a plain string, so the module cannot be read";
                self.diagnostics.push(Diagnostic::warning(
                    "unreadable-module-source",
                    call.source_span,
                    message,
                ));
            }
            return Child::Missing(MissingModule { source: Arc::from("") });
        };
        let missing = MissingModule { source: Arc::from(source.to_string()) };
        let Some(directory) = self.resolve(module, source, path) else {
            self.report_missing(call, &missing.source);
            return Child::Missing(missing);
        };
        if above.contains(&directory) || above.len() >= MAX_DEPTH {
            let message = format!("the module `{source}` calls itself");
            self.diagnostics.push(Diagnostic::error("cyclic-module", call.source_span, message));
            return Child::Missing(missing);
        }
        match self.node(&directory, above, path) {
            Some(node) => Child::Loaded(node),
            None => {
                self.report_empty(call, source, &directory);
                Child::Missing(missing)
            }
        }
    }

    fn resolve(&self, module: &Module, source: &ModuleSource, path: &str) -> Option<PathBuf> {
        match source {
            ModuleSource::Local(local) => Some(normalize_path(&module.directory.join(local))),
            ModuleSource::Remote { .. } => self.options.mapped(source).or_else(|| {
                let found = self.manifest.directory(path, source)?;
                self.fs.is_directory(found).then(|| found.to_owned())
            }),
        }
    }

    fn report_empty(&mut self, call: &ModuleCall, source: &ModuleSource, directory: &Path) {
        let message = format!("there are no Terraform files in `{source}`");
        let empty = Diagnostic::error("missing-module-directory", call.source_span, message);
        self.diagnostics.push(match self.submodule(directory) {
            Some(path) => empty.with_help(format!(
                "`{path}` is a submodule of the repository: check it out with `git submodule update --init`"
            )),
            None => empty,
        });
    }

    /// The submodule of the repository that a directory lies in.
    fn submodule(&self, directory: &Path) -> Option<String> {
        let workspace = normalize_path(&self.options.workspace);
        let text = self.fs.read(&workspace.join(".gitmodules")).ok()?;
        let text = String::from_utf8_lossy(&text);
        let mut paths = text.lines().filter_map(|line| {
            let (name, path) = line.split_once('=')?;
            (name.trim() == "path").then(|| path.trim())
        });
        paths.find(|path| directory.starts_with(workspace.join(path))).map(str::to_owned)
    }

    fn report_missing(&mut self, call: &ModuleCall, source: &Arc<str>) {
        if self.missing.insert(Arc::clone(source)) {
            let message = format!(
                "the module `{source}` is not in the workspace, so only its arguments are judged"
            );
            let help = format!(
                "run `terraform init` in `{}`, or name a copy under `[modules.map]`",
                self.root.display()
            );
            self.diagnostics.push(
                Diagnostic::info("missing-module", call.source_span, message).with_help(help),
            );
        }
    }
}
