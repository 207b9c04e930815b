//! Putting the model together.

use super::entries::{declared, egress, groups, outermost};
use super::members::{Part, Parts};
use super::place::place;
use super::read::{address, evidence};
use super::recovery::recovery;
use super::settings::FailureSettings;
use crate::catalog::Role as Kind;
use crate::failure::{Availability, Model, Node, NodeId, Role};
use crate::survey::Survey;

/// The failure model of a surveyed graph.
#[must_use]
pub fn bind(survey: &Survey<'_>, settings: &FailureSettings) -> Model {
    let parts = Parts::of(survey);
    let mut model = Model { times: settings.times, ..Model::default() };
    let roles: Vec<Role> = parts.list.iter().map(|part| role(survey, part.first)).collect();
    for (part, role) in parts.list.iter().zip(&roles) {
        let mut node = Node { address: address(survey, part.first), role: *role, ..Node::default() };
        node.members = part.others.iter().map(|at| address(survey, *at)).collect();
        node.availability = availability(survey, part);
        place(survey, &mut model.tokens, part, &mut node);
        node.requires = groups(survey, &parts, part, &roles);
        recovery(survey, &mut model.tokens, part, &mut node);
        model.nodes.push(node);
    }
    for (place, part) in parts.list.iter().enumerate() {
        let id = NodeId(u32::try_from(place).expect("fewer resources than u32::MAX"));
        if roles.get(place) == Some(&Role::Compute) {
            egress(survey, &parts, settings, part, id, &mut model);
        }
    }
    declared(survey, &parts, settings, &mut model);
    model.entries = outermost(survey, &parts, &model);
    model
}

fn role(survey: &Survey<'_>, at: usize) -> Role {
    match survey.graph.nodes.get(at).and_then(crate::graph::Node::role) {
        Some(Kind::Entry | Kind::Dns) => Role::Entry,
        Some(Kind::Compute) => Role::Compute,
        Some(Kind::Cache) => Role::Cache,
        Some(Kind::Queue | Kind::Stream) => Role::Queue,
        Some(Kind::Network) => Role::Network,
        Some(Kind::Key) => Role::Key,
        Some(role) if role.keeps_data() => Role::Data,
        _ => Role::Other,
    }
}

fn availability(survey: &Survey<'_>, part: &Part) -> Availability {
    let own = survey.availability(part.first);
    let own = own.or_else(|| part.others.iter().find_map(|at| survey.availability(*at)));
    own.map_or(Availability::Unknown, |(value, grade)| Availability::Figure { value, evidence: evidence(grade, None) })
}
