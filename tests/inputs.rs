//! Inputs from outside: environments, moves, what decides most.

use serde_json::{Value, json};

use super::support::{DATABASE, Run, run, workspace};

fn undecided() -> String {
    DATABASE.replace("multi_az                    = false", "multi_az = var.multi_az")
        + "variable \"multi_az\" {\n  type = bool\n}\nvariable \"days\" {\n  type = number\n}\n"
}

fn findings(run: &Run, rule: &str) -> Vec<Value> {
    let json = run.json();
    let found = json["findings"].as_array().unwrap().iter();
    found.filter(|finding| finding["rule_id"] == rule).cloned().collect()
}

#[test]
fn findings_tell_the_environments_they_occur_in() {
    let settings = "[[environment]]\nname = \"prod\"\nvar_files = [\"prod.tfvars\"]\n\n\
                    [[environment]]\nname = \"dev\"\nvar_files = [\"dev.tfvars\"]\n\n\
                    [[environment]]\nname = \"test\"\nvar_files = [\"dev.tfvars\"]\n";
    let main = undecided().replace("= 7", "= 1");
    let folder = workspace(&[
        ("main.tf", &main),
        ("prod.tfvars", "multi_az = true\ndays = 1\n"),
        ("dev.tfvars", "multi_az = false\ndays = 1\n"),
        ("resilint.toml", settings),
    ]);
    let all = run(folder.path(), &["check", "--env", "all", "--format", "json"]);
    let single = findings(&all, "single-az-database");
    assert_eq!(single.len(), 1, "{single:#?}");
    assert_eq!(single[0]["environments"], json!(["dev", "test"]));
    let short = findings(&all, "short-backup-retention");
    assert_eq!(short.len(), 1, "{short:#?}");
    assert_eq!(short[0]["environments"], json!(["prod", "dev", "test"]));
    let one = run(folder.path(), &["check", "--env", "prod", "--format", "json"]);
    assert_eq!(findings(&one, "short-backup-retention")[0]["environments"], json!(["prod"]));
    let none = run(folder.path(), &["check", "--var-file", "dev.tfvars", "--format", "json"]);
    assert_eq!(findings(&none, "short-backup-retention")[0]["environments"], Value::Null);
    let text = run(folder.path(), &["check", "--env", "all"]).stdout;
    assert!(text.contains("environments: dev, test"), "{text}");
    let compact = run(folder.path(), &["check", "--env", "all", "--format", "compact"]).stdout;
    assert!(compact.contains("[dev, test]\n"), "{compact}");
}

#[test]
fn the_later_of_var_and_var_file_wins() {
    let folder = workspace(&[
        ("main.tf", &undecided()),
        ("yes.tfvars", "multi_az = true\ndays = 7\n"),
        ("no.tfvars", "multi_az = false\ndays = 7\n"),
    ]);
    let single = |given: &[&str]| {
        let mut arguments = vec!["check", "--format", "json"];
        arguments.extend(given);
        findings(&run(folder.path(), &arguments), "single-az-database").len()
    };
    assert_eq!(single(&["--var", "multi_az=true", "--var-file=no.tfvars"]), 1);
    assert_eq!(single(&["--var-file=no.tfvars", "--var=multi_az=true"]), 0);
    let three = ["--var-file=yes.tfvars", "--var", "multi_az=true", "--var-file", "no.tfvars"];
    assert_eq!(single(&three), 1);
    assert_eq!(single(&[&three[..], &["--var=multi_az=true"]].concat()), 0);
}

