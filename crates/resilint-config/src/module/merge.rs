//! What override files change.

use super::ModuleCall;

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
