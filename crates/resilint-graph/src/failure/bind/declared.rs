//! Dependencies that the author declares.

use std::collections::BTreeSet;

use super::entries::needs;
use super::members::Parts;
use crate::failure::{Group, GroupKind, Model, NodeId, Requirement, Role, Strength};
use crate::graph::Declared;
use crate::survey::Survey;

/// Adds and changes what the author says.
pub(super) fn declared(survey: &Survey<'_>, parts: &Parts, model: &mut Model) {
    let meant = |nodes: &[usize]| -> BTreeSet<NodeId> {
        nodes.iter().filter_map(|at| parts.of.get(at)).copied().collect()
    };
    for said in survey.graph.declared.iter().filter(|said| !said.to.is_empty()) {
        let to = meant(&said.to);
        for from in meant(&said.from) {
            let to: Vec<NodeId> = to.iter().copied().filter(|to| *to != from).collect();
            declare(model, from, &to, said);
        }
    }
}

/// One statement about one part: what is known already changes, what is not is added.
fn declare(model: &mut Model, from: NodeId, to: &[NodeId], said: &Declared) {
    for store in to.iter().filter(|_| !said.soft) {
        if let Some(store) =
            model.nodes.get_mut(store.index()).filter(|store| store.role == Role::Compute)
        {
            // Somebody keeps data on it, or they would not say so.
            store.role = Role::Data;
        }
    }
    let Some(node) = model.nodes.get_mut(from.index()) else { return };
    let member = |to: &NodeId| Requirement { soft: said.soft, ..Requirement::on(*to) };
    if let Some(k) = said.quorum {
        for group in &mut node.requires {
            group.members.retain(|member| !to.contains(&member.node));
        }
        node.requires.retain(|group| !group.members.is_empty());
        let members = to.iter().map(member).collect();
        node.requires.push(Group { k, kind: GroupKind::Needs, members });
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
            member.soft = said.soft;
        }
        if !known {
            node.requires.push(needs(member(to)));
        }
    }
}
