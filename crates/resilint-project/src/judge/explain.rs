//! Everything known about a resource, and where each value comes from.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use resilint_eval::{Instance, PathStep};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::analysis::Analysis;
use super::check::CheckError;
use crate::Cancel;
use crate::project::Project;
use crate::report::{Finding, OriginPlace};

/// Everything known about one resource instance.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Explanation {
    /// The address.
    pub address: String,
    /// The resource type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The root module.
    pub root: String,
    /// The attributes, with the way of each value.
    pub attributes: BTreeMap<String, AttributeExplanation>,
    /// The facts that policies judge by.
    pub facts: BTreeMap<String, Value>,
    /// What was found about it.
    pub findings: Vec<Finding>,
}

/// An attribute's value and where it comes from.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum AttributeExplanation {
    /// Known; nested values may still be unknown, `{"unknown": "reason"}` in their place.
    Known {
        /// The value.
        value: Value,
        /// The way of the value, nearest to the attribute first.
        origin: Vec<OriginPlace>,
    },
    /// Not decidable.
    Unknown {
        /// The reason.
        unknown: String,
        /// The way of the value, nearest to the attribute first.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        origin: Vec<OriginPlace>,
    },
}

impl Project {
    /// Explains the resource instances of a root module whose addresses are wanted.
    ///
    /// # Errors
    /// When the inputs cannot be found, or nobody waits for the result any more.
    pub fn explain(
        &self,
        root: &Path,
        is_wanted: impl Fn(&str) -> bool,
        cancel: &Cancel,
    ) -> Result<Vec<Explanation>, CheckError> {
        let analysis = self.analyse(root, cancel)?;
        let report = self.check(root, cancel)?;
        let wanted = analysis.graph.addresses().filter(|address| is_wanted(address));
        let explained = wanted.filter_map(|address| {
            let instance = analysis.graph.instance(address)?;
            let findings = report
                .findings
                .iter()
                .filter(|finding| finding.address == **address)
                .cloned()
                .collect();
            Some(self.explanation(&analysis, address, instance, findings))
        });
        Ok(explained.collect())
    }

    pub(crate) fn explanation(
        &self,
        analysis: &Analysis,
        address: &str,
        instance: &Instance,
        findings: Vec<Finding>,
    ) -> Explanation {
        let entries = instance.attributes.entries();
        let attributes = entries.into_iter().flatten().map(|(name, value)| {
            (name.to_string(), self.attribute(analysis, instance, name, value))
        });
        let facts = analysis.facts.resources.get(address);
        let facts = facts.into_iter().flat_map(|facts| facts.facts.iter());
        Explanation {
            address: address.to_owned(),
            type_name: instance.address.resource.type_name.to_string(),
            root: crate::shown(&self.options.base, &analysis.root),
            attributes: attributes.collect(),
            facts: facts
                .map(|(name, fact)| {
                    ((*name).to_owned(), serde_json::to_value(fact).unwrap_or_default())
                })
                .collect(),
            findings,
        }
    }

    fn attribute(
        &self,
        analysis: &Analysis,
        instance: &Instance,
        name: &Arc<str>,
        value: &resilint_eval::Value,
    ) -> AttributeExplanation {
        let path = [PathStep::Name(Arc::clone(name))];
        let origin = self.blamer(analysis).blame(instance, &path).origin;
        let type_name = &instance.address.resource.type_name;
        self.explained(value, &origin, || resilint_graph::shown(type_name, name, value))
    }
}
