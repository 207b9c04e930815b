//! Runs the rules and tells faults from what cannot be decided.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::Value;
use resilint_graph::{Facts, PathStep};

use super::error::Cause;
use super::read::read_findings;
use super::undecided::{hidden, hidden_reason, uncertain, undecided, unread_attributes};
use super::{Plan, Prepared};
use crate::finding::{Evaluation, Finding, Outcome};
use crate::input::Inputs;
use crate::policy_file::PolicyDiagnostic;

/// What identifies a finding of one rule, whatever the unknown facts are.
type Key = (Arc<str>, Vec<PathStep>);

/// One rule's findings by what identifies them; more than one may blame the same place.
type Found = BTreeMap<Key, Vec<Finding>>;

/// What one rule brings to light in one input.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ruling {
    pub(crate) findings: Vec<Finding>,
    /// What is wrong with the rule.
    problems: Vec<PolicyDiagnostic>,
}

/// Runs the loaded rules over the facts.
pub(crate) fn evaluate(
    prepared: &mut Prepared,
    facts: &Facts,
    cancelled: &dyn Fn() -> bool,
) -> Evaluation {
    let plans = Arc::clone(&prepared.plans);
    let all: Vec<&Plan> = plans.iter().collect();
    let inputs = Inputs::of(facts, &is_tried(&all));
    let rulings = Run::new(prepared, facts, cancelled).rulings(&all, &inputs);
    conclude(prepared, facts, plans.iter().zip(&rulings))
}

/// Whether any of some rules is tried with guesses in place of these unknown facts.
pub(crate) fn is_tried<'p>(
    plans: &[&'p Plan],
) -> impl Fn(&BTreeSet<&'static str>) -> bool + use<'p> {
    let plans = plans.to_vec();
    move |unknown| plans.iter().any(|plan| plan.guesses(unknown))
}

/// The rulings put together; what the rules could not see is added.
pub(crate) fn conclude<'r>(
    prepared: &Prepared,
    facts: &Facts,
    rulings: impl Iterator<Item = (&'r Plan, &'r Ruling)>,
) -> Evaluation {
    let mut diagnostics: BTreeSet<PolicyDiagnostic> = BTreeSet::new();
    let mut findings = Vec::new();
    let mut found: BTreeMap<&Arc<str>, BTreeSet<Arc<str>>> = BTreeMap::new();
    for (plan, ruling) in rulings {
        diagnostics.extend(ruling.problems.iter().cloned());
        let found = found.entry(&plan.rule.id).or_default();
        found.extend(ruling.findings.iter().map(|finding| Arc::clone(&finding.address)));
        findings.extend(ruling.findings.iter().cloned());
    }
    let uncertain = uncertain(facts);
    for plan in prepared.plans.iter() {
        let found = found.remove(&plan.rule.id).unwrap_or_default();
        findings.extend(unread_attributes(plan, facts, &uncertain, &found));
    }
    let diagnostics = prepared.diagnostics.iter().cloned().chain(diagnostics).collect();
    sorted(findings, diagnostics, facts, prepared.plans.len())
}

/// An evaluation under way.
pub(crate) struct Run<'a> {
    pub(crate) prepared: &'a mut Prepared,
    /// All of them, even if the inputs hold only some.
    pub(crate) facts: &'a Facts,
    pub(crate) cancelled: &'a dyn Fn() -> bool,
    /// Rules that ran out of time once: they are not tried again for the other resources.
    endless: BTreeMap<String, PolicyDiagnostic>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        prepared: &'a mut Prepared,
        facts: &'a Facts,
        cancelled: &'a dyn Fn() -> bool,
    ) -> Self {
        Self { prepared, facts, cancelled, endless: BTreeMap::new() }
    }
}

impl Run<'_> {
    /// What each rule brings to light, in the order of the rules.
    pub(crate) fn rulings(&mut self, plans: &[&Plan], inputs: &Inputs) -> Vec<Ruling> {
        let mut rulings = vec![Ruling::default(); plans.len()];
        let (tried, plain): (Vec<usize>, Vec<usize>) =
            (0..plans.len()).partition(|index| plans[*index].guesses(&inputs.unknown_facts));
        let of = |indices: &[usize]| indices.iter().map(|index| plans[*index]).collect::<Vec<_>>();
        for (index, (found, problems)) in plain.iter().zip(self.all(&of(&plain), &inputs.plain)) {
            rulings[*index] =
                Ruling { findings: found.into_values().flatten().collect(), problems };
        }
        let mut tries: Vec<Vec<Found>> = vec![Vec::new(); tried.len()];
        for input in &inputs.tried {
            for (place, (found, problems)) in self.all(&of(&tried), input).into_iter().enumerate() {
                rulings[tried[place]].problems.extend(problems);
                tries[place].push(found);
            }
        }
        for (index, tries) in tried.into_iter().zip(&tries) {
            let mut plain = Found::new();
            if differ_in_words(tries) {
                for (found, problems) in self.all(&[plans[index]], &inputs.plain) {
                    rulings[index].problems.extend(problems);
                    plain = found;
                }
            }
            rulings[index].findings = compare(plans[index], tries, &plain, self.facts);
        }
        rulings
    }

    /// The findings of each rule for one input.
    fn all(&mut self, plans: &[&Plan], input: &Value) -> Vec<(Found, Vec<PolicyDiagnostic>)> {
        if plans.is_empty() {
            return Vec::new();
        }
        self.prepared.set_input(input);
        plans
            .iter()
            .map(|plan| if (self.cancelled)() { Default::default() } else { self.one(plan) })
            .collect()
    }

    fn one(&mut self, plan: &Plan) -> (Found, Vec<PolicyDiagnostic>) {
        if let Some(problem) = self.endless.get(&plan.query) {
            return (Found::new(), vec![problem.clone()]);
        }
        let value = match self.prepared.rule(&plan.query) {
            Ok(value) => value,
            Err(error) => {
                let place = (&plan.file, plan.range.clone());
                let problem = error.diagnostic("policy-error", &[&plan.file], place);
                if error.cause == Cause::TimedOut {
                    self.endless.insert(plan.query.clone(), problem.clone());
                }
                return (Found::new(), vec![problem]);
            }
        };
        let (findings, problems) = read_findings(&value, plan, self.facts);
        let problems = problems
            .into_iter()
            .map(|problem| plan.file.error("policy-finding", 0..0, problem))
            .collect();
        let mut found = Found::new();
        for finding in findings {
            found
                .entry((Arc::clone(&finding.address), finding.at.clone()))
                .or_default()
                .push(finding);
        }
        (found, problems)
    }
}

fn messages(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.message.as_str()).collect()
}

fn differ_in_words(tries: &[Found]) -> bool {
    let Some((first, others)) = tries.split_first() else { return false };
    first.iter().any(|(key, findings)| {
        others
            .iter()
            .any(|other| other.get(key).is_some_and(|other| messages(other) != messages(findings)))
    })
}

/// What is found in every try is a fault; what is found in some of them only is undecided.
fn compare(plan: &Plan, tries: &[Found], plain: &Found, facts: &Facts) -> Vec<Finding> {
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
