//! Which stores are backed up by what.

use std::sync::Arc;

use resilint_eval::PathStep;
use serde_json::json;

use super::super::super::table::{Context, FactTable};
use super::super::replicas::add;
use super::plan::{Doubt, kept, may_take, takes};
use super::{lifecycle, selection, volumes};
use crate::attribute::steps;
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;
use crate::graph::Node;

pub(in super::super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    for (at, node) in context.judged() {
        match node.type_name() {
            "aws_backup_selection" => selection::derive(context, table, at, node),
            "aws_dlm_lifecycle_policy" => lifecycle::derive(context, table, at, node),
            "aws_db_instance_automated_backups_replication" => {
                replicated_backups(context, table, at)
            }
            _ if node.plays(Role::Backup) => protected(context, table, at),
            _ => {}
        }
    }
    volumes::hand_on(context, table);
    let selects = |node: &Node| SELECTIONS.contains(&node.type_name());
    let selects_here = context.judged().any(|(_, node)| selects(node));
    for (at, node) in context.judged() {
        let stores = [
            Role::Database,
            Role::ObjectStore,
            Role::BlockStorage,
            Role::FileStorage,
            Role::Warehouse,
        ];
        let is_setting = node.owner.is_some()
            || node.entry.as_ref().is_some_and(|entry| entry.configures.is_some());
        if stores.iter().any(|role| node.plays(*role))
            && !is_setting
            && table.get(at, "member_of").is_none()
        {
            let elsewhere = selected_elsewhere(node).filter(|_| !selects_here);
            let none = || Fact::known(false, Vec::new()).by_default();
            table.set_if_absent(at, "backup_plan", elsewhere.unwrap_or_else(none));
        }
    }
}

/// What selects by tags what is backed up.
const SELECTIONS: [&str; 2] = ["aws_backup_selection", "aws_dlm_lifecycle_policy"];

/// A tag that says to back something up is there for a plan to select by; where this configuration has none, another one may.
fn selected_elsewhere(node: &Node) -> Option<Fact> {
    let is_no = |value: &str| {
        ["", "false", "no", "none", "off", "0", "disabled"].contains(&&*value.to_lowercase())
    };
    let mut tags = node.tags.known.iter();
    let (key, _) =
        tags.find(|(key, value)| key.to_lowercase().contains("backup") && !is_no(value))?;
    let reason =
        format!("its tag `{key}` may select it for a plan that is not in this configuration");
    Some(Fact::unknown(reason, steps("tags")))
}

/// Automated backups that are copied into the region of the resource that asks for it.
fn replicated_backups(context: &Context<'_>, table: &mut FactTable, at: usize) {
    let targets: Vec<(usize, Vec<PathStep>)> = context
        .graph
        .outgoing(at)
        .filter(|(_, edge)| edge.kind == EdgeKind::BacksUp && edge.certain)
        .map(|(to, edge)| (to, edge.at.clone()))
        .collect();
    for (to, path) in targets {
        add(
            table,
            to,
            "backup_copies",
            json!({ "region": context.region_json(at), "address": &*context.address(at) }),
            &path,
            Some(context.address(at)),
        );
    }
}

/// Backup items of other clouds name what they protect.
fn protected(context: &Context<'_>, table: &mut FactTable, at: usize) {
    let targets: Vec<(usize, Vec<PathStep>, bool)> = context
        .graph
        .outgoing(at)
        .filter(|(_, edge)| edge.kind == EdgeKind::BacksUp)
        .map(|(to, edge)| (to, edge.at.clone(), edge.certain))
        .collect();
    let keeps = kept(context, table, at);
    let of = context.address(at);
    for (to, path, certain) in targets {
        if certain {
            let by = Fact::known(true, path).decided_by(Arc::clone(&of));
            takes(table, to, by, keeps.as_ref());
        } else {
            let reason = "which resource it protects is undecided";
            may_take(table, to, &of, Doubt::of_keeper(reason, path));
        }
    }
}
