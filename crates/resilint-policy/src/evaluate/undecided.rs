//! Rules that could not decide, and why. No rule has to think of it: what depends on an unknown comes to light by trying.

use std::collections::BTreeSet;
use std::sync::Arc;

use resilint_graph::{
    Fact, FactDescription, FactValue, Facts, Limits, PathStep, ResourceFacts, path_to_string,
};

use super::Plan;
use crate::finding::{Finding, Outcome};

/// Turns a finding that holds for some values of an unknown fact only into one that says what is not known.
pub(crate) fn undecided(finding: Finding, plan: &Plan, facts: &Facts) -> Finding {
    let places = std::iter::once(&finding.address)
        .chain(finding.of.as_ref())
        .chain(finding.related.iter().map(|related| &related.address));
    let found = places.filter_map(|address| facts.resources.get(address)).find_map(|resource| {
        let unknown = unknown_facts(resource, plan);
        let (name, fact, reason) =
            unknown.iter().find(|(_, fact, _)| fact.at == finding.at).or(unknown.first())?;
        Some((*name, (*fact).clone(), Arc::clone(reason), Arc::clone(&resource.address)))
    });
    match found {
        Some((name, fact, reason, address)) => {
            let of = fact.of.unwrap_or(address);
            let of = (of != finding.address).then_some(of);
            let subject = FactDescription::of(name).map_or(name, |fact| fact.subject);
            let message = format!("cannot tell: {subject} not known: {reason}");
            Finding { at: fact.at, of, ..as_unknown(finding, message, reason) }
        }
        None => {
            let reason: Arc<str> = "it depends on a resource of which something is unknown".into();
            as_unknown(finding, format!("cannot tell: {reason}"), reason)
        }
    }
}

fn unknown_facts<'a>(
    resource: &'a ResourceFacts,
    plan: &Plan,
) -> Vec<(&'static str, &'a Fact, &'a Arc<str>)> {
    resource
        .facts
        .iter()
        .filter_map(|(name, fact)| match &fact.value {
            FactValue::Unknown(reason) if plan.reads.contains(*name) => Some((*name, fact, reason)),
            _ => None,
        })
        .collect()
}

fn as_unknown(finding: Finding, message: String, reason: Arc<str>) -> Finding {
    Finding { outcome: Outcome::Unknown, message, unknown: Some(reason), fix: None, ..finding }
}

/// A finding whose own attribute is unknown and that no known fact supports; or that blames something missing in a block with a syntax error.
pub(crate) fn hidden_reason(finding: &Finding, facts: &Facts) -> Option<Arc<str>> {
    let resource = facts.resources.get(finding.of.as_ref().unwrap_or(&finding.address))?;
    if resource.incomplete && !is_written(&resource.attributes, &finding.at) {
        return Some("the block has a syntax error".into());
    }
    let about = facts.resources.get(&finding.address)?;
    let supported = [resource, about]
        .iter()
        .any(|resource| resource.facts.values().any(|fact| fact.at == finding.at && is_told(fact)));
    if supported || finding.at.is_empty() || is_known_edge(facts, &resource.address, &finding.at) {
        return None;
    }
    let unknown = resource.unknown.iter().find(|unknown| {
        finding.at.starts_with(&unknown.path) || unknown.path.starts_with(&finding.at)
    })?;
    Some(Arc::clone(&unknown.reason))
}

/// Whether a fact is known, or limits are, within which it was tried.
fn is_told(fact: &Fact) -> bool {
    matches!(fact.value, FactValue::Known(_)) || fact.limits != Limits::NONE
}

/// Whether an attribute, unknown as its value may be, certainly leads to another resource.
fn is_known_edge(facts: &Facts, address: &str, at: &[PathStep]) -> bool {
    let edges = facts.graph.references.get(address);
    edges.into_iter().flatten().any(|edge| edge.certain && edge.at.starts_with(at))
}

fn is_written(attributes: &serde_json::Value, at: &[PathStep]) -> bool {
    let mut value = attributes;
    for step in at {
        let next = match step {
            PathStep::Name(name) => value.get(&**name),
            PathStep::Index(index) => value.get(*index),
        };
        let Some(next) = next else { return false };
        value = next;
    }
    !at.is_empty()
}

/// Marks a finding undecided for the given reason.
pub(crate) fn hidden(finding: Finding, reason: Arc<str>) -> Finding {
    let what = if finding.at.is_empty() {
        "it".to_owned()
    } else {
        format!("`{}`", path_to_string(&finding.at))
    };
    as_unknown(finding, format!("cannot tell: {what} is not known: {reason}"), reason)
}

/// The resources of which some attribute is unknown.
pub(crate) fn uncertain(facts: &Facts) -> Vec<&ResourceFacts> {
    let resources = facts.resources.values().map(|resource| &**resource);
    resources.filter(|resource| !resource.unknown.is_empty()).collect()
}

/// Those of the uncertain resources that the rule judges, of which it reads an attribute that is unknown, and about which it found nothing.
pub(crate) fn unread_attributes(
    plan: &Plan,
    facts: &Facts,
    uncertain: &[&ResourceFacts],
    found: &BTreeSet<Arc<str>>,
) -> Vec<Finding> {
    if plan.attributes.is_empty() || plan.handles_unknown {
        return Vec::new();
    }
    let judged = uncertain
        .iter()
        .filter(|resource| judges(plan, resource) && !found.contains(&resource.address));
    judged
        .filter_map(|resource| {
            let unknown = resource.unknown.iter().find(|unknown| {
                let path = path_to_string(&unknown.path);
                !is_known_edge(facts, &resource.address, &unknown.path)
                    && plan
                        .attributes
                        .iter()
                        .any(|read| !read.is_empty() && (below(read, &path) || below(&path, read)))
            })?;
            let finding = Finding {
                rule: Arc::clone(&plan.rule.id),
                severity: plan.rule.severity,
                category: plan.rule.category,
                outcome: Outcome::Unknown,
                message: String::new(),
                address: Arc::clone(&resource.address),
                at: unknown.path.clone(),
                of: None,
                setting: None,
                related: Vec::new(),
                help: plan.rule.remedy(&resource.type_name).map(str::to_owned),
                fix: None,
                objective: plan.rule.objectives.first().cloned(),
                unknown: None,
            };
            Some(hidden(finding, Arc::clone(&unknown.reason)))
        })
        .collect()
}

fn below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn judges(plan: &Plan, resource: &ResourceFacts) -> bool {
    let role =
        resource.role.iter().chain(&resource.roles).any(|role| plan.rule.roles.contains(role));
    resource.mode != "data" && (role || plan.rule.resource_types.contains(&resource.type_name))
}
