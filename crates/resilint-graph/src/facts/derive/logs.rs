//! Buckets that only receive logs, and queues that only take what could not be delivered.

use super::super::table::{Context, FactTable};
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    for (at, node) in context.judged() {
        if node.role() == Some(Role::ObjectStore) {
            let mut logs = context
                .graph
                .incoming(at)
                .filter(|(_, edge)| edge.kind == EdgeKind::LogsTo)
                .map(|(from, edge)| (from, edge.at.clone()));
            let used = context
                .graph
                .incoming(at)
                .any(|(_, edge)| matches!(edge.kind, EdgeKind::DependsOnData | EdgeKind::RoutesTo));
            let fact = match logs.next().filter(|_| !used) {
                Some((from, path)) => Fact::known(true, path).decided_by(context.address(from)),
                None => Fact::known(false, Vec::new()).by_default(),
            };
            table.set(at, "log_target", fact);
        }
        if context.graph.incoming(at).any(|(_, edge)| edge.kind == EdgeKind::DeadLettersTo) {
            table.remove(at, "dead_letter");
        }
    }
}
