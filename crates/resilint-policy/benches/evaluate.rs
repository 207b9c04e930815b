//! How long it takes to load and to run the built-in rules.

use std::collections::BTreeMap;
use std::sync::Arc;

use divan::{Bencher, black_box};
use resilint_graph::{Fact, Facts, PathStep, ResourceFacts};
use resilint_policy::{Rule, RuleSet};
use serde_json::json;

fn main() {
    divan::main();
}

/// So many resources over the roles that most rules judge; one in eight has something unknown when `unknown` is set.
fn facts(count: usize, unknown: bool) -> Facts {
    let roles =
        ["database", "compute", "entry", "object-store", "queue", "cache", "network", "log"];
    let mut facts = Facts::default();
    let objectives = Arc::new(facts.objectives.clone());
    for index in 0..count {
        let role: Arc<str> = roles[index % roles.len()].into();
        let address: Arc<str> = format!("aws_{role}.r{index}").into();
        let at = |name: &str| vec![PathStep::Name(name.into())];
        let zones = if unknown && index % 64 == 0 {
            Fact::unknown("a variable has no value", at("multi_az"))
        } else {
            Fact::known(2, at("multi_az"))
        };
        let known =
            |name: &'static str, value: serde_json::Value| (name, Fact::known(value, at(name)));
        let facts_of: BTreeMap<&'static str, Fact> = BTreeMap::from([
            ("zones", zones),
            known("nodes", json!(3)),
            known("encrypted", json!(index % 10 != 0)),
            known("in_transit", json!(true)),
            known("backup_days", json!(7)),
            known("point_in_time", json!(true)),
            known("deletion_protected", json!(true)),
            known("versioned", json!(true)),
            known("region", json!("eu-west-1")),
            known("replicas", json!([])),
            known("alarms", json!(1)),
        ]);
        let resource = ResourceFacts {
            address: Arc::clone(&address),
            type_name: format!("aws_{role}").into(),
            name: format!("r{index}").into(),
            mode: "managed",
            provider: "aws".into(),
            role: Some(Arc::clone(&role)),
            attributes: json!({ "name": "x", "subnet_ids": ["a", "b"], "tags": { "a": "b" } }),
            objectives: Arc::clone(&objectives),
            facts: facts_of.into(),
            ..ResourceFacts::default()
        };
        facts.resources.insert(Arc::clone(&address), Arc::new(resource));
        facts.by_role.entry(role).or_default().push(Arc::clone(&address));
        facts.by_type.entry(Arc::from("aws_thing")).or_default().push(address);
    }
    facts
}

#[divan::bench]
fn cold_start_small_project(bencher: Bencher<'_, '_>) {
    let facts = facts(16, false);
    bencher.bench(|| {
        let rules = RuleSet::builtin().with_user_policies([]);
        black_box(rules.evaluate(&facts, &|_| true, &|| false))
    });
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn warm(bencher: Bencher<'_, '_>, count: usize) {
    let (facts, rules) = (facts(count, false), RuleSet::builtin());
    let _ = rules.evaluate(&facts, &|_| true, &|| false);
    bencher.bench(|| black_box(rules.evaluate(&facts, &|_| true, &|| false)));
}

#[divan::bench(args = [1_000])]
fn warm_with_unknowns(bencher: Bencher<'_, '_>, count: usize) {
    let (facts, rules) = (facts(count, true), RuleSet::builtin());
    let _ = rules.evaluate(&facts, &|_| true, &|| false);
    bencher.bench(|| black_box(rules.evaluate(&facts, &|_| true, &|| false)));
}

#[divan::bench]
fn read_metadata() -> usize {
    RuleSet::builtin().with_user_policies([]).rules().len()
}

/// Which rules cost how much: each alone, over 1,000 resources.
#[divan::bench(args = rule_ids(), sample_count = 10)]
fn rule(bencher: Bencher<'_, '_>, id: &str) {
    let (facts, rules) = (facts(1_000, false), RuleSet::builtin());
    let wanted = |rule: &Rule| *rule.id == *id;
    let _ = rules.evaluate(&facts, &wanted, &|| false);
    bencher.bench(|| black_box(rules.evaluate(&facts, &wanted, &|| false)));
}

fn rule_ids() -> Vec<String> {
    let rules = RuleSet::builtin();
    rules.rules().iter().map(|rule| rule.id.to_string()).collect()
}
