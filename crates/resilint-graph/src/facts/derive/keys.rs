//! The keys that encrypt stores.

use serde_json::json;

use super::super::table::{Context, FactTable};
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    for (at, node) in context.judged() {
        if node.owner.is_some() {
            continue;
        }
        let found = context
            .graph
            .outgoing(at)
            .find(|(_, edge)| edge.kind == EdgeKind::EncryptsWith && edge.certain);
        let Some((to, edge)) = found else { continue };
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
