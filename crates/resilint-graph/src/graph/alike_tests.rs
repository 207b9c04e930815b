//! What follows from a graph holds still as long as only text moves.

use std::path::Path;

use resilint_config::{LoadOptions, Modules, load};
use resilint_eval::{Inputs, evaluate};
use resilint_syntax::{Files, Memory};

use crate::{Catalog, ResourceGraph};

const TEXT: &str = r#"
provider "aws" {
  region = var.region
  default_tags {
    tags = { team = "a" }
  }
}

variable "region" {}

locals {
  prefix = "x-${var.region}"
  tags   = { service = local.prefix }
}

resource "aws_security_group" "a" {
  name = "${local.prefix}-a"
  tags = local.tags
  ingress {
    from_port   = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_db_instance" "a" {
  multi_az               = false
  vpc_security_group_ids = [aws_security_group.a.id]
  tags                   = merge(local.tags, { service = "a" })
}

resource "aws_sqs_queue" "a" {
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.b.arn })
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_sqs_queue" "b" {
  count = var.region == "x" ? 1 : 0
}
"#;

fn graph(text: &str) -> ResourceGraph {
    let files = Files::default();
    let fs = [("/w/main.tf", text)].into_iter().collect::<Memory>();
    let root = Path::new("/w");
    let (configuration, _) = load(&files, &fs, root, &LoadOptions::new(root), &Modules::default());
    let evaluation = evaluate(&configuration, &files, &fs, &Inputs::default());
    ResourceGraph::build(evaluation.instances, &Catalog::builtin())
}

fn is_alike(text: &str) -> bool {
    graph(TEXT).is_alike(&graph(text), &|_, _| true)
}

#[test]
fn text_that_moves_changes_nothing() {
    assert!(is_alike(TEXT));
    assert!(is_alike(&format!(
        "# a line more\n{}",
        TEXT.replace("  lifecycle", "\n  # why?\n  lifecycle")
    )));
    assert!(!graph(TEXT).is_alike(&graph(TEXT), &|_, _| false), "another file");
}

#[test]
fn what_is_said_differently_is_noticed() {
    for (from, to) in [
        ("= false", "= true"),
        ("team = \"a\"", "team = \"b\""),
        ("prevent_destroy = true", "prevent_destroy = false"),
        ("aws_sqs_queue.b.arn", "\"b\""),
        ("var.region == \"x\" ? 1 : 0", "2"),
        ("\"aws_sqs_queue\" \"b\"", "\"aws_sns_topic\" \"b\""),
        ("region = var.region", "region = \"eu-west-1\""),
    ] {
        assert!(!is_alike(&TEXT.replace(from, to)), "{from} → {to}");
    }
}
