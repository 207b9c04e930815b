//! What the program is started with: flags and `RESILINT_*` variables mean the same to the server as to `resilint check`.

use serde_json::json;

use super::client::{Client, Workspace};
use crate::support::resilint;

const RULE: &str = "single-az-database";
const MAIN: &str = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\nresource \"aws_db_instance\" \"main\" {\n  engine = \"postgres\"\n  instance_class = \"db.t4g.medium\"\n  allocated_storage = 50\n  multi_az = var.multi_az\n}\n\nvariable \"multi_az\" {\n  default = true\n}\n";
const SETTINGS: &str = "[[environment]]\nname = \"dev\"\nvar_files = [\"dev.tfvars\"]\n\n[[environment]]\nname = \"prod\"\n";

fn workspace() -> Workspace {
    Workspace::of(&[
        ("main.tf", MAIN),
        ("resilint.toml", SETTINGS),
        ("dev.tfvars", "multi_az = false\n"),
        ("without.toml", "[rules]\nsingle-az-database = \"off\"\n"),
    ])
}

/// Whether any file has the finding, once everything is judged.
fn in_the_editor(
    workspace: &Workspace,
    variables: &[(&str, &str)],
    settings: &serde_json::Value,
) -> bool {
    let mut client = Client::start_with(&[], variables);
    let root = workspace.root();
    let params = json!({ "processId": null, "rootUri": super::client::uri(&root), "capabilities": {}, "initializationOptions": settings });
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    client.wait("everything is judged", |client| client.heard("resilint/status") > 0);
    client.settle();
    client.published.keys().any(|uri| client.has(uri, RULE))
}

fn on_the_command_line(workspace: &Workspace, variables: &[(&str, &str)]) -> bool {
    let mut command = resilint(&workspace.root());
    let output = command.args(["check", "--format", "compact"]).envs(variables.iter().copied());
    String::from_utf8(output.output().unwrap().stdout).unwrap().contains(RULE)
}

/// Both doors must find the fault, or neither.
fn check(variables: &[(&str, &str)], found: bool) {
    let workspace = workspace();
    let root = workspace.root().display().to_string();
    let variables: Vec<(&str, String)> =
        variables.iter().map(|(name, value)| (*name, value.replace("ROOT", &root))).collect();
    let variables: Vec<(&str, &str)> =
        variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(on_the_command_line(&workspace, &variables), found, "check: {variables:?}");
    assert_eq!(in_the_editor(&workspace, &variables, &json!({})), found, "lsp: {variables:?}");
}

#[test]
fn variables_of_flags_mean_the_same_to_the_server() {
    check(&[], false);
    check(&[("RESILINT_ENV", "dev")], true);
    check(&[("RESILINT_ENV", "prod")], false);
    check(&[("RESILINT_ENV", "dev"), ("RESILINT_CONFIG", "ROOT/without.toml")], false);
    check(&[("RESILINT_VAR", "multi_az=false")], true);
    check(&[("RESILINT_VAR_FILE", "ROOT/dev.tfvars")], true);
    check(&[("RESILINT_ENV", "dev"), ("RESILINT_IGNORE", RULE)], false);
    check(&[("RESILINT_ENV", "dev"), ("RESILINT_SELECT", "backup")], false);
    check(&[("RESILINT_ENV", "dev"), ("RESILINT_SELECT", RULE)], true);
}

#[test]
fn what_the_editor_says_wins_over_variables() {
    let workspace = workspace();
    let dev = [("RESILINT_ENV", "dev")];
    assert!(in_the_editor(&workspace, &dev, &json!({ "environment": null })));
    assert!(!in_the_editor(&workspace, &dev, &json!({ "environment": "prod" })));
    let without = workspace.path("without.toml").display().to_string();
    let config = [("RESILINT_CONFIG", without.as_str()), ("RESILINT_VAR", "multi_az=false")];
    assert!(!in_the_editor(&workspace, &config, &json!({})));
    assert!(in_the_editor(&workspace, &config, &json!({ "configuration": "resilint.toml" })));
}
