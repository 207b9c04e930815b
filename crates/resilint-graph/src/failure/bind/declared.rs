//! Dependencies that the user declares.

use std::collections::BTreeSet;

use super::entries::needs;
use super::members::Parts;
use super::settings::{Dependency, FailureSettings, matches};
use crate::failure::{Group, GroupKind, Model, NodeId, Requirement, Role, Strength};
use crate::survey::Survey;

/// Adds and changes what the user says.
pub(super) fn declared(
    survey: &Survey<'_>,
    parts: &Parts,
    settings: &FailureSettings,
    model: &mut Model,
) {
    for dependency in &settings.dependencies {
        let Some(to) = &dependency.to else { continue };
        let meant = |pattern: &str| -> BTreeSet<NodeId> {
            let named =
                survey.graph.by_address.iter().filter(|(address, _)| matches(pattern, address));
            named.filter_map(|(_, at)| parts.of.get(at)).copied().collect()
        };
        let to = meant(to);
        for from in meant(&dependency.from) {
            let to: Vec<NodeId> = to.iter().copied().filter(|to| *to != from).collect();
            declare(model, from, &to, dependency);
        }
    }
}

/// One statement about one part: what is known already changes, what is not is added.
fn declare(model: &mut Model, from: NodeId, to: &[NodeId], said: &Dependency) {
    let soft = said.soft.unwrap_or(false);
    for store in to.iter().filter(|_| !soft) {
        if let Some(store) =
            model.nodes.get_mut(store.index()).filter(|store| store.role == Role::Compute)
        {
            // Somebody keeps data on it, or they would not say so.
            store.role = Role::Data;
        }
    }
    let Some(node) = model.nodes.get_mut(from.index()) else { return };
    let member = |to: &NodeId| Requirement { soft, ..Requirement::on(*to) };
    if let Some(k) = said.quorum {
        for group in &mut node.requires {
            group.members.retain(|member| !to.contains(&member.node));
        }
        node.requires.retain(|group| !group.members.is_empty());
        node.requires.push(Group {
            k,
            kind: GroupKind::Needs,
            members: to.iter().map(member).collect(),
        });
        return;
    }
    for to in to {
        let mut known = false;
        for member in node
            .requires
            .iter_mut()
            .flat_map(|group| &mut group.members)
            .filter(|member| member.node == *to)
        {
            known = true;
            member.strength = Strength::Certain;
            member.soft = soft;
        }
        if !known {
            node.requires.push(needs(member(to)));
        }
    }
}
