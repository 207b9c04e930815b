//! The command line and the server find the same, at the same places, in the same words.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::client::{Client, uri};
use crate::support::{fixture, run};

/// File, rule, place, message.
type Said = (String, String, [u64; 4], String);

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn on_the_command_line(folder: &Path) -> BTreeSet<Said> {
    let report = run(folder, &["check", ".", "--format", "json", "--exit-zero"]).json();
    let place = |range: &Value| {
        [("start", "line"), ("start", "column"), ("end", "line"), ("end", "column")]
            .map(|(end, part)| range[end][part].as_u64().unwrap() - 1)
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap().iter().map(|finding| {
        (
            text(&finding["file"]),
            text(&finding["rule_id"]),
            place(&finding["range"]),
            text(&finding["message"]),
        )
    });
    let diagnostics = report["diagnostics"].as_array().unwrap().iter().map(|diagnostic| {
        (
            text(&diagnostic["file"]),
            text(&diagnostic["code"]),
            place(&diagnostic["range"]),
            text(&diagnostic["message"]),
        )
    });
    findings.chain(diagnostics).collect()
}

fn in_the_editor(folder: &Path) -> BTreeSet<Said> {
    let mut client = Client::start();
    let folders = json!([{ "uri": uri(folder), "name": "fixtures" }]);
    client.request(
        "initialize",
        json!({
            "processId": null,
            "rootUri": null,
            "capabilities": { "general": { "positionEncodings": ["utf-32"] } },
            "workspaceFolders": folders,
            "initializationOptions": { "showUnknown": true, "showSuppressed": true },
        }),
    );
    client.notify("initialized", json!({}));
    client.wait("everything is judged", |client| client.heard("resilint/status") > 0);
    let base = format!("{}/", uri(folder));
    let mut said = BTreeSet::new();
    for (file, diagnostics) in &client.published {
        let file = file.strip_prefix(&base).unwrap().to_owned();
        for diagnostic in diagnostics.as_array().unwrap() {
            let place =
                [("start", "line"), ("start", "character"), ("end", "line"), ("end", "character")]
                    .map(|(end, part)| diagnostic["range"][end][part].as_u64().unwrap());
            let message = diagnostic["message"].as_str().unwrap();
            let message = message.split("\nhelp: ").next().unwrap();
            let message = message.strip_prefix("not evaluable: ").unwrap_or(message);
            let code = diagnostic["code"].as_str().unwrap().to_owned();
            said.insert((file.clone(), code, place, message.to_owned()));
        }
    }
    assert_eq!(client.complaints(), "");
    said
}

fn agree(fixtures: &str) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    copy(&fixture(fixtures), &folder);
    let (cli, editor) = (on_the_command_line(&folder), in_the_editor(&folder));
    assert!(cli.len() > 10, "{fixtures}: {}", cli.len());
    let only_cli: Vec<&Said> = cli.difference(&editor).collect();
    let only_editor: Vec<&Said> = editor.difference(&cli).collect();
    assert!(
        only_cli.is_empty() && only_editor.is_empty(),
        "{fixtures}: only on the command line: {only_cli:#?}\nonly in the editor: {only_editor:#?}"
    );
}

#[test]
fn the_editor_shows_of_every_rule_what_the_command_line_reports() {
    agree("rules");
}

#[test]
fn the_editor_shows_of_every_architecture_what_the_command_line_reports() {
    agree("architectures");
}

#[test]
fn the_editor_shows_of_the_language_what_the_command_line_reports() {
    agree("language");
}
