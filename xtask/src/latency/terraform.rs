//! Workspaces of a given size, the same at every run: services of a database, a queue, a bucket, a function, a load balancer and what belongs to them.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

/// The line that edits change.
pub(crate) const SWITCH: &str = "multi_az                = false";

/// What every root module begins with.
const PRELUDE: &str = r#"terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = { environment = "production", owner = "platform" }
  }
}

variable "retention" {
  type    = number
  default = 7
}

locals {
  prefix = "acme-${terraform.workspace}"
  tags   = { project = local.prefix, managed = "terraform" }
}
"#;

/// Resources of one service; about 3 KB.
fn service(name: &str) -> String {
    include_str!("service.tf").replace("{name}", name)
}

/// A root module in one file, of about that many bytes.
pub(crate) fn one_root(folder: &Path, bytes: usize) -> Result<()> {
    let mut text = PRELUDE.to_owned();
    let mut number = 0;
    while text.len() < bytes {
        text.push_str(&service(&format!("s{number}")));
        number += 1;
    }
    write(folder, "main.tf", &text)
}

/// A repository of `roots` root modules of four files and `modules` shared modules of five, each root calling two shared modules: the first
/// module, and one of the others.
pub(crate) fn repository(folder: &Path, roots: usize, modules: usize) -> Result<()> {
    for number in 0..modules {
        let folder = folder.join(format!("modules/m{number}"));
        module(&folder)?;
    }
    for number in 0..roots {
        let folder = folder.join(format!("live/r{number}"));
        let other = 1 + number % modules.saturating_sub(1).max(1);
        root(&folder, &["m0".to_owned(), format!("m{other}")])?;
    }
    Ok(())
}

fn module(folder: &Path) -> Result<()> {
    write(folder, "main.tf", DATABASE)?;
    write(folder, "queue.tf", QUEUE)?;
    write(
        folder,
        "variables.tf",
        "variable \"name\" {\n  type = string\n}\n\nvariable \"days\" {\n  type    = number\n  default = 7\n}\n",
    )?;
    write(
        folder,
        "outputs.tf",
        "output \"endpoint\" {\n  value = aws_db_instance.this.endpoint\n}\n",
    )?;
    write(folder, "versions.tf", "terraform {\n  required_version = \">= 1.5\"\n}\n")
}

fn root(folder: &Path, modules: &[String]) -> Result<()> {
    write(folder, "main.tf", PRELUDE)?;
    let mut calls = String::new();
    for module in modules {
        write!(
            calls,
            "module \"{module}\" {{\n  source = \"../../modules/{module}\"\n  name   = \"${{local.prefix}}-{module}\"\n  days   = var.retention\n}}\n\n"
        )?;
    }
    write(folder, "modules.tf", &calls)?;
    write(folder, "service.tf", &service("own"))?;
    write(
        folder,
        "outputs.tf",
        &format!("output \"endpoint\" {{\n  value = module.{}.endpoint\n}}\n", modules[0]),
    )
}

const DATABASE: &str = r#"resource "aws_db_instance" "this" {
  identifier              = var.name
  engine                  = "postgres"
  instance_class          = "db.r6g.large"
  allocated_storage       = 100
  multi_az                = false
  storage_encrypted       = true
  backup_retention_period = var.days
}
"#;

const QUEUE: &str = r#"resource "aws_sqs_queue" "this" {
  name                    = var.name
  sqs_managed_sse_enabled = true
}

resource "aws_s3_bucket" "this" {
  bucket = var.name
}
"#;

fn write(folder: &Path, name: &str, text: &str) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    Ok(std::fs::write(folder.join(name), text)?)
}

/// The text of a generated file.
#[expect(clippy::disallowed_methods, reason = "a chore reads what it wrote")]
pub(crate) fn read(file: &Path) -> Result<String> {
    Ok(std::fs::read_to_string(file)?)
}
