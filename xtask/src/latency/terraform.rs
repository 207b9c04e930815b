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

/// Resources of one service; about 3.4 KB.
fn service(name: &str) -> String {
    format!(
        r#"
resource "aws_security_group" "{name}" {{
  name        = "${{local.prefix}}-{name}"
  description = "Who may talk to {name}"
  tags        = local.tags

  ingress {{
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }}
}}

resource "aws_db_instance" "{name}" {{
  identifier              = "${{local.prefix}}-{name}"
  engine                  = "postgres"
  engine_version          = "16.3"
  instance_class          = "db.r6g.large"
  allocated_storage       = 100
  {SWITCH}
  storage_encrypted       = true
  backup_retention_period = var.retention
  deletion_protection     = true
  vpc_security_group_ids  = [aws_security_group.{name}.id]
  tags                    = merge(local.tags, {{ service = "{name}" }})
}}

resource "aws_sqs_queue" "{name}" {{
  name                       = "${{local.prefix}}-{name}"
  message_retention_seconds  = 86400
  visibility_timeout_seconds = 60
  sqs_managed_sse_enabled    = true
  redrive_policy = jsonencode({{
    deadLetterTargetArn = aws_sqs_queue.{name}_failed.arn
    maxReceiveCount     = 5
  }})
  tags = local.tags
}}

resource "aws_sqs_queue" "{name}_failed" {{
  name                    = "${{local.prefix}}-{name}-failed"
  sqs_managed_sse_enabled = true
}}

resource "aws_s3_bucket" "{name}" {{
  bucket = "${{local.prefix}}-{name}"
  tags   = local.tags
}}

resource "aws_s3_bucket_versioning" "{name}" {{
  bucket = aws_s3_bucket.{name}.id

  versioning_configuration {{
    status = "Enabled"
  }}
}}

resource "aws_iam_role" "{name}" {{
  name = "${{local.prefix}}-{name}"
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "lambda.amazonaws.com" }} }}]
  }})
}}

resource "aws_lambda_function" "{name}" {{
  function_name = "${{local.prefix}}-{name}"
  role          = aws_iam_role.{name}.arn
  handler       = "index.handler"
  runtime       = "nodejs20.x"
  memory_size   = 512

  environment {{
    variables = {{
      DATABASE = aws_db_instance.{name}.endpoint
      QUEUE    = aws_sqs_queue.{name}.url
      BUCKET   = aws_s3_bucket.{name}.bucket
    }}
  }}
}}

resource "aws_lb" "{name}" {{
  name               = "${{local.prefix}}-{name}"
  load_balancer_type = "application"
  security_groups    = [aws_security_group.{name}.id]
  subnets            = ["subnet-0a1b2c3d", "subnet-1b2c3d4e"]
}}

resource "aws_lb_target_group" "{name}" {{
  name        = "${{local.prefix}}-{name}"
  target_type = "lambda"
}}

resource "aws_lb_listener" "{name}" {{
  load_balancer_arn = aws_lb.{name}.arn
  port              = 443
  protocol          = "HTTPS"

  default_action {{
    type             = "forward"
    target_group_arn = aws_lb_target_group.{name}.arn
  }}
}}

resource "aws_cloudwatch_metric_alarm" "{name}" {{
  alarm_name          = "${{local.prefix}}-{name}-errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 2
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  dimensions          = {{ FunctionName = aws_lambda_function.{name}.function_name }}
}}
"#
    )
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
