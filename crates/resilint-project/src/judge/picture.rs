//! Pictures of an evaluated root module, for both doors.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use resilint_graph::failure::{NodeId, Role, ScenarioError, Strength, casualties_of, parse_lose};
use resilint_picture::{Fault, Lost, PictureOptions, Subject, draw};

use super::analysis::Analysis;
use crate::project::Project;
use crate::report::Finding;

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// There is no resource with the address in focus.
    #[error("{0}")]
    NoSuchResource(String),
    /// What is to be lost is not there.
    #[error("{0}")]
    Loss(#[from] ScenarioError),
}

/// What stands above a picture: what it shows, and of what.
#[must_use]
pub fn picture_title(root: &str, focus: Option<&str>, flows: bool, lose: &[&str]) -> String {
    let of = if root == "." || root.is_empty() { "this root module" } else { root };
    let mut title = match focus {
        Some(focus) => format!("{focus} in {of}"),
        None => of.to_owned(),
    };
    if flows {
        title = format!("Where data goes: {title}");
    }
    if !lose.is_empty() {
        title = format!("{title} without {}", lose.join(", "));
    }
    title
}

impl Project {
    /// A picture of a root module, without single points of failure marked that nobody found: those come from the findings of its check. What `lose` names
    /// is lost in it, all at once; nothing when it is empty.
    ///
    /// # Errors
    /// When nothing of the configuration has the address in focus, or nothing uses what is to be lost.
    pub fn picture<'f>(
        &self,
        analysis: &Analysis,
        findings: impl IntoIterator<Item = &'f Finding>,
        lose: &[&str],
        options: &PictureOptions,
    ) -> Result<String, PictureError> {
        let subject = Subject {
            facts: &analysis.facts,
            requests: requests(analysis),
            faults: faults(findings),
            lost: if lose.is_empty() { None } else { Some(lost(analysis, lose)?) },
        };
        draw(&subject, options).map_err(
            |resilint_picture::PictureError::NoSuchResource(address)| {
                let known = analysis.facts.resources.keys().map(|known| &**known);
                PictureError::NoSuchResource(crate::no_such_resource(&address, known))
            },
        )
    }
}

/// Where requests go next; those of code to the internet, through a gateway.
fn requests(analysis: &Analysis) -> BTreeMap<Arc<str>, Vec<(Arc<str>, bool)>> {
    let mut requests = analysis.graph.requests();
    let model = &analysis.model;
    for node in model.nodes.iter().filter(|node| node.role == Role::Compute) {
        let ways: BTreeSet<(NodeId, bool)> = node
            .replicas
            .iter()
            .flat_map(|replica| &replica.needs)
            .map(|need| (need.node, need.strength == Strength::Certain))
            .collect();
        for (way, certain) in ways {
            let Some(gateway) =
                model.nodes.get(way.index()).filter(|one| one.role == Role::Network)
            else {
                continue;
            };
            let next = requests.entry(Arc::from(node.address.as_str())).or_default();
            next.push((Arc::from(gateway.address.as_str()), certain));
        }
    }
    requests
}

/// What dies with some failure domains.
fn lost(analysis: &Analysis, lose: &[&str]) -> Result<Lost, ScenarioError> {
    let scenario = parse_lose(&analysis.model, lose)?;
    let domains = scenario.names(&analysis.model);
    Ok(Lost { domains, casualties: casualties_of(&analysis.model, &scenario) })
}

/// What makes resources single points of failure.
fn faults<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> BTreeMap<String, Vec<Fault>> {
    let mut faults: BTreeMap<String, Vec<Fault>> = BTreeMap::new();
    let of_failures = findings.into_iter().filter(|finding| {
        finding.is_failure() && ["spof", "multi-az"].contains(&finding.category.as_str())
    });
    for finding in of_failures {
        let fault = Fault { rule: finding.rule_id.clone(), message: finding.message.clone() };
        faults.entry(finding.address.clone()).or_default().push(fault);
    }
    for list in faults.values_mut() {
        list.sort();
        list.dedup();
    }
    faults
}
