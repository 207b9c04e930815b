//! Plans: over the source, and alone. `fixtures/plans/shop` was planned by Terraform 1.11 with the AWS provider 5.100.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::support::{DATABASE, fixture, run, workspace};

type Found = BTreeSet<(String, String, String)>;

fn shop() -> Value {
    let text = std::fs::read_to_string(fixture("plans/shop/plan.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The source of the shop with a plan beside it.
fn shop_with(plan: &Value) -> TempDir {
    let read = |path: &str| std::fs::read_to_string(fixture("plans/shop").join(path)).unwrap();
    workspace(&[
        ("main.tf", &read("main.tf")),
        ("modules/store/main.tf", &read("modules/store/main.tf")),
        ("prod.tfvars", &read("prod.tfvars")),
        ("plan.json", &plan.to_string()),
    ])
}

fn alone(plan: &Value) -> TempDir {
    workspace(&[("plan.json", &plan.to_string())])
}

fn report(folder: &Path, arguments: &[&str]) -> Value {
    let mut all = vec!["check", "--format", "json"];
    all.extend_from_slice(arguments);
    run(folder, &all).json()
}

/// Rules, addresses and outcomes.
fn found(report: &Value) -> Found {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|one| (text(&one["rule_id"]), text(&one["address"]), text(&one["outcome"])))
        .collect()
}

fn decided(report: &Value) -> Found {
    found(report).into_iter().filter(|(_, _, outcome)| outcome != "unknown").collect()
}

fn finding<'r>(report: &'r Value, rule: &str, address: &str) -> &'r Value {
    let mut findings = report["findings"].as_array().unwrap().iter();
    findings
        .find(|one| one["rule_id"] == rule && one["address"] == address)
        .unwrap_or_else(|| panic!("no {rule} at {address}: {report:#}"))
}

fn change<'p>(plan: &'p mut Value, address: &str) -> &'p mut Value {
    let changes = plan["resource_changes"].as_array_mut().unwrap();
    &mut changes.iter_mut().find(|change| change["address"] == address).unwrap()["change"]
}

fn codes(report: &Value) -> Vec<&str> {
    let diagnostics = report["diagnostics"].as_array().unwrap().iter();
    diagnostics.map(|one| one["code"].as_str().unwrap()).collect()
}

#[test]
fn source_and_plan_find_the_same() {
    let folder = shop_with(&shop());
    let source = report(folder.path(), &["--var-file", "prod.tfvars"]);
    let both = report(folder.path(), &["--var-file", "prod.tfvars", "--plan", "plan.json"]);
    assert!(decided(&source).len() >= 8, "{source:#}");
    assert_eq!(decided(&source), decided(&both));
    // What the source knows stays where it stands.
    for one in source["findings"].as_array().unwrap().iter().filter(|one| one["outcome"] == "fail")
    {
        let same =
            finding(&both, one["rule_id"].as_str().unwrap(), one["address"].as_str().unwrap());
        assert_eq!((&one["file"], &one["range"]), (&same["file"], &same["range"]));
        assert_eq!(one["fingerprint"], same["fingerprint"]);
    }
}

#[test]
fn a_plan_fills_in_what_the_source_leaves_open() {
    let folder = shop_with(&shop());
    let source = report(folder.path(), &[]);
    let both = report(folder.path(), &["--plan", "plan.json"]);
    let complete = report(folder.path(), &["--var-file", "prod.tfvars"]);
    assert!(source["summary"]["unknown"].as_u64().unwrap() >= 5, "{source:#}");
    assert_eq!(both["summary"]["unknown"], 0, "{both:#}");
    assert_eq!(decided(&both), decided(&complete));
    let database = finding(&both, "single-az-database", "aws_db_instance.main");
    assert_eq!(database["file"], "main.tf");
    let notes: Vec<&str> = database["origin"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["note"].as_str().unwrap())
        .collect();
    assert!(notes.contains(&"value in the plan"), "{notes:?}");
    assert!(notes.contains(&"variable `database` declared here"), "{notes:?}");
}

