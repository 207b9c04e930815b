//! Putting the model together.

use std::collections::BTreeSet;

use super::declared::declared;
use super::egress::egress;
use super::entries::{groups, outermost, supplies};
use super::members::{Part, Parts};
use super::permissions::automate;
use super::place::place;
use super::read::{address, evidence};
use super::recovery::recovery;
use crate::catalog::{EdgeKind, Role as Kind};
use crate::failure::{Availability, Model, Need, Node, NodeId, Role, Times};
use crate::survey::Survey;

/// The failure model of a surveyed graph, with times that no resource decides.
#[must_use]
pub fn bind(survey: &Survey<'_>, times: &Times) -> Model {
    let parts = Parts::of(survey);
    let mut model = Model { times: *times, ..Model::default() };
    let roles: Vec<Role> = parts.list.iter().map(|part| role(survey, part.first)).collect();
    for (part, role) in parts.list.iter().zip(&roles) {
        let mut node =
            Node { address: address(survey, part.first), role: *role, ..Node::default() };
        node.members = part.others.iter().map(|at| address(survey, *at)).collect();
        node.availability = availability(survey, part);
        place(survey, &mut model.tokens, part, &mut node);
        node.requires = groups(survey, &parts, part, &roles);
        let supplies: BTreeSet<Need> =
            part.all().flat_map(|at| supplies(survey, &parts, at)).collect();
        for replica in &mut node.replicas {
            replica.needs.extend(&supplies);
        }
        recovery(survey, &parts, &mut model.tokens, part, times, &mut node);
        model.nodes.push(node);
    }
    for (place, part) in parts.list.iter().enumerate() {
        let id = NodeId(u32::try_from(place).expect("fewer resources than u32::MAX"));
        if roles.get(place) == Some(&Role::Compute) && !hosts(survey, part) {
            egress(survey, &parts, part, id, &mut model);
        }
    }
    declared(survey, &parts, &mut model);
    let automations = automate(survey, &parts, &mut model);
    model.entries = outermost(survey, &parts, &model, &automations);
    model
}

/// Whether it only hosts what runs: a cluster's control plane.
pub(super) fn hosts(survey: &Survey<'_>, part: &Part) -> bool {
    let regional = survey.placements.zones(part.first).is_none_or(|zones| zones.regional);
    regional
        && survey.table.get(part.first, "nodes").is_none()
        && survey
            .graph
            .nodes
            .get(part.first)
            .is_some_and(|node| node.type_name().ends_with("_cluster"))
}

fn role(survey: &Survey<'_>, at: usize) -> Role {
    match survey.graph.nodes.get(at).and_then(crate::graph::Node::role) {
        Some(Kind::Entry | Kind::Dns) => Role::Entry,
        // What has a standby keeps data.
        Some(Kind::Compute) if survey.graph.standbys.iter().any(|one| one.primary == at) => {
            Role::Data
        }
        Some(Kind::Compute) => Role::Compute,
        Some(Kind::Cache) => Role::Cache,
        Some(Kind::Queue | Kind::Stream) => Role::Queue,
        Some(Kind::Network) => Role::Network,
        Some(Kind::Key) => Role::Key,
        Some(role) if role.keeps_data() => Role::Data,
        _ => Role::Other,
    }
}

/// The figure of its agreement. What is hosted by another part shares that part's figure, unless it has its own.
pub(super) fn availability(survey: &Survey<'_>, part: &Part) -> Availability {
    let figures = part
        .all()
        .map(|at| survey.availabilities(at))
        .find(|figures| !figures.is_empty())
        .unwrap_or_default();
    let Some((value, grade)) = figures.first().copied() else {
        let hosted = part
            .all()
            .any(|at| survey.graph.outgoing(at).any(|(_, edge)| edge.kind == EdgeKind::RunsOn));
        return if hosted { Availability::Perfect } else { Availability::Unknown };
    };
    let (low, high) = figures
        .iter()
        .fold((value, value), |(low, high), (figure, _)| (low.min(*figure), high.max(*figure)));
    let evidence = evidence(grade, None);
    if figures.len() == 1 {
        Availability::Figure { value, evidence }
    } else {
        Availability::Between { low, high, evidence }
    }
}
