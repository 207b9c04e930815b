//! Running the program, and small workspaces to run it in.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// The root of this repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of the fixtures.
pub(crate) fn fixture(path: &str) -> PathBuf {
    repository().join("fixtures").join(path)
}

/// The program, in a folder, without anything from the environment that would change what it does.
pub(crate) fn resilint(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_resilint"));
    command.current_dir(folder);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("RESILINT_")
            || name.starts_with("TF_")
            || ["NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR"].contains(&name.as_str())
        {
            command.env_remove(&name);
        }
    }
    command
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The report on stdout.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}\n{}", self.stdout, self.stderr))
    }

    /// The rules of the findings on stdout with an outcome, sorted.
    pub(crate) fn rules(&self, outcome: &str) -> Vec<String> {
        let json = self.json();
        let findings = json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["outcome"] == outcome);
        let mut rules: Vec<String> =
            findings.map(|finding| finding["rule_id"].as_str().unwrap().to_owned()).collect();
        rules.sort();
        rules
    }

    /// The codes of the diagnostics on stdout.
    pub(crate) fn codes(&self) -> Vec<String> {
        self.json()["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["code"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// Runs the program in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = resilint(folder).args(arguments).output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder with these files.
pub(crate) fn workspace(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// A database with a fault that every profile but `development` asks about.
pub(crate) const DATABASE: &str = r#"provider "aws" {
  region = "eu-west-1"
}

resource "aws_db_instance" "main" {
  allocated_storage           = 20
  engine                      = "postgres"
  instance_class              = "db.t4g.medium"
  username                    = "app"
  manage_master_user_password = true
  multi_az                    = false
  storage_encrypted           = true
  backup_retention_period     = 7
  deletion_protection         = true
  final_snapshot_identifier   = "last"
}
"#;
