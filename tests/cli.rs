//! The command line: exit codes, bad input, settings, suppressions, baseline, git.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use super::support::{DATABASE, fixture, resilint, run, workspace};

/// Bad input gives a diagnostic and exit code 2, and all other findings are still there.
fn check_bad(files: &[(&str, &str)], code: &str) {
    let mut all = vec![("main.tf", DATABASE)];
    all.extend_from_slice(files);
    let folder = workspace(&all);
    let run = run(folder.path(), &["check", "--format", "json"]);
    assert!(run.codes().iter().any(|found| found == code), "{code}: {}", run.stdout);
    assert!(run.rules("fail").contains(&"single-az-database".to_owned()), "{code}: {}", run.stdout);
    assert_eq!(run.code, 2, "{code}: {}", run.stderr);
    let last = run.stderr.lines().last().unwrap_or_default();
    assert!(last.starts_with("resilint: the check is not complete: "), "{last}");
}

#[test]
fn a_broken_file_hides_nothing_else() {
    check_bad(
        &[("broken.tf", "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \n}\n")],
        "missing-value",
    );
}

#[test]
fn a_cyclic_local_is_reported() {
    check_bad(
        &[(
            "cycle.tf",
            "locals {\n  a = local.b\n  b = local.a\n}\noutput \"a\" {\n  value = local.a\n}\n",
        )],
        "cyclic-reference",
    );
}

#[test]
fn a_missing_module_directory_is_reported() {
    check_bad(
        &[("call.tf", "module \"gone\" {\n  source = \"./gone\"\n}\n")],
        "missing-module-directory",
    );
}

#[test]
fn a_misspelt_setting_is_reported() {
    check_bad(&[("resilint.toml", "[objectivs]\n")], "invalid-setting");
}

#[test]
fn a_broken_policy_is_reported() {
    let policy = "# METADATA\n# title: Broken\n# custom:\n#   severity: error\npackage resilint.custom.broken\n\nimport rego.v1\n\nfindings contains f if {\n";
    check_bad(
        &[
            ("resilint.toml", "[policies]\npaths = [\"policies\"]\n"),
            ("policies/broken.rego", policy),
        ],
        "policy-syntax",
    );
}

