//! What is judged again comes to the same as what is judged anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::unstable::Expr;
use resilint_graph::{EdgeFact, Fact, Facts, PathStep, ResourceFacts};
use serde_json::json;

use super::{GROUP, Memory};
use crate::finding::Evaluation;
use crate::policy_file::PolicyFile;
use crate::rego::{Node, path_of, visit};
use crate::rule_set::RuleSet;

/// A database for each argument: its zones, unknown for 0.
fn databases(zones: &[u64]) -> Facts {
    let mut facts = Facts::default();
    for (index, zones) in zones.iter().enumerate() {
        let address: Arc<str> = format!("aws_db_instance.d{index}").into();
        let at = vec![PathStep::Name("multi_az".into())];
        let fact = if *zones == 0 { Fact::unknown("it is", at) } else { Fact::known(*zones, at) };
        let resource = ResourceFacts {
            address: Arc::clone(&address),
            type_name: "aws_db_instance".into(),
            mode: "managed",
            role: Some("database".into()),
            roles: vec!["database".into()],
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

fn refers(facts: &mut Facts, from: &str, to: &str) {
    let edge = EdgeFact { address: to.into(), at: Vec::new(), kind: "refers_to", certain: true };
    facts.graph.references.entry(from.into()).or_default().push(edge);
}

fn rules() -> RuleSet {
    let policy = |name: &str, body: &str| {
        let text = format!(
            "# METADATA\n# title: {name}\n# custom:\n#   severity: error\npackage test.{name}\n\nfindings contains finding if {{\n{body}\n\tfinding := {{\"address\": db.address, \"at\": db.zones.at, \"message\": \"bad\"}}\n}}\n"
        );
        PolicyFile::user(format!("{name}.rego"), text)
    };
    RuleSet::empty().with_user_policies([
        policy("each", "\tsome db in input.by_role.database\n\tdb.zones.value < 2"),
        policy("any", "\tsome role\n\tsome db in input.by_role[role]\n\tdb.zones.value < 3"),
        policy(
            "two",
            "\tsome db in input.by_role.database\n\tdb.zones.value < 2\n\tcount(input.by_type.aws_db_instance) > 3",
        ),
        policy(
            "linked",
            "\tsome db in input.by_role.database\n\tsome edge in input.graph.references[db.address]\n\tinput.resources[edge.address].zones.value < 2",
        ),
        policy("none", "\tnot input.by_role.cache\n\tsome db in input.resources"),
    ])
}

fn again(rules: &RuleSet, facts: &Facts, memory: &mut Memory) -> Evaluation {
    rules.evaluate_again(&Arc::new(facts.clone()), &|_| true, &|| false, memory)
}

#[test]
fn what_is_judged_again_is_what_is_judged_anew() {
    let rules = rules();
    let mut memory = Memory::default();
    let many = vec![2; 128];
    assert!(many.len() >= GROUP * 4, "several groups");
    let with = |changes: &[(usize, u64)]| {
        let mut zones = many.clone();
        changes.iter().for_each(|(at, value)| zones[*at] = *value);
        databases(&zones)
    };
    let mut linked = with(&[(7, 1)]);
    refers(&mut linked, "aws_db_instance.d3", "aws_db_instance.d7");
    let mut relinked = with(&[(7, 2), (9, 1)]);
    refers(&mut relinked, "aws_db_instance.d3", "aws_db_instance.d9");
    let steps = [
        with(&[]),
        with(&[(7, 1)]),
        with(&[(7, 1)]),
        linked,
        relinked,
        with(&[(7, 0), (20, 0)]),
        with(&[(20, 0)]),
        databases(&[1, 2]),
        with(&[(100, 1)]),
    ];
    for (step, facts) in steps.iter().enumerate() {
        let anew = rules.evaluate(facts, &|_| true, &|| false);
        assert!(anew.diagnostics.is_empty(), "{:?}", anew.diagnostics);
        assert_eq!(again(&rules, facts, &mut memory), anew, "step {step}");
    }
}

#[test]
fn what_is_given_up_is_not_remembered() {
    let (rules, facts) = (rules(), Arc::new(databases(&[1; 4])));
    let mut memory = Memory::default();
    let given_up = rules.evaluate_again(&facts, &|_| true, &|| true, &mut memory);
    assert!(given_up.findings.is_empty());
    assert_eq!(again(&rules, &facts, &mut memory), rules.evaluate(&facts, &|_| true, &|| false));
}

#[test]
fn most_rules_look_at_one_resource_at_a_time() {
    let rules = RuleSet::builtin();
    let prepared = rules.load(rules.rules());
    let names = |wanted: bool| -> Vec<&str> {
        let plans = prepared.plans.iter().filter(|plan| plan.one_by_one == wanted);
        plans.map(|plan| &*plan.rule.id).collect()
    };
    assert!(names(true).len() * 5 > prepared.plans.len() * 3, "{:?}", names(false));
    for (rule, one_by_one) in [
        ("single-az-database", true),
        ("plain-http-entry", false),
        ("entry-fails-with-zone", false),
        ("no-cross-region-queue", false),
    ] {
        assert!(names(one_by_one).contains(&rule), "{rule}");
    }
}

/// Rules run again when something changed that they name, so whatever they read they have to name.
#[test]
fn the_rules_name_what_they_read() {
    let rules = RuleSet::builtin();
    let mut prepared = rules.load(rules.rules());
    let mut unnamed = Vec::new();
    for module in prepared.modules() {
        for rule in &module.policy {
            let mut locals = BTreeSet::new();
            visit(rule, &mut |node| {
                if let Node::Local(name) = node {
                    locals.insert(name.to_owned());
                }
            });
            visit(rule, &mut |node| {
                let Node::Expr(expr) = node else { return };
                if reads_unnamed(expr, &locals) {
                    let span = expr.span();
                    unnamed.push(format!("{}:{}", span.source.file(), span.text()));
                }
            });
        }
    }
    assert_eq!(unnamed, Vec::<String>::new());
}

/// Whether an expression looks into a local value by a name that is computed, or at all of its names.
fn reads_unnamed(expr: &Expr, locals: &BTreeSet<String>) -> bool {
    match expr {
        Expr::RefBrack { refr, index, .. } => {
            let is_local =
                matches!(&**refr, Expr::Var { span, .. } if locals.contains(span.text()));
            is_local
                && !matches!(
                    &**index,
                    Expr::String { .. } | Expr::RawString { .. } | Expr::Number { .. }
                )
        }
        Expr::Call { fcn, .. } => {
            let name = path_of(fcn).join(".");
            ["object.keys", "object.remove", "object.subset", "walk"].contains(&name.as_str())
                || name.starts_with("json.")
                || name.starts_with("yaml.")
        }
        _ => false,
    }
}
