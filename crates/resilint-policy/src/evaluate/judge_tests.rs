//! Tests of what becomes of a rule's findings.

use std::collections::BTreeMap;

use resilint_graph::{Fact, ResourceFacts, UnknownAttribute};
use serde_json::json;

use super::*;
use crate::policy_file::PolicyFile;
use crate::rule_set::RuleSet;

fn name(step: &str) -> PathStep {
    PathStep::Name(step.into())
}

/// One database per argument: its `zones`, or why they are unknown.
fn databases(zones: &[Result<u64, &'static str>]) -> Facts {
    let mut facts = Facts::default();
    for (index, zones) in zones.iter().enumerate() {
        let address: Arc<str> = format!("aws_db_instance.d{index}").into();
        let at = vec![name("multi_az")];
        let fact = match zones {
            Ok(zones) => Fact::known(*zones, at),
            Err(reason) => Fact::unknown(*reason, at),
        };
        let resource = ResourceFacts {
            address: Arc::clone(&address),
            type_name: "aws_db_instance".into(),
            mode: "managed",
            role: Some("database".into()),
            attributes: json!({ "engine": "postgres" }),
            facts: BTreeMap::from([("zones", fact)]).into(),
            ..ResourceFacts::default()
        };
        facts.resources.insert(Arc::clone(&address), Arc::new(resource));
        facts.by_role.entry("database".into()).or_default().push(Arc::clone(&address));
        facts.by_type.entry("aws_db_instance".into()).or_default().push(address);
    }
    facts
}

fn policy(name: &str, body: &str) -> PolicyFile {
    let text = format!(
        "# METADATA\n# title: {name}\n# custom:\n#   severity: error\n#   roles: [database]\npackage test.{name}\n\n{body}\n"
    );
    PolicyFile::user(format!("{name}.rego"), text)
}

fn finding(condition: &str) -> String {
    format!(
        "findings contains finding if {{\n\tsome db in input.by_role.database\n\t{condition}\n\tfinding := {{\"address\": db.address, \"at\": db.zones.at, \"message\": \"bad\"}}\n}}\n"
    )
}

fn check(policies: Vec<PolicyFile>, facts: &Facts) -> Evaluation {
    let rules = RuleSet::empty().with_user_policies(policies);
    rules.evaluate(facts, &|_| true, &|| false)
}

fn addresses(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| &*finding.address).collect()
}

#[test]
fn an_unknown_fact_is_neither_a_fault_nor_silence() {
    let facts = databases(&[Ok(1), Ok(2), Err("variable `x` has no value")]);
    let evaluation = check(vec![policy("zones", &finding("db.zones.value < 2"))], &facts);
    assert_eq!(addresses(&evaluation.findings), ["aws_db_instance.d0"]);
    assert_eq!(addresses(&evaluation.not_evaluable), ["aws_db_instance.d2"]);
    let undecided = evaluation.not_evaluable.first().unwrap();
    assert_eq!(
        undecided.message,
        "cannot tell: the number of zones is not known: variable `x` has no value"
    );
    assert_eq!(undecided.at, [name("multi_az")]);
    assert!(evaluation.diagnostics.is_empty(), "{:?}", evaluation.diagnostics);
}

#[test]
fn negation_over_an_unknown_fact_is_no_fault() {
    let facts = databases(&[Err("unknown")]);
    let evaluation = check(vec![policy("zones", &finding("not db.zones.value > 1"))], &facts);
    assert_eq!((evaluation.findings.len(), evaluation.not_evaluable.len()), (0, 1));
}

#[test]
fn a_fault_that_does_not_depend_on_the_unknown_stays_a_fault() {
    let facts = databases(&[Err("unknown")]);
    let either = "db.attributes.engine == \"postgres\"\n\tdb.zones.value < 10000";
    let evaluation = check(vec![policy("engine", &finding(either))], &facts);
    assert_eq!((evaluation.findings.len(), evaluation.not_evaluable.len()), (1, 0));
}

#[test]
fn an_unknown_attribute_that_the_rule_reads_is_reported() {
    let mut facts = databases(&[Ok(1)]);
    let address: Arc<str> = "aws_db_instance.d0".into();
    let mut resource = (*facts.resources.remove(&address).unwrap()).clone();
    resource.unknown.push(UnknownAttribute { path: vec![name("port")], reason: "computed".into() });
    facts.resources.insert(address, Arc::new(resource));
    let evaluation = check(vec![policy("port", &finding("db.attributes.port == 80"))], &facts);
    assert_eq!((evaluation.findings.len(), evaluation.not_evaluable.len()), (0, 1));
    assert_eq!(evaluation.not_evaluable.first().unwrap().at, [name("port")]);
    let evaluation = check(
        vec![policy(
            "port",
            "findings contains {\"address\": \"aws_db_instance.d0\", \"at\": [\"port\"], \"message\": \"m\"}",
        )],
        &facts,
    );
    assert_eq!(
        (evaluation.findings.len(), evaluation.not_evaluable.len()),
        (0, 1),
        "blamed on something unknown"
    );
}

