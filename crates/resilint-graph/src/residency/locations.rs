//! Every place where a resource's data rests.

use std::sync::Arc;

use resilint_eval::PathStep;
use serde_json::{Value as Json, json};

use crate::catalog::Role;
use crate::facts::{Context, Fact, FactTable};
use crate::geography::{RegionKind, region};
use crate::placement::Home;

/// Roles whose resources keep data at rest, or what opens it.
pub(crate) fn keeps_at_rest(role: Role) -> bool {
    role.keeps_data()
        || matches!(role, Role::Backup | Role::Log | Role::Key | Role::Secret | Role::Registry)
}

/// Adds the locations of every resource that keeps data, or reads it.
pub(crate) fn locate(context: &Context<'_>, table: &mut FactTable) {
    for (at, node) in context.judged() {
        let directory = node.type_name() == "aws_cognito_user_pool";
        let holds = |role: Role| keeps_at_rest(role) || role == Role::Compute;
        if node.owner.is_some() || !(directory || node.role().is_some_and(holds)) {
            continue;
        }
        if let Some(fact) = locations(context, table, at, node.cloud()) {
            table.set(at, "locations", fact);
        }
    }
}

fn locations(context: &Context<'_>, table: &FactTable, at: usize, cloud: &str) -> Option<Fact> {
    let (mut places, path, of) = match context.placements.home(at) {
        Home::Region { name, at: path, of } => match places(cloud, name) {
            Ok(places) => (places, path.clone(), *of),
            Err(reason) => return Some(Fact::unknown(reason, path.clone())),
        },
        Home::Unknown { reason, at: path } => {
            return Some(Fact::unknown(Arc::clone(reason), path.clone()));
        }
        Home::Global => return global(context, table, at),
        Home::Nowhere => return None,
    };
    for (region, _) in copies(table, at) {
        match region {
            Some(region) => places.extend(self::places(cloud, &region).unwrap_or_default()),
            None => return Some(Fact::unknown("where a copy goes is unknown", path)),
        }
    }
    places.dedup();
    let fact = Fact::known(places, path);
    Some(match of {
        Some(of) => fact.decided_by(context.address(of)),
        None => fact,
    })
}

/// A global store's data is where its members are.
fn global(context: &Context<'_>, table: &FactTable, at: usize) -> Option<Fact> {
    let members =
        table.known(at, "replicas").and_then(Json::as_array).filter(|members| !members.is_empty());
    let Some(members) = members else {
        let keeps =
            context.node(at).and_then(crate::graph::Node::role).is_some_and(Role::keeps_data);
        return keeps.then(|| Fact::unknown("the service documents no place", Vec::new()));
    };
    let cloud = context.node(at)?.cloud();
    let mut found = Vec::new();
    for member in members {
        match member.get("region").and_then(Json::as_str) {
            Some(region) => found.extend(places(cloud, region).unwrap_or_default()),
            None => return Some(Fact::unknown("the region of a member is unknown", Vec::new())),
        }
    }
    Some(Fact::known(found, Vec::new()))
}

/// The regions of copies that have no resource of their own, with the attribute that asks for them.
pub(super) fn copies(table: &FactTable, at: usize) -> Vec<(Option<String>, Vec<PathStep>)> {
    ["replicas", "backup_copies"]
        .into_iter()
        .filter_map(|name| table.get(at, name))
        .flat_map(|fact| {
            let list = fact.get().and_then(Json::as_array).cloned().unwrap_or_default();
            let path = fact.at.clone();
            list.into_iter().filter(|copy| copy.get("address").is_some_and(Json::is_null)).map(
                move |copy| {
                    (copy.get("region").and_then(Json::as_str).map(str::to_owned), path.clone())
                },
            )
        })
        .collect()
}

/// What a region or multi-region means on the map.
fn places(cloud: &str, name: &str) -> Result<Vec<Json>, Arc<str>> {
    let Some(record) = region(cloud, name) else {
        return Err(Arc::from(format!("`{name}` is no region that is known here")));
    };
    // Anywhere: inside of nothing that an objective can name.
    if record.kind == RegionKind::Global {
        return Ok(vec![json!({ "place": "global", "region": record.id })]);
    }
    if !record.members.is_empty() {
        return Ok(record
            .members
            .iter()
            .filter_map(|member| places(cloud, member).ok())
            .flatten()
            .collect());
    }
    let Some(country) = record.country else {
        return Err(Arc::from(format!("which countries `{name}` covers is not documented")));
    };
    Ok(vec![json!({
        "place": if record.kind == RegionKind::Region { "region" } else { "multi-region" },
        "region": record.id,
        "country": country,
        "eu": record.in_eu(),
        "eea": record.in_eea(),
        "adequate": record.adequacy().as_str(),
    })])
}

/// Whether a region, or every region of a multi-region, is one of the places that an objective allows: `eu`, `eea`, `gdpr-adequate`, countries,
/// regions. `None` when nobody can tell.
#[must_use]
pub fn region_is_allowed(provider: &str, region: &str, allowed: &[String]) -> Option<bool> {
    if allowed.iter().any(|wanted| wanted == region) {
        return Some(true);
    }
    let places = places(provider, region).ok()?;
    let inside = |place: &Json| {
        let is = |name: &str| place.get(name) == Some(&Json::Bool(true));
        let text = |name: &str| place.get(name).and_then(Json::as_str).unwrap_or_default();
        allowed.iter().any(|wanted| match wanted.as_str() {
            "eu" => is("eu"),
            "eea" => is("eea"),
            "gdpr-adequate" => is("eea") || matches!(text("adequate"), "yes" | "conditional"),
            other => text("country").eq_ignore_ascii_case(other) || text("region") == other,
        })
    };
    Some(places.iter().all(inside))
}