#[test]
fn the_one_input_that_decides_most_is_named_and_does() {
    let files: [(&str, &str); 4] = [
        ("main.tf", &undecided().replace("= 7", "= var.days")),
        ("env/dev.tfvars", "multi_az = true\n"),
        ("env/prod.tfvars", "multi_az = true\ndays = 7\n"),
        ("terraform.tfvars", "unrelated = 1\n"),
    ];
    let folder = workspace(&files);
    let before = run(folder.path(), &["check", "--format", "json"]).json();
    let unknown = before["summary"]["unknown"].as_u64().unwrap();
    assert_eq!(before["decided_by"]["input"], "`--var-file env/prod.tfvars`", "{before:#}");
    let decides = before["decided_by"]["decides"].as_u64().unwrap();
    let after = run(folder.path(), &["check", "--format", "json", "--var-file", "env/prod.tfvars"]);
    assert_eq!(after.json()["summary"]["unknown"].as_u64().unwrap(), unknown - decides);
    let text = run(folder.path(), &["check"]).stdout;
    let line = format!("`--var-file env/prod.tfvars` would decide {decides} of {unknown}\n");
    assert!(text.ends_with(&line), "{text}");
    // Without such a file, the variable itself.
    std::fs::remove_dir_all(folder.path().join("env")).unwrap();
    let before = run(folder.path(), &["check", "--format", "json"]).json();
    assert_eq!(before["decided_by"]["input"], "`--var days=…`", "{before:#}");
}

#[test]
fn what_was_moved_is_still_suppressed_and_known() {
    let folder = workspace(&[("main.tf", DATABASE)]);
    assert_eq!(run(folder.path(), &["check"]).code, 1);
    assert_eq!(run(folder.path(), &["baseline", "write"]).code, 0);
    let moved = DATABASE.replace("\"main\"", "\"orders\"")
        + "moved {\n  from = aws_db_instance.main\n  to   = aws_db_instance.interim\n}\n\
           moved {\n  from = aws_db_instance.interim\n  to   = aws_db_instance.orders\n}\n";
    std::fs::write(folder.path().join("main.tf"), &moved).unwrap();
    assert_eq!(run(folder.path(), &["check"]).code, 1);
    let known = ["check", "--baseline", "resilint-baseline.json"];
    assert_eq!(run(folder.path(), &known).code, 0);
    // Into a module, by settings.
    std::fs::remove_file(folder.path().join("main.tf")).unwrap();
    let (provider, database) = DATABASE.split_once("}\n\n").unwrap();
    let call = format!(
        "{provider}}}\n\nmodule \"data\" {{\n  source = \"./data\"\n}}\n\n\
         moved {{\n  from = aws_db_instance.main\n  to   = module.data.aws_db_instance.main\n}}\n"
    );
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("data/main.tf"), database).unwrap();
    std::fs::write(folder.path().join("root.tf"), call).unwrap();
    assert_eq!(run(folder.path(), &known).code, 0);
    assert_eq!(run(folder.path(), &["check"]).code, 1);
    let settings = "[[suppress]]\naddress = \"aws_db_instance.main\"\nrule = \"single-az-database\"\n\
                    reason = \"it will go\"\n";
    std::fs::write(folder.path().join("resilint.toml"), settings).unwrap();
    let run = run(folder.path(), &["check", "--format", "json"]);
    assert_eq!(findings(&run, "single-az-database")[0]["outcome"], "suppressed");
}

