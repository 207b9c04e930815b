//! `resilint explain` of everything that is no rule: values, modules, parts of resources, and the ways of all of them.

use serde_json::{Value, json};

use super::support::{run, workspace};

const MAIN: &str = r#"provider "aws" {
  region = "eu-west-1"
}

variable "stage" {
  default = "dev"
}

variable "open" {
  type = map(string)
}

locals {
  size   = "m5.${var.stage}"
  tags   = { team = var.open["team"], stage = var.stage }
  logins = [{ name = "DB_PASSWORD", value = "hunter2" }]
}

module "app" {
  source   = "./app"
  for_each = toset(["eu", "us"])
  size     = local.size
  key      = each.key
}

module "gone" {
  source = "acme/gone/aws"
}

resource "aws_security_group" "web" {
  count = 2
  tags  = local.tags

  ingress {
    from_port = 443
  }
}

output "url" {
  value = module.app["eu"].url
}
"#;

const APP: &str = r#"variable "size" {}

variable "key" {}

locals {
  both = "${var.size}-${var.key}"
}

output "url" {
  value = "https://${local.both}"
}
"#;

fn explained(subject: &str) -> Value {
    let folder = workspace(&[
        ("main.tf", MAIN),
        ("app/main.tf", APP),
        ("terraform.tfvars", "stage = \"prod\"\n"),
    ]);
    run(folder.path(), &["explain", subject, "--format", "json"]).json()
}

/// The places on the way of a value: `main.tf:3`.
fn way(explained: &Value) -> Vec<String> {
    let steps = explained["origin"].as_array().unwrap().iter();
    let place = |step: &Value| {
        format!("{}:{}", step["file"].as_str().unwrap(), step["range"]["start"]["line"])
    };
    steps.map(place).collect()
}

#[test]
fn values_are_told_with_their_way() {
    for (subject, type_name, value, expected) in [
        ("var.stage", "variable", json!("prod"), vec!["terraform.tfvars:1"]),
        (
            "local.size",
            "local",
            json!("m5.prod"),
            vec!["main.tf:14", "main.tf:14", "terraform.tfvars:1"],
        ),
        ("local.tags.stage", "local", json!("prod"), vec!["main.tf:15", "terraform.tfvars:1"]),
        ("local.logins[0].value", "local", json!("(sensitive)"), vec!["main.tf:16"]),
        (
            "module.app[\"eu\"].var.size",
            "variable",
            json!("m5.prod"),
            vec!["main.tf:22", "main.tf:14", "main.tf:14", "terraform.tfvars:1"],
        ),
        (
            "aws_security_group.web[1].ingress[0].from_port",
            "attribute",
            json!(443),
            vec!["main.tf:35"],
        ),
        (
            "aws_security_group.web[1].ingress",
            "attribute",
            json!([{"from_port": 443}]),
            vec!["main.tf:34"],
        ),
    ] {
        let found = explained(subject);
        assert_eq!(found["address"], subject);
        assert_eq!(found["type"], type_name, "{found:#}");
        assert_eq!(found["value"], value, "{found:#}");
        assert_eq!(way(&found), expected, "{found:#}");
    }
    let output = explained("output.url");
    assert_eq!(output["value"], "https://m5.prod-eu");
    assert_eq!(way(&output).first().unwrap(), "main.tf:40", "{output:#}");
    assert!(way(&output).contains(&"terraform.tfvars:1".to_owned()), "{output:#}");
}

#[test]
fn what_is_unknown_says_why_and_where_it_would_be_decided() {
    for (subject, reason, last) in [
        ("var.open", "variable `open` has no value", "main.tf:9"),
        ("local.tags.team", "variable `open` has no value", "main.tf:9"),
        ("aws_security_group.web[0].tags.team", "variable `open` has no value", "main.tf:9"),
    ] {
        let found = explained(subject);
        assert_eq!(found["unknown"], reason, "{found:#}");
        assert_eq!(way(&found).last().unwrap(), last, "{found:#}");
    }
    let outside = explained("module.gone.ids");
    assert_eq!(outside["unknown"], "the module `acme/gone/aws` is not in the workspace");
    let applied = explained("aws_security_group.web[0].arn");
    assert_eq!(applied["unknown"], "`aws_security_group.web[0].arn` is known only after apply");
}

#[test]
fn without_a_key_every_instance_is_told() {
    let addresses = |found: &Value| -> Vec<String> {
        let all = found.as_array().unwrap().iter();
        all.map(|one| one["address"].as_str().unwrap().to_owned()).collect()
    };
    let groups = explained("aws_security_group.web");
    assert_eq!(addresses(&groups), ["aws_security_group.web[0]", "aws_security_group.web[1]"]);
    let locals = explained("module.app.local.both");
    assert_eq!(
        addresses(&locals),
        ["module.app[\"eu\"].local.both", "module.app[\"us\"].local.both"]
    );
    assert_eq!(locals[1]["value"], "m5.prod-us");
    let modules = explained("module.app");
    assert_eq!(addresses(&modules), ["module.app[\"eu\"]", "module.app[\"us\"]"]);
    assert_eq!(modules[1]["variables"]["key"]["value"], "us");
    assert_eq!(modules[1]["outputs"]["url"]["value"], "https://m5.prod-us");
}

#[test]
fn what_leads_nowhere_is_refused() {
    let folder = workspace(&[("main.tf", MAIN), ("app/main.tf", APP)]);
    for (subject, near) in [
        ("local.szie", "; did you mean `local.size`?"),
        ("var.stagee", "; did you mean `var.stage`?"),
        ("module.ap", "; did you mean `module.app`?"),
        ("output.ulr", "; did you mean `output.url`?"),
        ("module.app[\"asia\"]", ""),
        ("length(local.tags)", ""),
        ("local.size = 1", ""),
    ] {
        let run = run(folder.path(), &["explain", subject]);
        assert_eq!(run.code, 2, "{subject}");
        let message = format!("there is no rule, no resource and no value `{subject}`{near}");
        assert!(run.stderr.contains(&message), "{subject}: {}", run.stderr);
    }
}

#[test]
fn a_library_leaves_its_defaults_to_its_callers() {
    let library = "variable \"size\" {\n  default = 1\n}\n\noutput \"size\" {\n  value = var.size\n}\n\n\
                   resource \"terraform_data\" \"a\" {\n  input = var.size\n}\n";
    let folder = workspace(&[("main.tf", library)]);
    let explained = |arguments: &[&str]| {
        let all = [&["explain", "var.size", "--format", "json"], arguments].concat();
        run(folder.path(), &all).json()
    };
    let reason = "variable `size` is set by callers of this module, and none is here";
    assert_eq!(explained(&[])["unknown"], reason);
    assert_eq!(explained(&["--var", "size=2"])["value"], "2");
}
