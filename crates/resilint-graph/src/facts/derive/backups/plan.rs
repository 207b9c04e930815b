//! What a plan takes, and how long it keeps it.

use std::sync::Arc;

use resilint_eval::{PathStep, Reason};
use serde_json::Value as Json;

use super::super::super::combine::larger;
use super::super::super::table::{Context, FactTable};
use crate::attribute::steps;
use crate::catalog::EdgeKind;
use crate::facts::Fact;

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

/// Why it is not known whether something is taken.
#[derive(Debug, Clone)]
pub(super) struct Doubt {
    reason: Arc<str>,
    place: Place,
}

/// Where that is decided.
#[derive(Debug, Clone)]
enum Place {
    /// In what takes it.
    Keeper(Vec<PathStep>),
    /// In what may be taken.
    Store(Vec<PathStep>),
}

impl Doubt {
    /// An attribute of what takes it is not known.
    pub(super) fn of_keeper(reason: impl Into<Arc<str>>, path: Vec<PathStep>) -> Self {
        Self { reason: reason.into(), place: Place::Keeper(path) }
    }

    /// A tag of what may be taken is not known.
    pub(super) fn of_tag(key: &str, reason: &Reason) -> Self {
        let reason = format!("the tag `{key}` is not known: {reason}").into();
        Self { reason, place: Place::Store(steps("tags")) }
    }
}

/// A store that a plan, a policy or a selection may take.
pub(super) fn may_take(table: &mut FactTable, to: usize, keeper: &Arc<str>, doubt: Doubt) {
    let reason = format!("`{keeper}`: {}", doubt.reason);
    perhaps(
        table,
        to,
        match doubt.place {
            Place::Keeper(path) => Fact::unknown(reason, path).decided_by(Arc::clone(keeper)),
            Place::Store(path) => Fact::unknown(reason, path),
        },
    );
}

/// A store of which it is not known whether it is taken, unless something else certainly takes it.
pub(super) fn perhaps(table: &mut FactTable, to: usize, unknown: Fact) {
    if table.known(to, "backup_plan") != Some(&Json::Bool(true)) {
        table.set(to, "backup_plan", unknown);
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
