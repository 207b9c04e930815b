//! Provider configurations: their names, and where they are used.

use std::sync::Arc;

use resilint_syntax::{Block, Expression, ExpressionKind, ObjectEntry, ObjectKey};

use super::lower::literal;
use super::{NodeRef, ProviderRef, ProviderUse, RequiredProvider};

/// The alias of a provider configuration.
pub(super) fn alias(block: Block<'_>) -> Option<Arc<str>> {
    block.body().attribute("alias").and_then(|attribute| literal(attribute.value()))
}

/// A provider configuration as a resource or a call names it.
pub(super) fn used(expression: Expression<'_>, tree: u32) -> Option<ProviderUse> {
    match expression.kind() {
        ExpressionKind::Index { base, key } => {
            let key = Some(NodeRef { tree, node: key.id() });
            Some(ProviderUse { provider: reference(base)?, key })
        }
        _ => Some(ProviderUse { provider: reference(expression)?, key: None }),
    }
}

/// `aws`, `aws.west`, and the quoted forms of old configurations.
fn reference(expression: Expression<'_>) -> Option<ProviderRef> {
    let named = |name: &str, alias: Option<&str>| ProviderRef {
        name: Arc::from(name),
        alias: alias.map(Arc::from),
    };
    match expression.kind() {
        ExpressionKind::Variable(name) => Some(named(name, None)),
        ExpressionKind::GetAttr { base, name, .. } => match base.kind() {
            ExpressionKind::Variable(provider) => Some(named(provider, Some(name))),
            _ => None,
        },
        ExpressionKind::Parens(inner) => reference(inner),
        _ => {
            let text = literal(expression)?;
            let (name, alias) = text
                .split_once('.')
                .map_or((text.as_ref(), None), |(name, alias)| (name, Some(alias)));
            Some(named(name, alias))
        }
    }
}

/// A `providers` map: the called module's names, and what is passed under them.
pub(super) fn passed(expression: Expression<'_>, tree: u32) -> Vec<(ProviderRef, ProviderUse)> {
    let ExpressionKind::Object(object) = expression.kind() else { return Vec::new() };
    let pairs = object
        .entries()
        .into_iter()
        .filter_map(|entry| Some((name(&entry)?, used(entry.value, tree)?)));
    pairs.collect()
}

/// An entry of `required_providers`.
pub(super) fn required(expression: Expression<'_>) -> RequiredProvider {
    let mut required = RequiredProvider::default();
    let ExpressionKind::Object(object) = expression.kind() else {
        required.version = literal(expression);
        return required;
    };
    for entry in object.entries() {
        match entry_name(&entry).as_deref() {
            Some("source") => required.source = literal(entry.value),
            Some("version") => required.version = literal(entry.value),
            Some("configuration_aliases") => required.configuration_aliases = list(entry.value),
            _ => {}
        }
    }
    required
}

fn list(expression: Expression<'_>) -> Vec<ProviderRef> {
    let ExpressionKind::Tuple(tuple) = expression.kind() else { return Vec::new() };
    tuple.items().into_iter().filter_map(reference).collect()
}

fn name(entry: &ObjectEntry<'_>) -> Option<ProviderRef> {
    match &entry.key {
        ObjectKey::Name(name, _) => {
            let (name, alias) =
                name.split_once('.').map_or((*name, None), |(name, alias)| (name, Some(alias)));
            Some(ProviderRef { name: Arc::from(name), alias: alias.map(Arc::from) })
        }
        ObjectKey::Expression(expression) => reference(*expression),
    }
}

fn entry_name(entry: &ObjectEntry<'_>) -> Option<Arc<str>> {
    entry.key.as_literal().map(|text| Arc::from(text.as_ref()))
}