#[test]
fn a_plan_alone_is_enough() {
    let folder = shop_with(&shop());
    let both = report(folder.path(), &["--plan", "plan.json"]);
    let plan = alone(&shop());
    let alone = report(plan.path(), &["--plan", "plan.json"]);
    assert_eq!(found(&alone), found(&both));
    for one in alone["findings"].as_array().unwrap() {
        assert_eq!(one["file"], "plan.json");
        let offset =
            |end: &str| usize::try_from(one["range"][end]["offset"].as_u64().unwrap()).unwrap();
        assert!(offset("start") < offset("end"), "{one:#}");
    }
    let text = std::fs::read_to_string(plan.path().join("plan.json")).unwrap();
    let place = &finding(&alone, "short-backup-retention", "aws_db_instance.main")["range"];
    let offset = usize::try_from(place["start"]["offset"].as_u64().unwrap()).unwrap();
    assert!(
        text[..offset].ends_with("\"backup_retention_period\":"),
        "{}",
        &text[offset - 40..offset]
    );
}

#[test]
fn what_is_destroyed_or_forgotten_is_not_judged() {
    for action in ["delete", "forget"] {
        let mut plan = shop();
        let database = change(&mut plan, "aws_db_instance.main");
        database["actions"] = json!([action]);
        database["after"] = Value::Null;
        let folder = alone(&plan);
        let report = report(folder.path(), &["--plan", "plan.json"]);
        assert!(found(&report).iter().all(|(_, address, _)| address != "aws_db_instance.main"));
        assert!(!found(&report).is_empty());
    }
}

#[test]
fn a_replaced_resource_is_judged() {
    let mut plan = shop();
    change(&mut plan, "aws_db_instance.main")["actions"] = json!(["delete", "create"]);
    let folder = alone(&plan);
    finding(
        &report(folder.path(), &["--plan", "plan.json"]),
        "single-az-database",
        "aws_db_instance.main",
    );
}

#[test]
fn the_plan_wins_where_the_source_disagrees() {
    let mut plan = shop();
    let after = &mut change(&mut plan, "aws_elasticache_replication_group.sessions[0]")["after"];
    after["at_rest_encryption_enabled"] = json!("false");
    let folder = shop_with(&plan);
    let report = report(folder.path(), &["--plan", "plan.json"]);
    let address = "aws_elasticache_replication_group.sessions[0]";
    let cache = finding(&report, "unencrypted-cache", address);
    assert_eq!(cache["file"], "main.tf");
    assert_eq!(cache["origin"][0]["note"], "the plan says otherwise");
    assert_eq!(cache["origin"][0]["file"], "plan.json");
}

#[test]
fn a_plan_of_another_version_is_noticed() {
    let mut plan = shop();
    let mut more = plan["resource_changes"][0].clone();
    more["address"] = json!("aws_vpc.older");
    plan["resource_changes"].as_array_mut().unwrap().push(more);
    let folder = shop_with(&plan);
    let report = report(folder.path(), &["--plan", "plan.json"]);
    assert!(codes(&report).contains(&"stale-plan"), "{:#}", report["diagnostics"]);
}

#[test]
fn what_the_plan_does_not_keep_is_not_judged() {
    let mut plan = shop();
    let changes = plan["resource_changes"].as_array_mut().unwrap();
    changes.retain(|change| change["type"] != "aws_elasticache_replication_group");
    let folder = shop_with(&plan);
    let all = report(folder.path(), &["--var-file", "prod.tfvars", "--plan", "plan.json"]);
    assert!(found(&all).iter().all(|(_, address, _)| !address.contains("elasticache")));
    // Unless Terraform stopped on the way.
    plan["errored"] = json!(true);
    let folder = shop_with(&plan);
    let run = run(
        folder.path(),
        &["check", "--format", "json", "--var-file", "prod.tfvars", "--plan", "plan.json"],
    );
    assert!(found(&run.json()).iter().any(|(_, address, _)| address.contains("elasticache")));
    assert_eq!(run.code, 2, "{}", run.stderr);
}

#[test]
fn modules_that_are_not_at_hand_are_judged_by_the_plan() {
    let folder = shop_with(&shop());
    let main = folder.path().join("main.tf");
    let text = std::fs::read_to_string(&main).unwrap();
    let text = text.replace("\"./modules/store\"", "\"acme/store/aws\"");
    std::fs::write(&main, text).unwrap();
    std::fs::remove_dir_all(folder.path().join("modules")).unwrap();
    let without = report(folder.path(), &["--var-file", "prod.tfvars"]);
    assert!(codes(&without).contains(&"missing-module"));
    let with = report(folder.path(), &["--var-file", "prod.tfvars", "--plan", "plan.json"]);
    assert_eq!(codes(&with), Vec::<&str>::new());
    let bucket = finding(&with, "no-versioning", "module.store[\"pictures\"].aws_s3_bucket.this");
    // The call is what the author can change.
    assert_eq!(
        (&bucket["file"], &bucket["range"]["start"]["line"]),
        (&json!("main.tf"), &json!(78))
    );
}

