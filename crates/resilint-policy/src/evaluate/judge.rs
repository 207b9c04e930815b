//! Runs the rules and tells faults from what cannot be decided.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::Value;
use resilint_graph::{Facts, PathStep};

use super::read::read_findings;
use super::undecided::{hidden, hidden_reason, undecided, unread_attributes};
use super::{Plan, Prepared};
use crate::finding::{Evaluation, Finding, Outcome};
use crate::input::Inputs;
use crate::policy_file::PolicyDiagnostic;

/// What identifies a finding of one rule, whatever the unknown facts are.
type Key = (Arc<str>, Vec<PathStep>);

/// One rule's findings by what identifies them; more than one may blame the same place.
type Found = BTreeMap<Key, Vec<Finding>>;

/// Runs the loaded rules over the facts.
pub(crate) fn evaluate(
    prepared: &mut Prepared,
    facts: &Facts,
    cancelled: &dyn Fn() -> bool,
) -> Evaluation {
    let inputs = Inputs::of(facts);
    let plans = prepared.plans.clone();
    let mut run = Run { prepared, facts, cancelled, problems: BTreeSet::new() };
    let (tried, plain): (Vec<&Plan>, Vec<&Plan>) = plans.iter().partition(|plan| {
        !plan.handles_unknown && inputs.unknown_facts.iter().any(|name| plan.reads.contains(*name))
    });
    let mut findings = Vec::new();
    let found = run.all(&plain, &inputs.plain);
    findings.extend(found.into_iter().flat_map(Found::into_values).flatten());
    let tries: Vec<Vec<Found>> = inputs.tried.iter().map(|input| run.all(&tried, input)).collect();
    for (index, plan) in tried.iter().enumerate() {
        let tries: Vec<&Found> = tries.iter().filter_map(|found| found.get(index)).collect();
        let plain =
            if differ_in_words(&tries) { run.all(&[plan], &inputs.plain).pop() } else { None };
        findings.extend(compare(plan, &tries, &plain.unwrap_or_default(), facts));
    }
    for plan in &plans {
        let found: BTreeSet<Arc<str>> = findings
            .iter()
            .filter(|finding| finding.rule == plan.rule.id)
            .map(|finding| Arc::clone(&finding.address))
            .collect();
        findings.extend(unread_attributes(plan, facts, &found));
    }
    let diagnostics = run.prepared.diagnostics.iter().cloned().chain(run.problems).collect();
    sorted(findings, diagnostics, facts, plans.len())
}

struct Run<'a> {
    prepared: &'a mut Prepared,
    facts: &'a Facts,
    cancelled: &'a dyn Fn() -> bool,
    problems: BTreeSet<PolicyDiagnostic>,
}

impl Run<'_> {
    /// The findings of each rule for one input.
    fn all(&mut self, plans: &[&Plan], input: &Value) -> Vec<Found> {
        if plans.is_empty() {
            return Vec::new();
        }
        self.prepared.set_input(input);
        plans
            .iter()
            .map(|plan| if (self.cancelled)() { Found::new() } else { self.one(plan) })
            .collect()
    }

    fn one(&mut self, plan: &Plan) -> Found {
        let value = match self.prepared.rule(&plan.query) {
            Ok(value) => value,
            Err(error) => {
                self.problems.insert(error.diagnostic("policy-error", &[&plan.file], &plan.file));
                return Found::new();
            }
        };
        let (findings, problems) = read_findings(&value, plan, self.facts);
        self.problems.extend(
            problems.into_iter().map(|problem| plan.file.error("policy-finding", 0..0, problem)),
        );
        let mut found = Found::new();
        for finding in findings {
            found
                .entry((Arc::clone(&finding.address), finding.at.clone()))
                .or_default()
                .push(finding);
        }
        found
    }
}

fn messages(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.message.as_str()).collect()
}

fn differ_in_words(tries: &[&Found]) -> bool {
    let Some((first, others)) = tries.split_first() else { return false };
    first.iter().any(|(key, findings)| {
        others
            .iter()
            .any(|other| other.get(key).is_some_and(|other| messages(other) != messages(findings)))
    })
}

/// What is found in every try is a fault; what is found in some of them only is undecided.
fn compare(plan: &Plan, tries: &[&Found], plain: &Found, facts: &Facts) -> Vec<Finding> {
    let keys: BTreeSet<&Key> = tries.iter().flat_map(|found| found.keys()).collect();
    let mut result = Vec::new();
    for key in keys {
        let found: Vec<&Vec<Finding>> = tries.iter().filter_map(|found| found.get(key)).collect();
        let Some(first) = found.first() else { continue };
        if found.len() < tries.len() {
            result.extend(
                first.iter().take(1).map(|finding| undecided(finding.clone(), plan, facts)),
            );
        } else if found.iter().all(|findings| messages(findings) == messages(first)) {
            result.extend(first.iter().cloned());
        } else {
            // The fault is certain, but a number in its message is a guess.
            let message = plan.rule.title.to_lowercase();
            let without_guess = || {
                first
                    .iter()
                    .take(1)
                    .map(|finding| Finding { message: message.clone(), ..finding.clone() })
                    .collect()
            };
            result.extend(plain.get(key).cloned().unwrap_or_else(without_guess));
        }
    }
    result
}

fn sorted(
    findings: Vec<Finding>,
    diagnostics: Vec<PolicyDiagnostic>,
    facts: &Facts,
    evaluated_rules: usize,
) -> Evaluation {
    let mut evaluation = Evaluation { diagnostics, evaluated_rules, ..Evaluation::default() };
    for finding in findings {
        let finding = match hidden_reason(&finding, facts) {
            Some(reason) if finding.outcome == Outcome::Fail => hidden(finding, reason),
            _ => finding,
        };
        match finding.outcome {
            Outcome::Fail => evaluation.findings.push(finding),
            Outcome::Unknown => evaluation.not_evaluable.push(finding),
        }
    }
    for list in [&mut evaluation.findings, &mut evaluation.not_evaluable] {
        list.sort_by(|a, b| {
            (&a.address, &a.rule, &a.at, &a.message).cmp(&(&b.address, &b.rule, &b.at, &b.message))
        });
        list.dedup();
    }
    let undecided = &mut evaluation.not_evaluable;
    undecided.dedup_by(|b, a| {
        (&a.address, &a.rule, &a.at, &a.of) == (&b.address, &b.rule, &b.at, &b.of)
    });
    evaluation
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