#[test]
fn a_policy_that_breaks_the_engine_is_reported_where_it_stands() {
    // The engine takes `²` for a digit of the width, and panics.
    let policy = "# METADATA\n# title: Broken\n# custom:\n#   severity: error\n#   roles: [database]\npackage acme.broken\n\nfindings contains sprintf(\"%²d\", [1])\n";
    let files = [
        ("main.tf", DATABASE),
        ("resilint.toml", "[policies]\npaths = [\"policies\"]\n"),
        ("policies/broken.rego", policy),
    ];
    let run = run(workspace(&files).path(), &["check", "--format", "json"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.rules("fail").contains(&"single-az-database".to_owned()), "{}", run.stdout);
    let problem = &run.json()["diagnostics"][0];
    assert_eq!(
        (&problem["code"], &problem["file"]),
        (&"policy-error".into(), &"policies/broken.rego".into())
    );
    assert_eq!(problem["range"]["start"]["line"], 8);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    let run = self::run(workspace(&files).path(), &["check"]);
    assert!(run.stdout.contains("policies/broken.rego:8:1"), "{}", run.stdout);
}

#[test]
fn a_deep_nest_is_reported() {
    let text = format!("locals {{\n  deep = {}1{}\n}}\n", "[".repeat(10_000), "]".repeat(10_000));
    check_bad(&[("deep.tf", &text)], "too-deeply-nested");
}

#[test]
fn invalid_utf8_is_reported() {
    let folder = workspace(&[("main.tf", DATABASE)]);
    std::fs::write(folder.path().join("bytes.tf"), b"locals {\n  a = \"\xff\xfe\"\n}\n").unwrap();
    let run = run(folder.path(), &["check", "--format", "json"]);
    assert_eq!((run.code, run.codes()), (2, vec!["invalid-utf8".to_owned()]), "{}", run.stdout);
    assert!(run.rules("fail").contains(&"single-az-database".to_owned()));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_reported() {
    let folder = workspace(&[("main.tf", DATABASE)]);
    // A name that leads nowhere: permissions would not stop the superuser.
    std::os::unix::fs::symlink("nowhere.tf", folder.path().join("link.tf")).unwrap();
    std::fs::create_dir(folder.path().join("folder.tf")).unwrap();
    let found = run(folder.path(), &["check", "--format", "json"]);
    assert!(found.rules("fail").contains(&"single-az-database".to_owned()));
}

#[test]
fn a_large_object_is_no_trouble() {
    let mut text = String::from("locals {\n  large = {\n");
    for index in 0..40_000 {
        writeln!(text, "    key_{index} = {index}").unwrap();
    }
    text.push_str("  }\n}\noutput \"one\" {\n  value = local.large[\"key_7\"]\n}\n");
    let folder = workspace(&[("main.tf", DATABASE), ("large.tf", &text)]);
    let run = run(folder.path(), &["check", "--format", "json"]);
    assert_eq!(run.codes(), Vec::<String>::new());
    assert!(run.rules("fail").contains(&"single-az-database".to_owned()));
}

#[test]
fn a_folder_without_terraform_is_a_mistake() {
    let folder = workspace(&[("readme.md", "nothing here")]);
    let found = run(folder.path(), &["check"]);
    assert_eq!(
        (found.code, found.stderr.as_str()),
        (2, "resilint: there are no Terraform files in `.`\n")
    );
    let found = run(folder.path(), &["check", "gone"]);
    assert_eq!(
        (found.code, found.stderr.as_str()),
        (2, "resilint: `gone` does not exist, or cannot be read\n")
    );
}

#[test]
fn the_command_line_is_checked() {
    let folder = workspace(&[("main.tf", DATABASE)]);
    let cases: [(&[&str], &str); 5] = [
        (&["check", "--format", "pdf"], "invalid value 'pdf'"),
        (&["check", "--select", "single-az-databas"], "did you mean `single-az-database`?"),
        (&["check", "--var", "x"], "is not of the form NAME=VALUE"),
        (&["check", "--config", "gone.toml"], "`gone.toml` cannot be read"),
        (&["check", "--env", "prod"], "there is no environment `prod`"),
    ];
    for (arguments, message) in cases {
        let found = run(folder.path(), arguments);
        assert_eq!(found.code, 2, "{arguments:?}: {}", found.stderr);
        assert!(found.stderr.contains(message), "{arguments:?}: {}", found.stderr);
    }
}

#[test]
fn the_exit_code_follows_the_fail_level() {
    let folder = workspace(&[("main.tf", DATABASE)]);
    let code = |arguments: &[&str]| {
        run(folder.path(), &[&["check", "--select", "single-az-database"], arguments].concat()).code
    };
    assert_eq!(code(&[]), 1);
    assert_eq!(code(&["--exit-zero"]), 0);
    assert_eq!(code(&["--ignore", "single-az-database"]), 0);
    std::fs::write(
        folder.path().join("resilint.toml"),
        "[rules]\nsingle-az-database = \"warning\"\n",
    )
    .unwrap();
    assert_eq!(code(&[]), 0);
    assert_eq!(code(&["--fail-level", "warning"]), 1);
}

#[test]
fn flags_can_be_variables() {
    let folder = workspace(&[("main.tf", DATABASE)]);
    let output = resilint(folder.path())
        .arg("check")
        .env("RESILINT_FORMAT", "json")
        .env("RESILINT_EXIT_ZERO", "1")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.starts_with(b"{"));
}

#[test]
fn a_clean_run_prints_one_line() {
    let folder = workspace(&[("main.tf", "locals {\n  a = 1\n}\n")]);
    let found = run(folder.path(), &["check"]);
    assert_eq!(
        (found.code, found.stdout.lines().count(), found.stderr.as_str()),
        (0, 1, ""),
        "{}",
        found.stdout
    );
    assert_eq!(run(folder.path(), &["check", "-q"]).stdout, "");
}

#[test]
fn the_same_files_give_the_same_bytes_whatever_their_names_and_order() {
    let folder = fixture("architectures/ha-web-app/degraded");
    let once = run(&folder, &["check", "--format", "json"]);
    let twice = run(&folder, &["check", "--format", "json", "--threads", "1"]);
    assert!(once.stdout == twice.stdout, "two runs differ");
    let parts: Vec<&str> = DATABASE.split_inclusive("}\n").collect();
    let [provider, database] = parts[..] else { panic!("two blocks") };
    let one = workspace(&[("a.tf", provider), ("b.tf", database)]);
    let other = workspace(&[("a.tf", database), ("z.tf", provider)]);
    let fingerprints = |folder: &Path| {
        let json = run(folder, &["check", "--format", "json"]).json();
        let mut all: Vec<String> = json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["fingerprint"].to_string())
            .collect();
        all.sort();
        all
    };
    assert_eq!(fingerprints(one.path()), fingerprints(other.path()));
    assert!(!fingerprints(one.path()).is_empty());
}