#[test]
fn the_root_module_of_the_plan_is_found() {
    let read = |path: &str| std::fs::read_to_string(fixture("plans/shop").join(path)).unwrap();
    let files = |second: &str| {
        workspace(&[
            ("live/shop/main.tf", &read("main.tf")),
            ("live/shop/modules/store/main.tf", &read("modules/store/main.tf")),
            ("live/other/main.tf", second),
            ("plan.json", &shop().to_string()),
        ])
    };
    let one = files(DATABASE);
    let report = report(one.path(), &["--plan", "plan.json"]);
    assert_eq!(report["summary"]["roots"], 1);
    assert_eq!(finding(&report, "single-az-database", "aws_db_instance.main")["root"], "live/shop");
    let two = files(&read("main.tf").replace("./modules/store", "../shop/modules/store"));
    let run = run(two.path(), &["check", "--plan", "plan.json"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("name one of them: `live/other`, `live/shop`"), "{}", run.stderr);
    let none = workspace(&[
        ("main.tf", "resource \"aws_sqs_queue\" \"q\" {}\n"),
        ("plan.json", &shop().to_string()),
    ]);
    let run = super::support::run(none.path(), &["check", "--plan", "plan.json"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("belongs to none of the root modules"), "{}", run.stderr);
}

#[test]
fn files_that_are_no_plan_are_told_apart() {
    let mut future = shop();
    future["format_version"] = json!("2.0");
    let future = future.to_string();
    let cases: [(&[u8], &str); 9] = [
        (b"PK\x03\x04binary", "a saved plan in Terraform's own form"),
        (b"{\"version\":4,\"serial\":3,\"lineage\":\"a\",\"resources\":[]}", "a state file"),
        (b"{\"format_version\":\"1.0\",\"values\":{\"root_module\":{}}}", "a state as"),
        (b"{\"@level\":\"info\"}\n{\"@level\":\"info\"}\n", "what `terraform plan -json` logs"),
        (b"{}", "nothing planned in it"),
        (b"{\"resource_changes\": [", "no plan in JSON: EOF"),
        (b"\xff\xfe{\x00}\x00", "UTF-16"),
        (b"", "no plan in JSON"),
        (future.as_bytes(), "format version 2.0"),
    ];
    for (text, message) in cases {
        let folder = workspace(&[("main.tf", DATABASE)]);
        std::fs::write(folder.path().join("plan.json"), text).unwrap();
        let run = run(folder.path(), &["check", "--plan", "plan.json"]);
        assert_eq!(run.code, 2, "{message}: {}", run.stderr);
        assert!(run.stderr.contains(message), "{message}: {}", run.stderr);
        assert!(run.stderr.contains("terraform show -json"), "{}", run.stderr);
    }
    let folder = workspace(&[("main.tf", DATABASE)]);
    let run = run(folder.path(), &["check", "--plan", "gone.json"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`gone.json` cannot be read"), "{}", run.stderr);
}

#[test]
fn a_plan_stands_below_explain_and_graph() {
    let folder = shop_with(&shop());
    let arguments = ["explain", "aws_db_instance.main", "--plan", "plan.json", "--format", "json"];
    let explained = run(folder.path(), &arguments).json();
    let retention = &explained["attributes"]["backup_retention_period"];
    assert_eq!(retention["value"], 1);
    let zones = &explained["facts"]["region"]["value"];
    assert_eq!(zones, "eu-west-1", "{:#}", explained["facts"]);
    let plan = alone(&shop());
    let graph = run(plan.path(), &["graph", "--plan", "plan.json", "--format", "json"]).json();
    let has_edge = graph["edges"].as_array().unwrap().iter().any(|edge| {
        edge["from"] == "aws_db_instance.main" && edge["to"] == "aws_db_subnet_group.main"
    });
    assert!(has_edge, "{:#}", graph["edges"]);
}

#[test]
fn a_plan_is_of_one_environment_and_of_no_revision() {
    let folder = shop_with(&shop());
    for arguments in [["--env", "all"], ["--since", "HEAD"]] {
        let mut all = vec!["check", "--plan", "plan.json"];
        all.extend(arguments);
        let run = run(folder.path(), &all);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains("plan"), "{}", run.stderr);
    }
}
