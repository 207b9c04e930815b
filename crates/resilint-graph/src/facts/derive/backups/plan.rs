//! What is backed up by a plan, and for how long.

use std::sync::Arc;

use resilint_eval::PathStep;
use serde_json::{Value as Json, json};

use super::super::super::combine::larger;
use super::super::super::table::{Context, FactTable};
use super::super::replicas::add;
use super::{lifecycle, selection};
use crate::attribute::steps;
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;

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
            table.set_if_absent(at, "backup_plan", Fact::known(false, Vec::new()).by_default());
        }
    }
}

/// A store that a plan takes, and how long what is taken there is kept. Of several plans, the one that keeps it longest counts.
pub(super) fn takes(table: &mut FactTable, to: usize, by: Fact, keeps: Option<&Fact>) {
    table.set(to, "backup_plan", by);
    let Some(keeps) = keeps.cloned() else { return };
    let longest = match table.get(to, "plan_days").cloned() {
        Some(before) => larger(before, keeps),
        None => keeps,
    };
    table.set(to, "plan_days", longest);
}

/// A store that a plan may take.
pub(super) fn may_take(
    table: &mut FactTable,
    to: usize,
    reason: &str,
    path: &[PathStep],
    of: &Arc<str>,
) {
    if table.known(to, "backup_plan") != Some(&Json::Bool(true)) {
        table.set(
            to,
            "backup_plan",
            Fact::unknown(format!("`{of}`: {reason}"), path.to_vec()).decided_by(Arc::clone(of)),
        );
    }
}

/// How long the plans that something is a part of keep what they take. Unknown where the plan is not in the configuration.
pub(super) fn kept(context: &Context<'_>, table: &FactTable, at: usize) -> Option<Fact> {
    let unknown = |reason: String, path: Vec<PathStep>| {
        Fact::unknown(reason, path).decided_by(context.address(at))
    };
    let plans = context.graph.outgoing(at).filter(|(_, edge)| edge.kind == EdgeKind::MemberOf);
    let keeps = plans.map(|(plan, edge)| {
        if !edge.certain {
            return unknown("which plan it is part of is undecided".to_owned(), edge.at.clone());
        }
        retention(context, table, plan).unwrap_or_else(|| {
            let reason = format!("how long `{}` keeps backups is not told", context.address(plan));
            unknown(reason, edge.at.clone())
        })
    });
    keeps.reduce(larger).or_else(|| {
        let entry = context.node(at)?.entry.as_ref()?;
        let to_plan = entry.edges.iter().find(|edge| edge.kind == EdgeKind::MemberOf)?;
        let reason = "the plan is not in the configuration".to_owned();
        Some(unknown(reason, steps(&to_plan.at)))
    })
}

/// How long a plan keeps what it takes.
pub(super) fn retention(context: &Context<'_>, table: &FactTable, plan: usize) -> Option<Fact> {
    let fact = table.get(plan, "retention_days")?.clone();
    Some(if fact.of.is_some() { fact } else { fact.decided_by(context.address(plan)) })
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
            may_take(table, to, "which resource it protects is undecided", &path, &of);
        }
    }
}
