//! The forms of the report: that each is well-formed, and says what its readers need.

use serde_json::Value;

use super::support::{DATABASE, fixture, run, workspace};

fn degraded(format: &str) -> String {
    run(&fixture("architectures/ha-web-app/degraded"), &["check", "--format", format]).stdout
}

#[test]
fn json_has_the_frozen_shape() {
    let json: Value = serde_json::from_str(&degraded("json")).unwrap();
    assert_eq!(json["schema_version"], 1);
    assert_eq!(json["tool"]["name"], "resilint");
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        keys(&json),
        ["schema_version", "tool", "summary", "findings", "diagnostics", "incomplete"]
    );
    assert_eq!(
        keys(&json["summary"]),
        ["roots", "files", "resources", "errors", "warnings", "infos", "unknown", "suppressed"]
    );
    let finding = &json["findings"][0];
    let expected = [
        "rule_id",
        "category",
        "severity",
        "outcome",
        "message",
        "address",
        "root",
        "file",
        "range",
        "origin",
        "related",
        "objective",
        "help",
        "help_uri",
        "fingerprint",
        "fix",
    ];
    assert_eq!(keys(finding), expected);
    let order: Vec<(String, u64)> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["file"].as_str().unwrap().to_owned(),
                one["range"]["start"]["offset"].as_u64().unwrap(),
            )
        })
        .collect();
    assert!(order.is_sorted(), "{order:?}");
}

#[test]
fn places_count_characters_from_one() {
    let text =
        DATABASE.replace("multi_az                    = false", "/* ä€😀 */ multi_az = false");
    let folder = workspace(&[("main.tf", &text)]);
    let json =
        run(folder.path(), &["check", "--format", "json", "--select", "single-az-database"]).json();
    let start = &json["findings"][0]["range"]["start"];
    let offset = text.find("false").unwrap();
    let line_start = text[..offset].rfind('\n').unwrap() + 1;
    assert_eq!(start["offset"], offset);
    assert_eq!(start["line"], text[..offset].lines().count());
    assert_eq!(start["column"], text[line_start..offset].chars().count() + 1);
}

#[test]
fn sarif_says_that_what_is_undecided_is_open() {
    let undecided = DATABASE.replace("= false", "= var.multi_az") + "variable \"multi_az\" {}\n";
    let folder = workspace(&[("main.tf", &undecided)]);
    let sarif = run(folder.path(), &["check", "--format", "sarif"]).json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|result| result["kind"] == "open" && result["level"] == "none"));
}

#[test]
fn sarif_has_what_code_scanning_needs() {
    let sarif: Value = serde_json::from_str(&degraded("sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert!(
        run["automationDetails"]["id"]
            .as_str()
            .unwrap()
            .starts_with("resilint/fixtures/architectures/")
    );
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 20);
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
        assert!(
            place["artifactLocation"]["uri"]
                .as_str()
                .unwrap()
                .starts_with("fixtures/architectures/ha-web-app/degraded/")
        );
        assert!(
            place["region"]["startLine"].as_u64().unwrap() > 0
                && place["region"]["endColumn"].as_u64().unwrap() > 0
        );
        assert!(result["partialFingerprints"]["resilint/v1"].is_string());
    }
    assert!(results.iter().any(|result| {
        result["codeFlows"][0]["threadFlows"][0]["locations"]
            .as_array()
            .is_some_and(|steps| steps.len() > 1)
    }));
    assert!(results.iter().any(|result| result["relatedLocations"].is_array()));
}