#[test]
fn modules_are_found_where_terraform_or_the_settings_put_them() {
    let (provider, database) = DATABASE.split_once("}\n\n").unwrap();
    let main = format!("{provider}}}\n\nmodule \"data\" {{\n  source = \"acme/data/aws\"\n}}\n");
    let manifest = |folder: &str| {
        json!({ "Modules": [
            { "Key": "", "Source": "", "Dir": "." },
            { "Key": "data", "Source": "registry.terraform.io/acme/data/aws", "Version": "1.0.0", "Dir": folder },
        ]})
        .to_string()
    };
    let found = |run: &Run| findings(run, "single-az-database").len();
    let check = ["check", ".", "--format", "json"];
    // Nowhere: a note says the remedy.
    let folder = workspace(&[("main.tf", &main)]);
    let missing = run(folder.path(), &check);
    assert_eq!(found(&missing), 0);
    assert_eq!(missing.codes(), ["missing-module"]);
    let help = missing.json()["diagnostics"][0]["help"].as_str().unwrap().to_owned();
    assert!(help.contains("terraform init") && help.contains("[modules.map]"), "{help}");
    // Where `terraform init` puts them.
    let installed = manifest(".terraform/modules/data");
    let folder = workspace(&[
        ("main.tf", &main),
        (".terraform/modules/modules.json", &installed),
        (".terraform/modules/data/main.tf", database),
    ]);
    assert_eq!(found(&run(folder.path(), &check)), 1);
    // In a data directory of another name.
    let installed = manifest("cache/modules/data");
    let folder = workspace(&[
        ("main.tf", &main),
        ("cache/modules/modules.json", &installed),
        ("cache/modules/data/main.tf", database),
    ]);
    let output = super::support::resilint(folder.path())
        .env("TF_DATA_DIR", "cache")
        .args(check)
        .output()
        .unwrap();
    let with = Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert_eq!(found(&with), 1, "{}", with.stdout);
    // A vendored copy, by the settings.
    let folder = workspace(&[
        ("main.tf", &main),
        ("vendor/data/main.tf", database),
        ("resilint.toml", "[modules]\nmap = { \"acme/data/aws\" = \"./vendor/data\" }\n"),
    ]);
    assert_eq!(found(&run(folder.path(), &check)), 1);
}

#[test]
fn a_mapped_module_may_be_named_as_its_callers_do() {
    let (provider, database) = DATABASE.split_once("}\n\n").unwrap();
    let source = "git::https://git.example.com/acme/all.git//data?ref=v1";
    let main = format!("{provider}}}\n\nmodule \"data\" {{\n  source = \"{source}\"\n}}\n");
    for named in ["git::https://git.example.com/acme/all.git", "git.example.com/acme/all", source] {
        let folder = if named == source { "./vendor/all/data" } else { "vendor/all" };
        let folder = workspace(&[
            ("main.tf", &main),
            ("vendor/all/data/main.tf", database),
            ("resilint.toml", &format!("[modules]\nmap = {{ \"{named}\" = \"{folder}\" }}\n")),
        ]);
        let roots = run(folder.path(), &["roots"]).stdout;
        assert!(roots.contains("      vendor/all/data: called by ."), "{named}: {roots}");
        let check = run(folder.path(), &["check", "--format", "json"]);
        assert_eq!(findings(&check, "single-az-database").len(), 1, "{named}: {}", check.stdout);
    }
}

#[test]
fn what_terraform_downloaded_is_no_root_module_wherever_it_is() {
    let manifest = json!({ "Modules": [{ "Key": "data", "Source": "acme/data/aws", "Dir": "cache/modules/data" }]});
    let files = |manifest: &str| {
        let folder = workspace(&[
            ("main.tf", DATABASE),
            ("cache/modules/modules.json", manifest),
            ("cache/modules/data/main.tf", DATABASE),
        ]);
        run(folder.path(), &["roots"]).stdout.matches("root ").count()
    };
    assert_eq!(files(&manifest.to_string()), 1);
    // A file of the same name that is another one.
    assert_eq!(files("[]"), 2);
}