/// The database with a comment above it.
fn suppressed(comment: &str) -> String {
    DATABASE.replace("resource \"aws_db", &format!("{comment}\nresource \"aws_db"))
}

#[test]
fn a_suppression_with_a_reason_counts() {
    let folder = workspace(&[(
        "main.tf",
        &suppressed("# resilint:ignore single-az-database reason=\"read-only archive\""),
    )]);
    let found =
        run(folder.path(), &["check", "--format", "json", "--select", "single-az-database"]);
    assert_eq!(
        (found.code, found.rules("suppressed"), found.rules("fail")),
        (0, vec!["single-az-database".to_owned()], vec![])
    );
    assert_eq!(found.json()["findings"][0]["suppression"]["reason"], "read-only archive");
}

#[test]
fn suppressions_that_do_no_work_are_findings() {
    let cases = [
        ("# resilint:ignore single-az-database", "invalid-suppression"),
        ("# resilint:ignore single-az-databas reason=\"x\"", "invalid-suppression"),
        (
            "# resilint:ignore single-az-database reason=\"x\" until=2020-01-01",
            "expired-suppression",
        ),
        ("# resilint:ignore single-node-cache reason=\"x\"", "unused-suppression"),
        ("# resilint:ignore single-az-database reason=\"x\"\n", "unused-suppression"),
    ];
    for (comment, rule) in cases {
        let folder = workspace(&[("main.tf", &suppressed(comment))]);
        let found = run(folder.path(), &["check", "--format", "json"]).rules("fail");
        assert!(found.contains(&rule.to_owned()), "{comment}: {found:?}");
        assert!(found.contains(&"single-az-database".to_owned()), "{comment}");
    }
}

impl super::support::Run {
    fn has(&self, rule: &str) -> bool {
        self.rules("fail").iter().any(|found| found == rule)
    }
}

const CALLS: &str = r#"module "archive" {
  # resilint:ignore single-az-database reason="archive"
  source = "./database"
}

module "orders" {
  source = "./database"
}
"#;

