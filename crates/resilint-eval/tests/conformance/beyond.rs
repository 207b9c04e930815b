//! What Terraform's recorded answers cannot show: functions and provider configurations that only OpenTofu has, and defaults in type constraints.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_config::normalize_path;
use resilint_eval::{
    Inputs, NoFiles, ObjectAttribute, Type, Value, call, convert_to_constraint, to_json_text,
};
use resilint_syntax::Memory;

use crate::configurations::evaluated_in;

const MAIN: &str = r#"
variable "open" {}

locals {
  regions = { a = "eu-west-1", b = "eu-central-1" }
}

provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias    = "by_key"
  for_each = local.regions
  region   = each.value
}

module "each" {
  source    = "./part"
  for_each  = local.regions
  providers = { aws = aws.by_key[each.key] }
}

resource "aws_sqs_queue" "each" {
  for_each = local.regions
  provider = aws.by_key[each.key]
}

resource "aws_sqs_queue" "one" {
  provider = aws.by_key["b"]
}

resource "aws_sqs_queue" "open" {
  provider = aws.by_key[var.open]
}

resource "aws_sqs_queue" "none" {
  provider = aws.by_key["c"]
}

resource "aws_sqs_queue" "plain" {}
"#;

#[test]
fn instances_of_provider_configurations_are_followed() {
    let fs = Memory::new();
    let root = normalize_path(std::path::Path::new("/tofu"));
    fs.insert(root.join("main.tofu"), MAIN.as_bytes());
    let part = "resource \"aws_sqs_queue\" \"in\" {}\n";
    fs.insert(root.join("part/main.tofu"), part.as_bytes());
    let (evaluation, said) = evaluated_in(&fs, &root, &Inputs::default());
    assert!(said.is_empty(), "{said:?}");
    let regions: Vec<(String, Option<String>)> = evaluation
        .instances
        .iter()
        .map(|instance| {
            let region = instance.provider.attributes.get("region");
            let region = region.and_then(Value::as_str).map(str::to_owned);
            assert_eq!(region.is_none(), instance.provider.unknown.is_some());
            (instance.address.to_string(), region)
        })
        .collect();
    let expected = [
        ("aws_sqs_queue.each[\"a\"]", Some("eu-west-1")),
        ("aws_sqs_queue.each[\"b\"]", Some("eu-central-1")),
        ("aws_sqs_queue.none", None),
        ("aws_sqs_queue.one", Some("eu-central-1")),
        ("aws_sqs_queue.open", None),
        ("aws_sqs_queue.plain", Some("us-east-1")),
        ("module.each[\"a\"].aws_sqs_queue.in", Some("eu-west-1")),
        ("module.each[\"b\"].aws_sqs_queue.in", Some("eu-central-1")),
    ];
    let expected =
        expected.map(|(address, region)| (address.to_owned(), region.map(str::to_owned)));
    assert_eq!(regions, expected);
}

const NO_BLOCK: &str = r#"
variable "rules" {
  default = []
}

resource "aws_lb" "main" {
  dynamic "access_logs" {
    for_each = var.rules
    content {}
  }
}

output "bucket" {
  value = aws_lb.main.access_logs[0].bucket
}

output "tried" {
  value = try(aws_lb.main.access_logs[0].bucket, "none")
}

output "given" {
  value = terraform_data.main.input[0]
}

resource "terraform_data" "main" {
  input = var.rules
}
"#;

/// Many types of blocks may be given by the provider where the text writes none.
#[test]
fn a_block_that_nobody_writes_is_not_said_to_be_missing() {
    let fs = Memory::new();
    let root = normalize_path(std::path::Path::new("/blocks"));
    fs.insert(root.join("main.tf"), NO_BLOCK.as_bytes());
    let (evaluation, said) = evaluated_in(&fs, &root, &Inputs::default());
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let of_list = "invalid-expression: the index 0 is out of range: the tuple has no elements";
    assert_eq!(said, [of_list]);
    let value = |name: &str| evaluation.outputs.get(name).map(Value::is_unknown);
    assert_eq!([value("bucket"), value("tried")], [Some(true), Some(true)]);
}

const ENABLED: &str = r#"
variable "open" {
  type = bool
}

resource "terraform_data" "yes" {
  input = "yes"

  lifecycle {
    enabled = 1 < 2
  }
}

resource "terraform_data" "no" {
  input = "no"

  lifecycle {
    enabled = false
  }
}

resource "terraform_data" "perhaps" {
  input = "perhaps"

  lifecycle {
    enabled = var.open
  }
}

module "no" {
  source = "./part"

  lifecycle {
    enabled = false
  }
}

module "perhaps" {
  source = "./part"

  lifecycle {
    enabled = var.open
  }
}

output "all" {
  value = [
    terraform_data.yes.input, terraform_data.no == null, try(terraform_data.no.input, "none"), try(module.no.name, "none"), module.no == null,
  ]
}

output "open" {
  value = [terraform_data.perhaps == null, terraform_data.perhaps.input, module.perhaps.name, module.perhaps == null]
}
"#;

