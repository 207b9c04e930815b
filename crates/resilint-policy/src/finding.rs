//! What policies find.

use std::sync::Arc;

use resilint_graph::PathStep;
use resilint_syntax::Severity;

use crate::policy_file::PolicyDiagnostic;
use crate::rule::Category;

/// How a rule judged a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The fault is there.
    Fail,
    /// It cannot be decided, because something is unknown.
    Unknown,
}

/// A fault of the architecture, or a rule that could not decide. It names places by address and attribute path; the project knows their spans.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule id.
    pub rule: Arc<str>,
    /// The rule's severity.
    pub severity: Severity,
    /// The rule's category.
    pub category: Category,
    /// Fault or undecided.
    pub outcome: Outcome,
    /// One line.
    pub message: String,
    /// The resource it is about.
    pub address: Arc<str>,
    /// The attribute to blame, whether it is written or not.
    pub at: Vec<PathStep>,
    /// The resource that attribute belongs to, when it is not `address`.
    pub of: Option<Arc<str>>,
    /// The objective to blame instead of a resource, by its key in the settings: `rto`. What is blamed then is the line that states it.
    pub setting: Option<Arc<str>>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// The remedy.
    pub help: Option<String>,
    /// A change that would remove it.
    pub fix: Option<Fix>,
    /// The objective it breaks: `availability`, `rpo`, `residency`, …
    pub objective: Option<Arc<str>>,
    /// Why it is undecided; only with [`Outcome::Unknown`].
    pub unknown: Option<Arc<str>>,
}

/// A place that helps to understand a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The resource.
    pub address: Arc<str>,
    /// The attribute; empty for the resource as a whole.
    pub at: Vec<PathStep>,
    /// An objective of that resource instead of the resource, by its key in the settings.
    pub setting: Option<Arc<str>>,
    /// What is there.
    pub message: String,
}

/// A change to the configuration.
#[derive(Debug, Clone, PartialEq)]
pub enum Fix {
    /// Give an attribute a value.
    SetAttribute {
        /// The attribute; it belongs to the finding's `of`, or else to its `address`.
        path: Vec<PathStep>,
        /// The value: a string, a number, a flag or a list of these.
        value: serde_json::Value,
        /// Whether the change could replace the resource or interrupt it.
        safe: bool,
    },
}

/// What an evaluation brought to light.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evaluation {
    /// Faults, sorted by address, rule and path.
    pub findings: Vec<Finding>,
    /// What could not be decided, in the same order.
    pub not_evaluable: Vec<Finding>,
    /// What is wrong with the policies themselves: the analysis is incomplete when there are any errors.
    pub diagnostics: Vec<PolicyDiagnostic>,
    /// Rules that were loaded because the configuration has something for them to judge.
    pub evaluated_rules: usize,
}
