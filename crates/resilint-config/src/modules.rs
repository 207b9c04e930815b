//! The memo of lowered modules: each file is parsed once, each directory lowered once, across root modules and across edits.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use resilint_syntax::{
    Diagnostic, EntryKind, FileId, FileSystem, Files, Format, Span, Tree, parse,
};

use crate::module::{Module, lower};

/// Lowered modules by directory. Share one between all root modules of a workspace; call [`Modules::refresh`] when files may have changed.
#[derive(Debug, Default)]
pub struct Modules {
    inner: Mutex<Inner>,
}

/// The generation of a directory that must be read again, whatever the memo's generation is.
const STALE: u64 = u64::MAX;

#[derive(Debug, Default)]
struct Inner {
    generation: u64,
    trees: HashMap<FileId, Parsed>,
    modules: BTreeMap<PathBuf, Lowered>,
    /// What has files written into a directory.
    generated: BTreeMap<PathBuf, Arc<Path>>,
}

#[derive(Debug, Clone)]
struct Parsed {
    tree: Arc<Tree>,
    diagnostics: Arc<[Diagnostic]>,
}

#[derive(Debug, Clone)]
struct Lowered {
    generation: u64,
    files: Vec<FileId>,
    /// None for a directory without Terraform files.
    module: Option<(Arc<Module>, Arc<[Diagnostic]>)>,
}

impl Modules {
    /// An empty memo.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says that files may have changed: directories are listed and read again when next asked for; what did not change is kept.
    pub fn refresh(&self) {
        self.lock().generation += 1;
    }

    /// Says that files of one directory may have changed.
    pub fn refresh_directory(&self, directory: &Path) {
        if let Some(known) = self.lock().modules.get_mut(directory) {
            known.generation = STALE;
        }
    }

    /// Says into which directories files will be written, and what has them written.
    pub(crate) fn set_generated(&self, generated: BTreeMap<PathBuf, Arc<Path>>) {
        let mut inner = self.lock();
        let before = std::mem::replace(&mut inner.generated, generated);
        let Inner { modules, generated, .. } = &mut *inner;
        modules.retain(|directory, _| before.get(directory) == generated.get(directory));
    }

    /// The module in a directory and what is to be said about its text; `None` when the directory holds no Terraform files.
    pub fn get(
        &self,
        files: &Files,
        fs: &dyn FileSystem,
        directory: &Path,
    ) -> Option<(Arc<Module>, Arc<[Diagnostic]>)> {
        let (generation, known) = {
            let inner = self.lock();
            (inner.generation, inner.modules.get(directory).cloned())
        };
        if let Some(known) = &known
            && known.generation == generation
        {
            return known.module.clone();
        }
        let texts = read_directory(files, fs, directory);
        let ids: Vec<FileId> = texts.iter().map(|text| text.file).collect();
        if let Some(mut known) = known
            && known.files == ids
            && texts.iter().all(|text| text.error.is_none())
        {
            known.generation = generation;
            let module = known.module.clone();
            self.lock().modules.insert(directory.to_owned(), known);
            return module;
        }
        let module = (!texts.is_empty()).then(|| self.lower(files, directory, &texts));
        self.store(directory, Lowered { generation, files: ids, module: module.clone() });
        module
    }

    /// The tree of a file that is no part of a module, such as a `.tfvars` file.
    pub fn tree(
        &self,
        files: &Files,
        file: FileId,
        format: Format,
    ) -> (Arc<Tree>, Arc<[Diagnostic]>) {
        let parsed = self.parse(files, file, format);
        (parsed.tree, parsed.diagnostics)
    }

    fn lower(
        &self,
        files: &Files,
        directory: &Path,
        texts: &[Text],
    ) -> (Arc<Module>, Arc<[Diagnostic]>) {
        let mut diagnostics = Vec::new();
        let (mut primary, mut overrides) = (Vec::new(), Vec::new());
        for text in texts {
            if let Some(error) = &text.error {
                diagnostics.push(Diagnostic::error(
                    "unreadable-file",
                    Span::new(text.file, 0, 0),
                    format!("this file cannot be read: {error}"),
                ));
                continue;
            }
            let parsed = self.parse(files, text.file, text.format);
            diagnostics.extend(parsed.diagnostics.iter().cloned());
            let trees = if text.is_override { &mut overrides } else { &mut primary };
            trees.push(parsed.tree);
        }
        let unreadable = texts.iter().any(|text| text.error.is_some());
        let (mut module, lowering) = lower(directory, &primary, &overrides, unreadable);
        module.generated_by = self.lock().generated.get(directory).cloned();
        diagnostics.extend(lowering);
        (Arc::new(module), diagnostics.into())
    }

    fn parse(&self, files: &Files, file: FileId, format: Format) -> Parsed {
        if let Some(parsed) = self.lock().trees.get(&file) {
            return parsed.clone();
        }
        let (tree, diagnostics) = parse(file, &files.text(file), format);
        let parsed = Parsed { tree: Arc::new(tree), diagnostics: diagnostics.into() };
        self.lock().trees.insert(file, parsed.clone());
        parsed
    }

    fn store(&self, directory: &Path, lowered: Lowered) {
        let mut inner = self.lock();
        let files = lowered.files.clone();
        let Some(old) = inner.modules.insert(directory.to_owned(), lowered) else { return };
        for file in old.files.iter().filter(|file| !files.contains(file)) {
            inner.trees.remove(file);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file of a module.
struct Text {
    file: FileId,
    format: Format,
    is_override: bool,
    error: Option<String>,
}

/// The files Terraform would read, in its order.
fn read_directory(files: &Files, fs: &dyn FileSystem, directory: &Path) -> Vec<Text> {
    let entries = fs.list(directory).unwrap_or_default();
    let names: Vec<&Path> = entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::File)
        .map(|entry| entry.path.as_path())
        .collect();
    let texts = names.iter().filter_map(|path| {
        let (stem, extension) = split_name(path)?;
        if extension.starts_with(".tf")
            && names.contains(
                &path
                    .with_file_name(format!("{stem}{}", extension.replace(".tf", ".tofu")))
                    .as_path(),
            )
        {
            return None;
        }
        let format = if extension.ends_with(".json") { Format::Json } else { Format::Native };
        let is_override = stem == "override" || stem.ends_with("_override");
        let (text, error) = match fs.read(path) {
            Ok(text) => (text, None),
            Err(error) => (Arc::from([]), Some(error.to_string())),
        };
        Some(Text { file: files.add(path, text), format, is_override, error })
    });
    texts.collect()
}

/// A configuration file's name before and from its extension; `None` for every other file, and for those editors leave behind.
pub(crate) fn split_name(path: &Path) -> Option<(&str, &str)> {
    let name = path.file_name()?.to_str()?;
    if name.starts_with('.') || name.starts_with('#') || name.ends_with('~') {
        return None;
    }
    let extension = [".tf.json", ".tofu.json", ".tf", ".tofu"]
        .into_iter()
        .find(|extension| name.ends_with(extension))?;
    Some((name.strip_suffix(extension)?, extension))
}
