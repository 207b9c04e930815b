//! What functions may ask of the world: files of the workspace, and nothing else.

use std::fmt;
use std::sync::Arc;

use super::FunctionError;
use crate::value::Value;

/// Why a file is not at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileError {
    /// There is no such file. It may be made by a build before Terraform runs.
    NotFound,
    /// It lies outside the workspace, or cannot be read.
    Unreadable,
}

/// A template to render.
#[derive(Debug, Clone, Copy)]
pub enum Template<'a> {
    /// A file, by its path as the function got it.
    File(&'a str),
    /// The text itself.
    Text(&'a str),
}

/// What functions may ask of the world. Paths are as Terraform gets them: relative to the root module's directory.
pub trait FunctionContext: fmt::Debug {
    /// The content of a file.
    ///
    /// # Errors
    /// There is no such file, or it is out of bounds.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError>;

    /// All files at and below a directory, relative to it, with `/` between names, sorted.
    ///
    /// # Errors
    /// The directory is out of bounds.
    fn files_below(&self, directory: &str) -> Result<Vec<String>, FileError>;

    /// Renders a template with exactly these variables (an object or map). Templates cannot render further templates.
    ///
    /// # Errors
    /// The template is invalid, or fails.
    fn render(&self, template: Template<'_>, variables: &Value) -> Result<Value, FunctionError>;
}

/// A context without any files and without templates.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl FunctionContext for NoFiles {
    fn read(&self, _path: &str) -> Result<Arc<[u8]>, FileError> {
        Err(FileError::Unreadable)
    }

    fn files_below(&self, _directory: &str) -> Result<Vec<String>, FileError> {
        Err(FileError::Unreadable)
    }

    fn render(&self, _template: Template<'_>, _variables: &Value) -> Result<Value, FunctionError> {
        Err(FunctionError::new("templates cannot be rendered here"))
    }
}