#[test]
fn a_suppression_on_a_call_covers_that_call_only() {
    let folder = workspace(&[
        ("main.tf", CALLS),
        ("database/main.tf", DATABASE.split_once("}\n\n").unwrap().1),
    ]);
    let found =
        run(folder.path(), &["check", "--format", "json", "--select", "single-az-database"]).json();
    let outcomes: Vec<(String, String)> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["address"].as_str().unwrap().to_owned(),
                one["outcome"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let expected = [
        ("module.archive.aws_db_instance.main", "suppressed"),
        ("module.orders.aws_db_instance.main", "fail"),
    ];
    assert_eq!(
        outcomes,
        expected.map(|(address, outcome)| (address.to_owned(), outcome.to_owned()))
    );
}

#[test]
fn settings_suppress_by_address_unless_a_rule_may_not_be() {
    let entry = "[[suppress]]\nrule = \"single-az-database\"\naddress = \"aws_db_*\"\nreason = \"archive\"\n";
    let folder = workspace(&[("main.tf", DATABASE), ("resilint.toml", entry)]);
    assert!(!run(folder.path(), &["check", "--format", "json"]).has("single-az-database"));
    let strict = format!("{entry}[rules]\nsingle-az-database = {{ ignorable = false }}\n");
    std::fs::write(folder.path().join("resilint.toml"), strict).unwrap();
    let found = run(folder.path(), &["check", "--format", "json"]);
    assert!(found.has("single-az-database") && found.has("invalid-suppression"));
}

#[test]
fn other_linters_suppressions_count_when_asked_for() {
    let folder = workspace(&[("main.tf", &suppressed("#checkov:skip=CKV_AWS_157:legacy"))]);
    assert!(run(folder.path(), &["check", "--format", "json"]).has("single-az-database"));
    std::fs::write(folder.path().join("resilint.toml"), "[suppress]\nimport = true\n").unwrap();
    assert!(!run(folder.path(), &["check", "--format", "json"]).has("single-az-database"));
}

#[test]
fn a_baseline_knows_findings_wherever_they_move() {
    let folder = workspace(&[("main.tf", DATABASE)]);
    assert_eq!(run(folder.path(), &["baseline", "write"]).code, 0);
    let moved = format!("# a line more\n\n{DATABASE}");
    std::fs::write(folder.path().join("main.tf"), moved).unwrap();
    assert_eq!(run(folder.path(), &["check", "--baseline", "resilint-baseline.json"]).code, 0);
    let renamed = DATABASE.replace("\"main\"", "\"other\"");
    std::fs::write(folder.path().join("main.tf"), renamed).unwrap();
    assert_eq!(run(folder.path(), &["check", "--baseline", "resilint-baseline.json"]).code, 1);
    assert_eq!(
        run(folder.path(), &["baseline", "prune"]).stdout,
        "0 findings in resilint-baseline.json\n"
    );
}

/// Runs git in a folder. What git is told there comes from nowhere else.
fn git(folder: &Path, arguments: &[&str]) {
    let identity = [
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.com",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "core.hooksPath=/dev/null",
    ];
    let status = Command::new("git")
        .args(identity)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
        .status;
    assert!(status.success(), "git {arguments:?}");
}

#[test]
fn only_what_a_change_causes_counts_since_a_revision() {
    let folder = workspace(&[(
        "main.tf",
        &DATABASE
            .replace("multi_az                    = false", "multi_az                    = true"),
    )]);
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "-m", "start"]);
    let now = run(folder.path(), &["check", "--format", "json", "--since", "HEAD"]);
    assert_eq!(now.rules("fail"), Vec::<String>::new());
    std::fs::write(folder.path().join("main.tf"), DATABASE).unwrap();
    let now = run(folder.path(), &["check", "--format", "json", "--since", "HEAD"]);
    assert_eq!((now.code, now.rules("fail")), (1, vec!["single-az-database".to_owned()]));
    let wrong = run(folder.path(), &["check", "--since", "gone"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("there is no revision `gone`"), "{}", wrong.stderr);
}

#[test]
fn inputs_reach_the_configuration() {
    let text = DATABASE.replace("= false", "= var.multi_az")
        + "variable \"multi_az\" {\n  type = bool\n}\n";
    let folder = workspace(&[
        ("main.tf", &text),
        ("env/prod.tfvars", "multi_az = false\n"),
        ("good.tfvars", "multi_az = true\n"),
    ]);
    let check = |arguments: &[&str]| {
        run(
            folder.path(),
            &[&["check", "--format", "json", "--select", "single-az-database"], arguments].concat(),
        )
    };
    assert_eq!(check(&[]).rules("unknown"), ["single-az-database"]);
    assert!(!check(&["--var-file", "good.tfvars"]).has("single-az-database"));
    assert!(check(&["--var", "multi_az=false"]).has("single-az-database"));
    let settings = "[[environment]]\nname = \"prod\"\nvar_files = [\"env/prod.tfvars\"]\n";
    std::fs::write(folder.path().join("resilint.toml"), settings).unwrap();
    let found = check(&["--env", "prod"]);
    assert!(found.has("single-az-database"));
    assert_eq!(found.json()["findings"][0]["file"], "env/prod.tfvars");
}

#[test]
fn a_file_stands_for_its_root_modules() {
    let folder = workspace(&[
        ("live/main.tf", "module \"db\" {\n  source = \"../database\"\n}\n"),
        ("database/main.tf", DATABASE.split_once("}\n\n").unwrap().1),
        ("other/main.tf", DATABASE),
    ]);
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    let found = run(folder.path(), &["check", "--format", "json", "database/main.tf"]).json();
    assert_eq!(found["findings"][0]["address"], "module.db.aws_db_instance.main");
    assert_eq!(found["summary"]["roots"], 1);
}

