//! Files of the workspace, and templates, for functions.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_config::normalize_path;
use resilint_syntax::{EntryKind, FileId, Format, parse};

use crate::expr::{Binding, Context, Names, evaluate};
use crate::functions::{FileError, FunctionContext, FunctionError, Template};
use crate::value::Value;

/// More files than these are not listed.
const MAX_FILES: usize = 20_000;

/// The files of the workspace as an expression sees them.
pub(crate) struct WorkspaceFiles<'e, 'c> {
    context: &'e Context<'e, 'c>,
}

impl fmt::Debug for WorkspaceFiles<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkspaceFiles").finish_non_exhaustive()
    }
}

impl<'e, 'c> WorkspaceFiles<'e, 'c> {
    pub(crate) fn new(context: &'e Context<'e, 'c>) -> Self {
        Self { context }
    }

    /// A path inside the workspace.
    fn resolve(&self, path: &str) -> Result<PathBuf, FileError> {
        if path.starts_with('~') {
            return Err(FileError::Unreadable);
        }
        let configuration = self.context.evaluator.configuration;
        let resolved = normalize_path(&configuration.directory().join(path));
        let workspace = normalize_path(&configuration.workspace);
        let inside =
            workspace == Path::new(".") && resolved.is_relative() && !resolved.starts_with("..")
                || resolved.starts_with(&workspace);
        if inside { Ok(resolved) } else { Err(FileError::Unreadable) }
    }

    fn list(&self, directory: &Path, below: &str, found: &mut Vec<String>) {
        let Ok(entries) = self.context.evaluator.fs.list(directory) else { return };
        for entry in entries {
            let Some(name) = entry.path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            let name = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
            match entry.kind {
                _ if found.len() >= MAX_FILES => return,
                EntryKind::File => found.push(name),
                EntryKind::Directory
                    if !name.ends_with(".terraform") && !name.ends_with(".git") =>
                {
                    self.list(&entry.path, &name, found)
                }
                _ => {}
            }
        }
    }
}

impl FunctionContext for WorkspaceFiles<'_, '_> {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let path = self.resolve(path)?;
        self.context.evaluator.fs.read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => FileError::NotFound,
            _ => FileError::Unreadable,
        })
    }

    fn files_below(&self, directory: &str) -> Result<Vec<String>, FileError> {
        let directory = self.resolve(directory)?;
        let mut found = Vec::new();
        self.list(&directory, "", &mut found);
        found.sort();
        Ok(found)
    }

    fn render(&self, template: Template<'_>, variables: &Value) -> Result<Value, FunctionError> {
        let text = match template {
            Template::File(path) => {
                let bytes = self
                    .read(path)
                    .map_err(|_| FunctionError::at(0, format!("`{path}` cannot be read")))?;
                String::from_utf8(bytes.to_vec())
                    .map_err(|_| FunctionError::at(0, format!("`{path}` is not UTF-8")))?
            }
            Template::Text(text) => text.to_owned(),
        };
        // In JSON, a string is a template in which nothing but the interpolations is special: just what a template file is.
        let json = serde_json::json!({ "template": text }).to_string();
        let (tree, errors) = parse(FileId::default(), &Arc::from(json.into_bytes()), Format::Json);
        if let Some(error) = errors.iter().find(|error| error.is_error()) {
            return Err(FunctionError::at(
                0,
                format!("the template is invalid: {}", error.message),
            ));
        }
        let body = tree.body();
        let attribute = body
            .attribute("template")
            .ok_or_else(|| FunctionError::at(0, "the template is invalid"))?;
        let entries: Vec<(&str, &Value)> = variables
            .entries()
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_ref(), value))
            .collect();
        let context =
            Context { bindings: None, names: Names::Bound, splat_item: None, ..*self.context };
        with_bindings(&entries, context, |inner| evaluate(attribute.value(), inner))
            .map_err(|fault| FunctionError::at(0, fault.message))
    }
}

fn with_bindings<T>(
    entries: &[(&str, &Value)],
    context: Context<'_, '_>,
    body: impl FnOnce(&Context<'_, '_>) -> T,
) -> T {
    match entries.split_first() {
        None => body(&context),
        Some(((name, value), rest)) => {
            let binding = Binding { name, value, outer: context.bindings };
            with_bindings(rest, context.with_binding(&binding), body)
        }
    }
}