#[test]
fn a_broken_policy_hides_no_other() {
    let facts = databases(&[Ok(1)]);
    let good = policy("good", &finding("db.zones.value < 2"));
    let broken = [
        ("syntax", "findings contains if", "policy-syntax"),
        ("unsafe", "findings contains x if { y == 1 }", "policy-invalid"),
        ("recursive", "f(x) := f(x - 1)\nfindings contains f(1) if true", "policy-recursion"),
        ("nothing", "allow := true", "policy-invalid"),
        (
            "runtime",
            "findings contains finding if { some db in input.by_role.database\n f(db) == 1\n finding := 1 }\nf(x) := 1\nf(x) := 2",
            "policy-error",
        ),
        ("malformed", "findings contains 7", "policy-finding"),
        (
            "nobody",
            "findings contains {\"address\": \"aws_x.y\", \"at\": [], \"message\": \"m\"}",
            "policy-finding",
        ),
        (
            "slow",
            "findings contains x if { some a in numbers.range(1, 10000)\n some b in numbers.range(1, 10000)\n a * b == 0\n x := a }",
            "policy-error",
        ),
        // The engine takes `²` for a digit of the width.
        ("panicking", "findings contains sprintf(\"%²d\", [1])", "policy-error"),
        (
            "greedy",
            "findings contains x if { some x in numbers.range(1, 9000000000000000000) }",
            "policy-error",
        ),
        (
            "deep",
            &format!("x := {}1{}\nfindings contains x if true", "[".repeat(20), "]".repeat(20)),
            "policy-too-deep",
        ),
    ];
    for (name, body, code) in broken {
        let evaluation = check(vec![policy(name, body), good.clone()], &facts);
        assert_eq!(evaluation.findings.len(), 1, "{name}");
        let codes: Vec<&str> =
            evaluation.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(codes, [code], "{name}: {:?}", evaluation.diagnostics);
        assert_eq!(&*evaluation.diagnostics[0].path, format!("{name}.rego"));
    }
}

#[test]
fn an_engine_that_panics_is_replaced_and_the_rule_that_did_it_named() {
    let facts = databases(&[Ok(1)]);
    let panicking = policy("panicking", "findings contains sprintf(\"%²d\", [1])");
    let rules = RuleSet::empty()
        .with_user_policies([panicking, policy("zones", &finding("db.zones.value < 2"))]);
    // The second time with the engine that took its place.
    for _ in 0..2 {
        let evaluation = rules.evaluate(&facts, &|_| true, &|| false);
        assert_eq!(addresses(&evaluation.findings), ["aws_db_instance.d0"]);
        let [problem] = evaluation.diagnostics.as_slice() else {
            panic!("{:?}", evaluation.diagnostics)
        };
        assert!(problem.message.starts_with("the policy engine failed: "), "{}", problem.message);
        let file = rules.files().iter().find(|file| file.path == problem.path).unwrap();
        assert_eq!(
            file.text.get(problem.range.clone()),
            Some("findings contains sprintf(\"%²d\", [1])")
        );
    }
}

#[test]
fn a_rule_that_runs_out_of_time_is_not_tried_on_every_resource() {
    let facts = databases(&[Ok(1); 160]);
    let slow = "findings contains x if {\n some db in input.by_role.database\n some a in numbers.range(1, 100000)\n some b in numbers.range(1, 100000)\n a * b == db.zones.value - 2\n x := a }";
    let rules = RuleSet::empty().with_user_policies([
        policy("slow", slow),
        policy("zones", &finding("db.zones.value < 2")),
    ]);
    let mut memory = crate::Memory::default();
    let start = std::time::Instant::now();
    let evaluation = rules.evaluate_again(&Arc::new(facts), &|_| true, &|| false, &mut memory);
    // Twenty groups of resources, a second each, otherwise.
    assert!(start.elapsed() < std::time::Duration::from_secs(10), "{:?}", start.elapsed());
    assert_eq!(evaluation.findings.len(), 160);
    let messages: Vec<&str> =
        evaluation.diagnostics.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages, ["it takes longer than five seconds"]);
}

#[test]
fn a_local_variable_named_like_a_function_is_no_recursion() {
    let facts = databases(&[Ok(1)]);
    let body =
        "port(x) := port if { port := x + 1 }\n".to_owned() + &finding("port(db.zones.value) == 2");
    let evaluation = check(vec![policy("local", &body)], &facts);
    assert_eq!(
        (evaluation.findings.len(), evaluation.diagnostics.len()),
        (1, 0),
        "{:?}",
        evaluation.diagnostics
    );
}

#[test]
fn a_taken_rule_id_is_reported() {
    let other = PolicyFile::user(
        "other.rego",
        policy("zones", "").text.replace("package test.", "package other."),
    );
    let evaluation =
        check(vec![policy("zones", &finding("db.zones.value < 2")), other], &databases(&[Ok(1)]));
    assert_eq!(evaluation.findings.len(), 1);
    assert_eq!(evaluation.diagnostics[0].code, "policy-duplicate");
}