#[test]
fn what_is_not_enabled_is_not_there() {
    let fs = Memory::new();
    let root = normalize_path(std::path::Path::new("/tofu"));
    fs.insert(root.join("main.tofu"), ENABLED.as_bytes());
    let part = "resource \"terraform_data\" \"in\" {}\n\noutput \"name\" {\n  value = \"in\"\n}\n";
    fs.insert(root.join("part/main.tofu"), part.as_bytes());
    let (evaluation, said) = evaluated_in(&fs, &root, &Inputs::default());
    assert!(said.is_empty(), "{said:?}");
    let found = evaluation.instances.iter();
    let found: Vec<(String, bool)> = found
        .map(|instance| (instance.address.to_string(), instance.maybe_absent.is_some()))
        .collect();
    let expected = [
        ("module.perhaps.terraform_data.in", true),
        ("terraform_data.perhaps", true),
        ("terraform_data.yes", false),
    ];
    let mut sorted = found;
    sorted.sort();
    assert_eq!(sorted, expected.map(|(address, absent)| (address.to_owned(), absent)));
    assert_eq!(
        to_json_text(&evaluation.outputs["all"]),
        Some(r#"["yes",true,"none","none",true]"#.to_owned())
    );
    let open = evaluation.outputs["open"].elements().unwrap().iter();
    assert!(open.clone().all(Value::is_unknown), "{open:?}");
}

#[test]
fn functions_of_opentofu() {
    let ask = |name: &str, arguments: &[&str]| {
        let arguments = arguments.iter().map(|argument| Value::from(*argument)).collect();
        call(name, arguments, &NoFiles).ok().and_then(|value| to_json_text(&value))
    };
    let yes = Some("true".to_owned());
    let no = Some("false".to_owned());
    assert_eq!(ask("cidrcontains", &["192.168.2.0/20", "192.168.2.1"]), yes);
    assert_eq!(ask("cidrcontains", &["192.168.2.0/20", "192.168.2.0/22"]), yes);
    assert_eq!(ask("cidrcontains", &["192.168.2.0/20", "192.126.2.1"]), no);
    assert_eq!(ask("cidrcontains", &["192.168.2.0/20", "192.168.0.0/16"]), no);
    assert_eq!(ask("cidrcontains", &["fe80::/48", "fe80::1"]), yes);
    assert_eq!(ask("cidrcontains", &["10.0.0.0/8", "fe80::1"]), None);
    assert_eq!(ask("cidrcontains", &["10.0.0.0/8", "somewhere"]), None);
    assert_eq!(
        ask("urldecode", &["Hello+World%21%20%C3%A9"]),
        Some("\"Hello World! é\"".to_owned())
    );
    assert_eq!(ask("urldecode", &["100%"]), None);
    assert_eq!(
        ask("base64gunzip", &["H4sIAAAAAAAA/8pIzcnJBwAAAP//AQAA//+GphA2BQAAAA=="]),
        Some("\"hello\"".to_owned())
    );
    assert_eq!(ask("base64gunzip", &["aGVsbG8="]), None);
}

#[test]
fn defaults_of_optional_attributes_fill_in_at_every_depth() {
    let attribute = |type_, optional, default| ObjectAttribute { type_, optional, default };
    let object = |attributes: Vec<(&str, ObjectAttribute)>| {
        let attributes: BTreeMap<Arc<str>, ObjectAttribute> =
            attributes.into_iter().map(|(name, attribute)| (name.into(), attribute)).collect();
        Type::Object(Arc::new(attributes))
    };
    // object({ name = string, zones = optional(number, 2), disk = optional(object({ size = optional(number, 10) }), {}) })
    let disk = object(vec![("size", attribute(Type::Number, true, Some(Value::number(10i64))))]);
    let constraint = object(vec![
        ("name", attribute(Type::String, false, None)),
        ("zones", attribute(Type::Number, true, Some(Value::number(2i64)))),
        ("disk", attribute(disk, true, Some(Value::object(BTreeMap::new())))),
        ("note", attribute(Type::String, true, None)),
    ]);
    let given = |entries: Vec<(&str, Value)>| {
        Value::object(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
    };
    let show = |value: &Value, constraint: &Type| {
        convert_to_constraint(value, constraint)
            .map(|value| to_json_text(&value).expect("it is known"))
            .map_err(|error| error.message)
    };
    let plain = given(vec![
        ("name", Value::number(1i64)),
        ("extra", true.into()),
        ("zones", Value::null(Type::Any)),
    ]);
    let filled = r#"{"disk":{"size":10},"name":"1","note":null,"zones":2}"#;
    assert_eq!(show(&plain, &constraint), Ok(filled.to_owned()));
    assert_eq!(
        show(&Value::tuple(vec![plain.clone()]), &constraint.clone().list()),
        Ok(format!("[{filled}]"))
    );
    assert_eq!(
        show(&given(vec![("a", plain)]), &constraint.clone().map()),
        Ok(format!(r#"{{"a":{filled}}}"#))
    );
    assert_eq!(show(&given(vec![]), &constraint), Err("attribute \"name\" is required".to_owned()));
}
