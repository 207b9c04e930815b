//! What override files change, and what they may not.

use std::sync::Arc;

use resilint_syntax::{Block, Diagnostic, Span};

use super::{Module, ModuleCall, ProviderRef};

/// Blocks whose statements an override file cannot replace, nor add to.
const FIXED: [&str; 3] = ["validation", "precondition", "postcondition"];

/// A module call in an override file: its arguments win, and so does its `providers` map as a whole.
pub(crate) fn call(known: &mut ModuleCall, change: ModuleCall) {
    known.declaration.parts.extend(change.declaration.parts);
    if change.source.is_some() {
        known.source = change.source;
        known.source_span = change.source_span;
    }
    known.version = change.version.or_else(|| known.version.take());
    known.providers = change.providers.or_else(|| known.providers.take());
}

/// What is wrong with a block in an override file, given the module's other files.
pub(crate) fn refused(module: &Module, block: Block<'_>, names: &[Arc<str>]) -> Vec<Diagnostic> {
    let kind = block.kind();
    if ["moved", "removed", "import", "check"].contains(&&*kind) {
        return vec![not_here(block.header_span(), &format!("`{kind}` blocks"))];
    }
    let (label, is_declared) = match (&*kind, names) {
        ("resource" | "data" | "ephemeral", [type_name, name]) => {
            let is_same = |known: &&crate::ResourceRef| {
                known.mode == super::lower::mode(&kind)
                    && known.type_name == *type_name
                    && known.name == *name
            };
            (
                format!("{kind} `{type_name}.{name}`"),
                module.resources.keys().any(|key| is_same(&key)),
            )
        }
        ("variable", [name]) => (format!("variable `{name}`"), module.variables.contains_key(name)),
        ("output", [name]) => (format!("output `{name}`"), module.outputs.contains_key(name)),
        ("module", [name]) => (format!("module `{name}`"), module.calls.contains_key(name)),
        ("provider", [name]) => {
            let key = ProviderRef { name: Arc::clone(name), alias: super::provider::alias(block) };
            // What is not configured is configured with nothing.
            let is_declared = key.alias.is_none() || module.providers.contains_key(&key);
            (format!("provider configuration `{key}`"), is_declared)
        }
        _ => return Vec::new(),
    };
    if !is_declared {
        return missing(module, &label, block.header_span()).into_iter().collect();
    }
    fixed(block)
}

/// That an override file changes what no other file declares. Where a file could not be read, nothing is called missing.
pub(crate) fn missing(module: &Module, what: &str, span: Span) -> Option<Diagnostic> {
    let message = format!("no other file declares the {what} that this override file changes");
    (!module.is_partial()).then(|| Diagnostic::error("nothing-to-override", span, message))
}

fn fixed(block: Block<'_>) -> Vec<Diagnostic> {
    let body = block.body();
    let depends_on = body
        .attribute("depends_on")
        .map(|attribute| not_here(attribute.name_span(), "`depends_on`"));
    let inner = FIXED.iter().flat_map(|kind| {
        let lifecycle = body.blocks_of("lifecycle", 0).into_iter();
        let blocks = lifecycle.flat_map(|block| block.body().blocks_of(kind, 0));
        let blocks = blocks.chain(body.blocks_of(kind, 0));
        blocks.map(move |block| not_here(block.header_span(), &format!("`{kind}` blocks")))
    });
    depends_on.into_iter().chain(inner).collect()
}

fn not_here(span: Span, what: &str) -> Diagnostic {
    let message = format!("an override file cannot hold {what}");
    Diagnostic::error("invalid-override", span, message)
}