#[test]
fn commands_that_look_answer() {
    let folder = fixture("architectures/ha-web-app/degraded");
    let rules = run(&folder, &["rules", "--format", "json"]);
    assert!(rules.json().as_array().unwrap().len() > 50);
    let about = run(&folder, &["explain", "single-az-database"]);
    assert!(about.stdout.contains("multi_az"), "{}", about.stdout);
    let about = run(&folder, &["explain", "aws_db_instance.primary", "--format", "json"]).json();
    assert_eq!(about["attributes"]["multi_az"]["value"], false);
    assert_eq!(about["attributes"]["multi_az"]["origin"][0]["file"], "database.tf");
    assert_eq!(about["facts"]["zones"]["value"], 1);
    let wrong = run(&folder, &["explain", "aws_db_instance.primry"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("did you mean `aws_db_instance.primary`?"), "{}", wrong.stderr);
    for format in ["svg", "html", "mermaid", "dot", "json"] {
        let graph = run(&folder, &["graph", "--format", format]);
        assert!(graph.code == 0 && graph.stdout.contains("aws_db_instance.primary"), "{format}");
    }
    let config = run(&folder, &["config", "show"]).json();
    assert_eq!(config["objectives"]["survive"], "region");
    assert!(run(&folder, &["completions", "bash"]).stdout.contains("resilint"));
    assert!(run(&folder, &["roots"]).stdout.starts_with("root  .: "));
}

#[test]
fn init_writes_settings_that_can_be_read() {
    let folder = workspace(&[("main.tf", DATABASE)]);
    assert_eq!(run(folder.path(), &["init"]).code, 0);
    assert_eq!(run(folder.path(), &["config", "show"]).code, 0);
    assert_eq!(run(folder.path(), &["init"]).code, 2);
}

#[test]
fn fixes_change_one_value_and_nothing_else() {
    let text = DATABASE.replace(
        "storage_encrypted           = true",
        "storage_encrypted           = true # checked",
    );
    let text = text.replace(
        "deletion_protection         = true",
        "deletion_protection         = false # for now",
    );
    let folder = workspace(&[("main.tf", &text)]);
    let diff = run(folder.path(), &["check", "--select", "no-deletion-protection", "--diff", "-q"]);
    assert!(diff.stdout.contains("-  deletion_protection         = false # for now\n+  deletion_protection         = true # for now\n"), "{}", diff.stdout);
    assert_eq!(std::fs::read_to_string(folder.path().join("main.tf")).unwrap(), text);
    let fixed = run(
        folder.path(),
        &["check", "--select", "no-deletion-protection", "--fix", "--fail-level", "warning"],
    );
    assert_eq!(fixed.code, 0, "{}", fixed.stdout);
    let expected = text.replace("= false # for now", "= true # for now");
    assert_eq!(std::fs::read_to_string(folder.path().join("main.tf")).unwrap(), expected);
}

#[test]
fn policy_authors_have_their_tools() {
    let folder = workspace(&[
        ("main.tf", DATABASE),
        ("resilint.toml", "[policies]\npaths = [\"policies\"]\n"),
    ]);
    assert_eq!(run(folder.path(), &["policy", "new", "multi-az", "one-zone-only"]).code, 0);
    let checked = run(folder.path(), &["policy", "check"]);
    assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
    let tested = run(folder.path(), &["policy", "test"]);
    assert!(
        tested.code == 0 && tested.stdout.ends_with("passed, 0 failed\n"),
        "{}{}",
        tested.stdout,
        tested.stderr
    );
    assert!(run(folder.path(), &["check", "--format", "json"]).has("one-zone-only"));
    let input = run(folder.path(), &["policy", "input", "aws_db_instance.main"]).json();
    assert_eq!(input["zones"]["value"], 1);
    let value = run(folder.path(), &["policy", "eval", "count(input.resources)"]);
    assert!(value.stdout.contains('1'), "{}{}", value.stdout, value.stderr);
    assert_eq!(run(folder.path(), &["policy", "new", "multi-as", "x"]).code, 2);
}
