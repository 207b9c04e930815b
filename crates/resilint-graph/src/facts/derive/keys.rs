//! The keys that encrypt stores.

use serde_json::json;

use super::super::table::{Context, FactTable};
use crate::attribute::names_of;
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;
use crate::graph::Edge;

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    for (at, node) in context.judged() {
        if node.owner.is_some() {
            continue;
        }
        // Of several keys, the one that the fact about keys was read from; those of copies are the copies' keys.
        let told = table.get(at, "encryption_key");
        let keys: Vec<(usize, &Edge)> = context
            .graph
            .outgoing(at)
            .filter(|(_, edge)| edge.kind == EdgeKind::EncryptsWith && edge.certain)
            .collect();
        let same = |edge: &Edge| {
            told.is_some_and(|fact| {
                fact.at == edge.at
                    && fact.of.as_ref().is_none_or(|of| *of == context.address(edge.of))
            })
        };
        let found = keys
            .iter()
            .find(|(_, edge)| same(edge))
            .or_else(|| keys.iter().find(|(_, edge)| !is_of_copy(edge)));
        let Some((to, edge)) = found.copied() else { continue };
        let key = behind_alias(context, to);
        let fact = Fact::known(
            json!({ "address": &*context.address(key), "region": context.region_json(key) }),
            edge.at.clone(),
        );
        table.set(
            at,
            "key",
            if edge.of == at { fact } else { fact.decided_by(context.address(edge.of)) },
        );
    }
}

/// Whether it is the key of a copy, not of the resource itself.
pub(crate) fn is_of_copy(edge: &Edge) -> bool {
    let path = names_of(&edge.at);
    path.contains("repli") || path.contains("destination")
}

/// The key that an alias names.
fn behind_alias(context: &Context<'_>, at: usize) -> usize {
    if context.node(at).is_some_and(|node| node.plays(Role::Key)) {
        return at;
    }
    let target = context
        .graph
        .outgoing(at)
        .find(|(_, edge)| edge.kind == EdgeKind::AppliesTo)
        .map(|(to, _)| to);
    target.unwrap_or(at)
}
