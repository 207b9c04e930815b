//! Alarms and what they watch.

use super::super::table::{Context, FactTable};
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;

const WATCHED: [Role; 8] = [
    Role::Entry,
    Role::Compute,
    Role::Database,
    Role::Cache,
    Role::Queue,
    Role::Stream,
    Role::Search,
    Role::Warehouse,
];

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    for (at, node) in context.judged() {
        if !node.role().is_some_and(|role| WATCHED.contains(&role)) || node.owner.is_some() {
            continue;
        }
        // A composite is watched when one of its members or settings is.
        let parts = context
            .graph
            .incoming(at)
            .filter(|(_, edge)| matches!(edge.kind, EdgeKind::MemberOf | EdgeKind::Configures))
            .map(|(from, _)| from);
        let mut alarms: Vec<(usize, bool)> = parts
            .chain([at])
            .flat_map(|part| context.graph.incoming(part))
            .filter(|(_, edge)| edge.kind == EdgeKind::Monitors)
            .map(|(from, edge)| (from, edge.certain))
            .collect();
        alarms.retain(|(from, _)| context.node(*from).is_some_and(|node| node.plays(Role::Alarm)));
        alarms.sort_unstable();
        alarms.dedup_by_key(|(from, _)| *from);
        let certain = alarms.iter().filter(|(_, certain)| *certain).count();
        let fact = match (certain, alarms.first()) {
            (0, Some((alarm, _))) => {
                Fact::unknown(format!("`{}` may watch it", context.address(*alarm)), Vec::new())
            }
            (count, _) => Fact::known(count, Vec::new()),
        };
        table.set(at, "alarms", fact);
    }
}
