//! Which modules Terragrunt runs, and which of them it writes files into. Its own language is read, and not evaluated.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use resilint_syntax::{Block, Body, Expression, ExpressionKind, FileSystem, Files, Format, Part};

use crate::modules::Modules;
use crate::source::normalize_path;

/// The name of Terragrunt's files.
const FILE: &str = "terragrunt.hcl";

/// How Terragrunt runs a module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terragrunt {
    /// The files that run it, sorted.
    pub files: Vec<PathBuf>,
    /// The first file that has Terragrunt write others into the module before it runs: what they declare is not here.
    pub generated_by: Option<PathBuf>,
}

/// Whether a file is one of Terragrunt's.
pub(crate) fn is_terragrunt(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == FILE)
}

/// What Terragrunt does with each of the directories.
pub(crate) fn runs(
    (files, fs, modules): (&Files, &dyn FileSystem, &Modules),
    paths: &[PathBuf],
    is_module: &dyn Fn(&Path) -> bool,
) -> BTreeMap<PathBuf, Terragrunt> {
    let mut runs: BTreeMap<PathBuf, Terragrunt> = BTreeMap::new();
    for path in paths.iter().filter(|path| is_terragrunt(path)) {
        let reader = Reader { files, fs, modules };
        let Some((directory, generated_by)) = reader.unit(path, is_module) else { continue };
        let run = runs.entry(directory).or_default();
        run.files.push(path.clone());
        run.generated_by = run.generated_by.take().or(generated_by);
    }
    runs
}

struct Reader<'a> {
    files: &'a Files,
    fs: &'a dyn FileSystem,
    modules: &'a Modules,
}

impl Reader<'_> {
    /// The module that a file runs, and which file has others written into it.
    fn unit(
        &self,
        path: &Path,
        is_module: &dyn Fn(&Path) -> bool,
    ) -> Option<(PathBuf, Option<PathBuf>)> {
        let folder = path.parent()?;
        let texts = self.read(path, |body| Texts {
            sources: texts_of(body, "terraform", "source"),
            includes: blocks(body, "include").map(|block| texts_in(block.body(), "path")).collect(),
            generates: generates(body),
        })?;
        let directory = match texts.sources {
            None => Some(folder.to_owned()).filter(|folder| is_module(folder)),
            Some(sources) => sources.iter().find_map(|source| module_at(source, folder, is_module)),
        }?;
        let above = || {
            let names = texts.includes.iter().flat_map(|texts| included(texts));
            names
                .filter_map(|name| self.above(folder, name))
                .find(|path| self.read(path, generates).unwrap_or_default())
        };
        let generated_by = if texts.generates { Some(path.to_owned()) } else { above() };
        Some((directory, generated_by))
    }

    /// The nearest file of that name in a folder above.
    fn above(&self, folder: &Path, name: &str) -> Option<PathBuf> {
        let folders = folder.ancestors().skip(1);
        folders.map(|folder| folder.join(name)).find(|path| self.fs.stamp(path).is_ok())
    }

    fn read<T>(&self, path: &Path, look: impl FnOnce(Body<'_>) -> T) -> Option<T> {
        let file = self.files.add(path, self.fs.read(path).ok()?);
        let (tree, _) = self.modules.tree(self.files, file, Format::Native);
        Some(look(tree.body()))
    }
}

/// The texts in the places of a file that matter here.
struct Texts {
    /// In `terraform { source = … }`, if that is written.
    sources: Option<Vec<String>>,
    /// In the `path` of each `include`.
    includes: Vec<Vec<String>>,
    generates: bool,
}

fn generates(body: Body<'_>) -> bool {
    blocks(body, "generate").next().is_some() || body.attribute("generate").is_some()
}

fn blocks<'t>(body: Body<'t>, kind: &'static str) -> impl Iterator<Item = Block<'t>> {
    body.blocks().into_iter().filter(move |block| block.kind() == kind)
}

fn texts_of(body: Body<'_>, kind: &'static str, name: &str) -> Option<Vec<String>> {
    let attribute = blocks(body, kind).next()?.body().attribute(name)?;
    Some(texts(attribute.value()))
}

fn texts_in(body: Body<'_>, name: &str) -> Vec<String> {
    body.attribute(name).map(|attribute| texts(attribute.value())).unwrap_or_default()
}

/// Every literal text in an expression, whichever of them will count.
fn texts(expression: Expression<'_>) -> Vec<String> {
    let mut found = Vec::new();
    expression.visit(&mut |part| {
        if let ExpressionKind::Template(template) = part.kind() {
            found.extend(template.parts().into_iter().filter_map(|part| match part {
                Part::Literal(text) => Some(text.into_owned()),
                _ => None,
            }));
        }
    });
    found
}

/// The module that a source names by a path: from the folder of the file, or, behind a function, from a folder above.
fn module_at(source: &str, folder: &Path, is_module: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
    let path = source.split('?').next().unwrap_or_default().replace("//", "/");
    let found = |base: &Path| {
        let path = normalize_path(&base.join(path.trim_start_matches('/')));
        Some(path).filter(|path| is_module(path))
    };
    match path.starts_with('.') {
        true => found(folder),
        false if path.starts_with('/') => folder.ancestors().find_map(found),
        false => None,
    }
}

/// The names of the files that an `include` may mean.
fn included(texts: &[String]) -> Vec<&str> {
    let named: Vec<&str> =
        texts.iter().map(String::as_str).filter(|text| text.ends_with(".hcl")).collect();
    if named.is_empty() { vec![FILE] } else { named }
}
