//! What the reading of configuration files promises, at its border: text in, trees and diagnostics out.

#[cfg(test)]
mod dump;
#[cfg(test)]
mod expressions;
#[cfg(test)]
mod files;
#[cfg(test)]
mod json;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod random;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod templates;
#[cfg(test)]
mod validation;
#[cfg(test)]
mod walk;

use std::sync::Arc;

use resilint_syntax::{Diagnostic, FileId, Format, Tree, parse};

/// Reads a text of the native syntax.
fn native(text: impl AsRef<[u8]>) -> (Tree, Vec<Diagnostic>) {
    parse(FileId::new(0), &Arc::from(text.as_ref()), Format::Native)
}

/// Reads a text of the native syntax that must be valid.
fn valid(text: impl AsRef<[u8]>) -> Tree {
    let (tree, diagnostics) = native(&text);
    assert!(diagnostics.is_empty(), "{}\n{diagnostics:#?}", String::from_utf8_lossy(text.as_ref()));
    tree
}

/// The folder of the fixtures about the syntax.
fn fixtures() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/language/syntax")
}
