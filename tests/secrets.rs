//! The text of a secret is shown by nothing: no command, no format, no answer of the server.

use super::support::{resilint, workspace};

/// Each secret begins with `hunter2`.
pub(crate) const FILE: &str = r#"variable "db_password" {
  default = "hunter2-variable"
}

variable "marked" {
  sensitive = true
  default   = "hunter2-marked"
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_db_instance" "main" {
  engine              = "postgres"
  instance_class      = "db.t4g.medium"
  password            = "hunter2-literal"
  multi_az            = false
  skip_final_snapshot = true
  tags                = { marked = var.marked }
}

resource "aws_ssm_parameter" "copy" {
  name  = "copy"
  type  = "String"
  value = "host=${aws_db_instance.main.password}"
}

resource "aws_lambda_function" "main" {
  function_name = "main-${var.marked}"
  role          = "arn:aws:iam::123456789012:role/main"
  environment {
    variables = {
      DB_PASSWORD = var.db_password
      COPY        = aws_db_instance.main.password
      URL         = "postgres://me:hunter2-url@db.example.com/main"
      STAGE       = "production"
    }
  }
}

resource "aws_ecs_task_definition" "main" {
  family                = "main"
  container_definitions = jsonencode([{ name = "main", environment = [{ name = "API_KEY", value = "hunter2-json" }] }])
}
"#;

#[test]
fn no_command_prints_a_secret() {
    let folder = workspace(&[("main.tf", FILE)]);
    let mut commands = vec!["explain --all .", "explain --all . --format json", "policy input"];
    commands.extend(["graph --format json", "graph --format mermaid", "graph --format html"]);
    commands.extend(["simulate .", "policy eval input.resources"]);
    let subjects = [
        "var.db_password",
        "var.marked",
        "aws_db_instance.main.password",
        "aws_lambda_function.main.environment[0].variables.DB_PASSWORD",
        "aws_ecs_task_definition.main.container_definitions",
    ];
    let explained = subjects.map(|subject| format!("explain {subject} --format json"));
    commands.extend(explained.iter().map(String::as_str));
    let formats =
        ["text", "compact", "json", "sarif", "github", "gitlab", "junit", "markdown", "html"];
    let checks: Vec<String> =
        formats.iter().map(|format| format!("check --show-unknown --format {format}")).collect();
    commands.extend(checks.iter().map(String::as_str));
    for command in commands {
        let output = resilint(folder.path()).args(command.split(' ')).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        assert!(text.len() > 100, "{command}: {text}");
        let line = text.lines().find(|line| line.contains("hunter2"));
        assert!(line.is_none(), "{command}: {line:?}");
    }
}

#[test]
fn what_is_no_secret_is_still_told() {
    let folder = workspace(&[("main.tf", FILE)]);
    let output = resilint(folder.path()).args(["explain", "--all", "."]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["password = \"(sensitive)\"", "db.t4g.medium", "\"STAGE\":\"production\""] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
