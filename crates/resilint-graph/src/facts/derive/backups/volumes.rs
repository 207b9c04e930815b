//! Volumes of machines: what takes a whole machine takes what is attached to it.

use super::super::super::table::{Context, FactTable};
use super::plan::{Doubt, may_take, perhaps, takes};
use crate::attribute::values;
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;

/// Hands what backs a machine up on to its volumes.
///
/// Source: <https://docs.aws.amazon.com/aws-backup/latest/devguide/multi-volume-crash-consistent.html>,
/// <https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lifecycle.html>,
/// <https://learn.microsoft.com/azure/backup/backup-azure-vms-introduction>,
/// <https://cloud.google.com/backup-disaster-recovery/docs/concepts/compute-intro>.
pub(super) fn hand_on(context: &Context<'_>, table: &mut FactTable) {
    for (machine, _) in context.judged().filter(|(_, node)| node.plays(Role::Compute)) {
        let Some(by) = table.get(machine, "backup_plan").cloned() else { continue };
        let keeps = table.get(machine, "plan_days").cloned();
        let used = context.graph.outgoing(machine);
        let used = used.filter(|(_, edge)| edge.kind == EdgeKind::DependsOnData);
        for (volume, edge) in used {
            if !context.node(volume).is_some_and(|node| node.plays(Role::BlockStorage)) {
                continue;
            }
            if by.get().is_none() {
                perhaps(table, volume, by.clone());
                continue;
            }
            match doubt(context, &by, edge.certain) {
                None => takes(table, volume, by.clone(), keeps.as_ref()),
                Some(reason) => {
                    let of = by.of.clone().unwrap_or_else(|| context.address(machine));
                    may_take(table, volume, &of, Doubt::of_keeper(reason, by.at.clone()));
                }
            }
        }
    }
}

/// Why a volume may not be taken with its machine.
fn doubt(context: &Context<'_>, by: &Fact, is_attached: bool) -> Option<&'static str> {
    if !is_attached {
        return Some("whether the volume is attached is undecided");
    }
    let keeper = by.of.as_ref().and_then(|of| context.graph.instance(of))?;
    let tells = |path| values(&keeper.attributes, path).iter().any(|value| !value.is_null());
    let chooses = tells("include_disk_luns") || tells("exclude_disk_luns");
    chooses.then_some("which disks it takes is told by their numbers")
}