#[test]
fn sarif_encodes_paths_and_tells_what_was_not_checked() {
    let folder = workspace(&[("a b/ä.tf", DATABASE), ("a b/broken.tf", "locals {\n")]);
    let sarif: Value =
        serde_json::from_str(&run(folder.path(), &["check", "--format", "sarif"]).stdout).unwrap();
    let first = &sarif["runs"][0];
    assert_eq!(
        first["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "a%20b/%C3%A4.tf"
    );
    assert_eq!(first["invocations"][0]["executionSuccessful"], false);
    assert!(!first["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().is_empty());
}

#[test]
fn github_annotations_are_one_line_each() {
    let text = degraded("github");
    let line = text.lines().find(|line| line.contains("single-az-database")).unwrap();
    assert!(line.starts_with("::error file=fixtures/architectures/ha-web-app/degraded/database.tf,line=93,endLine=93,col=14,endColumn=19,title=single-az-database::"), "{line}");
    assert!(text.lines().all(|line| line.starts_with("::")));
}

#[test]
fn gitlab_issues_are_unique() {
    let issues: Vec<Value> = serde_json::from_str(&degraded("gitlab")).unwrap();
    let mut fingerprints: Vec<&str> =
        issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    let all = fingerprints.len();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert!(all > 20 && fingerprints.len() == all);
    for issue in &issues {
        assert!(
            ["info", "minor", "major", "critical", "blocker"]
                .contains(&issue["severity"].as_str().unwrap())
        );
        assert!(!issue["location"]["path"].as_str().unwrap().starts_with('.'));
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
    }
}

#[test]
fn junit_counts_what_the_summary_counts() {
    let json: Value = serde_json::from_str(&degraded("json")).unwrap();
    let failing = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["outcome"] == "fail")
        .count();
    let xml = degraded("junit");
    assert!(xml.starts_with("<?xml"));
    assert_eq!(xml.matches("<failure ").count(), failing);
}

#[test]
fn markdown_begins_with_its_marker() {
    let text = degraded("markdown");
    assert!(text.starts_with("<!-- resilint -->\n### resilint\n"));
    assert!(text.contains("| error | [`single-az-database`]("));
}

#[test]
fn text_shows_the_source_and_the_way_of_the_value() {
    let root = "module \"db\" {\n  source = \"./database\"\n  multi_az = false\n}\n";
    let database = DATABASE.replace("= false", "= var.multi_az")
        + "variable \"multi_az\" {\n  type = bool\n}\n";
    let folder = workspace(&[("main.tf", root), ("database/main.tf", &database)]);
    let text = run(folder.path(), &["check", "--select", "single-az-database"]).stdout;
    insta::assert_snapshot!(text);
}

#[test]
fn output_goes_to_files_too() {
    let folder = workspace(&[("main.tf", DATABASE)]);
    let found = run(
        folder.path(),
        &["check", "--output", "sarif=out.sarif", "--output", "json=out.json", "-q"],
    );
    assert_eq!(found.code, 1);
    for file in ["out.sarif", "out.json"] {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        serde_json::from_str::<Value>(&text).unwrap();
    }
}

#[test]
fn colours_only_where_they_are_wanted() {
    let folder = workspace(&[("main.tf", DATABASE)]);
    let coloured = |name: &str, arguments: &[&str]| {
        let output = super::support::resilint(folder.path())
            .arg("check")
            .args(arguments)
            .env(name, "1")
            .output()
            .unwrap();
        output.stdout.contains(&0x1b)
    };
    assert!(!coloured("UNRELATED", &[]));
    assert!(coloured("CLICOLOR_FORCE", &[]));
    assert!(!coloured("CLICOLOR_FORCE", &["--no-color"]));
    assert!(!coloured("NO_COLOR", &[]));
}

/// What is wrong with an objective is shown where it is stated, in every form.
#[test]
fn an_objective_that_contradicts_itself_is_shown_in_the_settings() {
    let folder = fixture("architectures/ha-web-app/as-described");
    let check = |format: &str| {
        run(&folder, &["check", "--select", "objectives-contradict", "--format", format])
    };
    let text = check("text").stdout;
    assert!(text.contains("[resilint.toml:6:1]"), "{text}");
    let finding = &check("json").json()["findings"][0];
    assert_eq!(
        (&finding["file"], &finding["range"]["start"]["line"]),
        (&"resilint.toml".into(), &6.into())
    );
    let related = finding["related"].as_array().unwrap().iter();
    let related: Vec<(&str, u64)> = related
        .map(|place| {
            let line = place["range"]["start"]["line"].as_u64().unwrap();
            (place["file"].as_str().unwrap(), line)
        })
        .collect();
    assert_eq!(related, [("edge.tf", 227), ("resilint.toml", 5)]);
    let sarif = check("sarif").json();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    let uri = place["artifactLocation"]["uri"].as_str().unwrap();
    assert!(uri.ends_with("resilint.toml") && place["region"]["startLine"] == 6, "{place}");
    let github = check("github").stdout;
    assert!(github.contains("resilint.toml,line=6"), "{github}");
}

#[test]
fn a_contradiction_of_objectives_is_suppressed_where_its_entry_is() {
    let entry = "resource \"aws_lb\" \"app\" {\n  subnets = [\"a\", \"b\"]\n}\n";
    let ignored = format!("# resilint:ignore objectives-contradict reason=\"known\"\n{entry}");
    let contradiction = "[objectives]\navailability = \"99.99%\"\nrto = \"1h\"\n";
    let by_settings = format!(
        "{contradiction}\n[[suppress]]\nrule = \"objectives-contradict\"\naddress = \"aws_lb.app\"\nreason = \"known\"\n"
    );
    let failing = |main: &str, settings: &str| {
        let folder = workspace(&[("main.tf", main), ("resilint.toml", settings)]);
        run(folder.path(), &["check", "--format", "json"])
            .rules("fail")
            .contains(&"objectives-contradict".to_owned())
    };
    assert!(failing(entry, contradiction));
    assert!(!failing(&ignored, contradiction));
    assert!(!failing(entry, &by_settings));
}
