//! Facts to findings: rules are Rego policies, found by their METADATA, and run by an embedded engine. Invariants: Rego never sees a span; what cannot be
//! decided is a result of its own; a broken policy is a diagnostic and hides no other. Start reading at [`RuleSet::evaluate`], then `evaluate/judge.rs`.

mod author;
mod evaluate;
mod finding;
mod input;
mod metadata;
mod policy_file;
mod rego;
mod rule;
mod rule_set;

pub use author::{
    FileCoverage, RuleExample, ScaffoldError, TestReport, TestResult, check_policies, input_of,
    input_of_all, query, rule_page, run_tests, scaffold,
};
pub use evaluate::Memory;
pub use finding::{Evaluation, Finding, Fix, Outcome, Related};
pub use policy_file::{PolicyDiagnostic, PolicyFile};
pub use rule::{Category, Rule};
pub use rule_set::RuleSet;