#[test]
fn values_that_a_module_refuses_are_reported_where_they_are_given() {
    let sized = "variable \"size\" {\n  type    = number\n  default = 3\n\n  validation {\n    \
                 condition     = var.size > 0\n    error_message = \"The size must be positive.\"\n  }\n}\n";
    let call = "module \"group\" {\n  source = \"./group\"\n  size   = 0\n}\n\n\
                module \"fine\" {\n  source = \"./group\"\n}\n\n\
                module \"open\" {\n  source = \"./group\"\n  size   = var.open\n}\n\n\
                variable \"open\" {\n  type = number\n}\n";
    let folder = workspace(&[
        ("main.tf", DATABASE),
        ("sized.tf", sized),
        ("group/main.tf", sized),
        ("call.tf", call),
        ("terraform.tfvars", "size = -1\n"),
    ]);
    let run = run(folder.path(), &["check", "--format", "json"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    let json = run.json();
    let refused: Vec<(String, u64, String)> = json["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["code"] == "refused-variable-value")
        .map(|one| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let line = one["range"]["start"]["line"].as_u64().unwrap();
            (text(&one["file"]), line, text(&one["message"]))
        })
        .collect();
    let message = "the value of variable `size` is refused: The size must be positive".to_owned();
    let expected =
        [("call.tf".to_owned(), 3, message.clone()), ("terraform.tfvars".to_owned(), 1, message)];
    assert_eq!(refused, expected);
}

#[test]
fn what_terragrunt_writes_into_a_folder_is_not_called_missing() {
    let terragrunt = "include {\n  path = find_in_parent_folders()\n}\nterraform {\n  source = \"${get_env(\"LOCAL\", \"\") != \"\" ? \"../..//database\" : \"git::https://example.com/a//database\"}\"\n}\n";
    let above =
        "generate \"variables\" {\n  path = \"common.tf\"\n  contents = file(\"common.tf\")\n}\n";
    let main = undecided().replace("variable \"multi_az\" {\n  type = bool\n}\n", "");
    let files = [
        ("database/main.tf", main.as_str()),
        ("live/terragrunt.hcl", above),
        ("live/prod/terragrunt.hcl", terragrunt),
        ("live/test/terragrunt.hcl", terragrunt),
    ];
    let folder = workspace(&files);
    let json = run(folder.path(), &["check", "--format", "json"]).json();
    assert_eq!(json["incomplete"], json!([]));
    let told = json["diagnostics"].as_array().unwrap();
    assert!(
        told.len() == 1 && told[0]["message"].as_str().unwrap().contains("live/terragrunt.hcl"),
        "{told:#?}"
    );
    let single =
        findings(&run(folder.path(), &["check", "--format", "json"]), "single-az-database");
    assert_eq!(single[0]["outcome"], "unknown");
    let given = run(folder.path(), &["check", "--var", "multi_az=false", "--format", "json"]);
    assert_eq!(findings(&given, "single-az-database")[0]["outcome"], "fail");
    let roots = run(folder.path(), &["roots"]).stdout;
    assert!(roots.contains("Terragrunt runs it, from live/prod, live/test"), "{roots}");
    let without = workspace(&files[..1]);
    let json = run(without.path(), &["check", "--format", "json"]).json();
    assert_eq!(json["incomplete"].as_array().unwrap().len(), 1);
}

#[test]
fn a_submodule_that_is_not_checked_out_is_named() {
    let main = "module \"a\" {\n  source = \"./shared/a\"\n}\n";
    let listed = "[submodule \"shared\"]\n\tpath = shared\n\turl = https://example.com/a.git\n";
    let folder = workspace(&[("main.tf", main), (".gitmodules", listed), (".git", "")]);
    let json = run(folder.path(), &["check", "--format", "json"]).json();
    let help = json["diagnostics"][0]["help"].as_str().unwrap();
    assert!(help.contains("`shared` is a submodule"), "{help}");
}

#[test]
fn literal_inputs_of_terragrunt_are_given() {
    let inputs = "inputs = {\n  multi_az = false\n  days = get_env(\"DAYS\")\n}\n";
    let folder = workspace(&[("main.tf", &undecided()), ("terragrunt.hcl", inputs)]);
    let checked = run(folder.path(), &["check", "--format", "json"]);
    assert_eq!(findings(&checked, "single-az-database")[0]["outcome"], "fail");
    assert_eq!(findings(&checked, "single-az-database")[0]["file"], "terragrunt.hcl");
    let given = run(folder.path(), &["check", "--var", "multi_az=true", "--format", "json"]);
    assert_eq!(findings(&given, "single-az-database").len(), 0);
    // With a second file that runs it, whose inputs hold is open.
    let second = "terraform {\n  source = \"..\"\n}\ninputs = {\n  multi_az = true\n}\n";
    let two = workspace(&[
        ("main.tf", &undecided()),
        ("terragrunt.hcl", inputs),
        ("other/terragrunt.hcl", second),
    ]);
    let checked = run(two.path(), &["check", "--format", "json"]);
    assert_eq!(findings(&checked, "single-az-database")[0]["outcome"], "unknown");
}
