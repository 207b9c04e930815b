//! Which text counts: the buffer over the disk, whatever kind of file it is; and the disk, whoever changes it.

use serde_json::{Value, json};

use super::client::{Client, Workspace, uri};

const PROVIDER: &str = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\n";
const RULE: &str = "single-az-database";

fn database(name: &str, multi_az: &str) -> String {
    format!(
        "resource \"aws_db_instance\" \"{name}\" {{\n  engine = \"postgres\"\n  instance_class = \"db.t4g.medium\"\n  allocated_storage = 50\n  multi_az = {multi_az}\n}}\n"
    )
}

/// Opens a buffer whose text differs from the disk, and closes it again: the finding goes and comes back.
fn buffer_counts(workspace: &Workspace, buffer: &str, text: &str, blamed: &str) {
    let (buffer, blamed) = (workspace.uri(buffer), workspace.uri(blamed));
    let mut client = Client::open(workspace);
    client.wait("the finding on disk", |client| client.has(&blamed, RULE));
    client.did_open(&buffer, 1, text);
    client.wait("the buffer counts", |client| !client.has(&blamed, RULE));
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": buffer } }));
    client.wait("the disk counts again", |client| client.has(&blamed, RULE));
}

#[test]
fn a_buffer_of_variable_values_counts() {
    let main = format!(
        "{PROVIDER}variable \"spread\" {{\n  type = bool\n}}\n\n{}",
        database("main", "var.spread")
    );
    let workspace = Workspace::of(&[("main.tf", &main), ("terraform.tfvars", "spread = false\n")]);
    buffer_counts(&workspace, "terraform.tfvars", "spread = true\n", "terraform.tfvars");
}

#[test]
fn a_buffer_of_settings_counts() {
    let main = format!("{PROVIDER}{}", database("main", "false"));
    let workspace = Workspace::of(&[("main.tf", &main), ("resilint.toml", "")]);
    let off = format!("[rules]\n{RULE} = \"off\"\n");
    buffer_counts(&workspace, "resilint.toml", &off, "main.tf");
}

#[test]
fn a_buffer_of_a_module_in_another_folder_counts() {
    let main = format!("{PROVIDER}module \"db\" {{\n  source = \"../modules/db\"\n}}\n");
    let workspace = Workspace::of(&[
        ("live/main.tf", &main),
        ("modules/db/main.tf", &database("this", "false")),
    ]);
    let (text, file) = (database("this", "true"), "modules/db/main.tf");
    buffer_counts(&workspace, file, &text, file);
}

#[test]
fn a_buffer_of_a_policy_counts() {
    let policy = |message: &str| {
        format!(
            "# METADATA\n# title: a database\n# custom:\n#   severity: warning\n#   roles: [database]\npackage acme.any_database\n\nfindings contains {{\"address\": db.address, \"at\": [], \"message\": \"{message}\"}} if {{\n\tsome db in input.by_role.database\n}}\n"
        )
    };
    let main = format!("{PROVIDER}{}", database("main", "false"));
    let workspace = Workspace::of(&[
        ("main.tf", &main),
        ("resilint.toml", "[policies]\npaths = [\"policies\"]\n"),
        ("policies/any_database.rego", &policy("on disk")),
    ]);
    let (main, rego) = (workspace.uri("main.tf"), workspace.uri("policies/any_database.rego"));
    let says = |client: &Client, text: &str| {
        let diagnostics = client.published.get(&main).and_then(Value::as_array).cloned();
        diagnostics.unwrap_or_default().iter().any(|diagnostic| {
            diagnostic["message"].as_str().is_some_and(|message| message.contains(text))
        })
    };
    let mut client = Client::open(&workspace);
    client.wait("the policy on disk", |client| says(client, "on disk"));
    client.did_open(&rego, 1, &policy("in the buffer"));
    client.wait("the policy in the buffer", |client| {
        says(client, "in the buffer") && !says(client, "on disk")
    });
    client.did_change(&rego, 2, "package acme.any_database\n\nfindings contains x if {\n");
    client.wait("the broken policy is told", |client| {
        !says(client, "in the buffer")
            && client.codes(&rego).iter().any(|code| code.starts_with("policy-"))
    });
    assert!(client.has(&main, RULE), "the other rules go on");
}

#[test]
fn another_branch_is_noticed_without_watched_files() {
    let main = format!("{PROVIDER}{}", database("main", "false"));
    let workspace = Workspace::of(&[("main.tf", &main), ("old.tf", &database("old", "false"))]);
    let [main, old, new] = ["main.tf", "old.tf", "new.tf"].map(|file| workspace.uri(file));
    let mut client = Client::open(&workspace);
    client.wait("both findings", |client| client.has(&main, RULE) && client.has(&old, RULE));
    client.settle();
    std::fs::rename(workspace.path("old.tf"), workspace.path("new.tf")).unwrap();
    workspace.write("main.tf", &format!("{PROVIDER}{}", database("main", "true")));
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": main } }));
    client.wait("the other branch", |client| {
        !client.has(&main, RULE) && client.codes(&old).is_empty() && client.has(&new, RULE)
    });
}

#[test]
fn another_branch_is_noticed_with_watched_files() {
    let main = format!("{PROVIDER}{}", database("main", "false"));
    let workspace = Workspace::of(&[("main.tf", &main)]);
    let [main, new] = ["main.tf", "new.tf"].map(|file| workspace.uri(file));
    let mut client = Client::start();
    let watches =
        json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    client.initialize(&workspace.root(), watches);
    client.wait("the finding", |client| client.has(&main, RULE));
    assert_eq!(client.heard("client/registerCapability"), 1);
    std::fs::remove_file(workspace.path("main.tf")).unwrap();
    workspace.write("new.tf", &format!("{PROVIDER}{}", database("main", "false")));
    let changes = json!({ "changes": [{ "uri": main, "type": 3 }, { "uri": new, "type": 1 }] });
    client.notify("workspace/didChangeWatchedFiles", changes);
    client.wait("the finding moves along", |client| {
        client.codes(&main).is_empty() && client.has(&new, RULE)
    });
}

#[test]
fn a_file_renamed_in_the_editor_takes_its_unsaved_text_along() {
    let main = format!("{PROVIDER}{}", database("main", "true"));
    let workspace = Workspace::of(&[("main.tf", &main), ("old.tf", &database("old", "true"))]);
    let [old, new] = ["old.tf", "new.tf"].map(|file| workspace.uri(file));
    let mut client = Client::open(&workspace);
    client.did_open(&old, 1, &database("old", "false"));
    client.wait("the finding in the buffer", |client| client.has(&old, RULE));
    // As editors do it: the buffer is closed under the one name and opened under the other.
    std::fs::rename(workspace.path("old.tf"), workspace.path("new.tf")).unwrap();
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": old } }));
    client.did_open(&new, 1, &database("old", "false"));
    client.wait("the finding moves along", |client| {
        client.codes(&old).is_empty() && client.has(&new, RULE)
    });
    client.settle();
    assert_eq!(client.codes(&old), Vec::<String>::new());
    // What was declared twice for a moment is no fault that stays.
    assert!(
        client.codes(&new).iter().all(|code| code != "duplicate-definition"),
        "{:?}",
        client.codes(&new)
    );
}

#[test]
fn a_buffer_that_is_nowhere_on_disk_counts() {
    let main = format!("{PROVIDER}{}", database("main", "true"));
    let workspace = Workspace::of(&[("main.tf", &main)]);
    let new = workspace.uri("new.tf");
    let mut client = Client::open(&workspace);
    client.did_open(&new, 1, &database("new", "false"));
    client.wait("the finding of the new file", |client| client.has(&new, RULE));
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": new } }));
    client.wait("it was never saved", |client| client.codes(&new).is_empty());
}

#[test]
fn folders_come_and_go() {
    let main = format!("{PROVIDER}{}", database("main", "false"));
    let (one, two) = (Workspace::of(&[("main.tf", &main)]), Workspace::of(&[("main.tf", &main)]));
    let (first, second) = (one.uri("main.tf"), two.uri("main.tf"));
    let mut client = Client::start();
    let folder = |workspace: &Workspace| json!({ "uri": uri(&workspace.root()), "name": "folder" });
    client.request(
        "initialize",
        json!({ "processId": null, "capabilities": {}, "workspaceFolders": [folder(&one), folder(&two)] }),
    );
    client.notify("initialized", json!({}));
    client.wait("both folders", |client| client.has(&first, RULE) && client.has(&second, RULE));
    let event = json!({ "added": [], "removed": [folder(&one)] });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    client.wait("one is gone", |client| client.codes(&first).is_empty());
    assert!(client.has(&second, RULE));
    let event = json!({ "added": [folder(&one)], "removed": [] });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    client.wait("it is back", |client| client.has(&first, RULE));
}

#[test]
fn a_file_opened_without_a_folder_is_judged() {
    let main = format!("{PROVIDER}{}", database("main", "false"));
    let workspace = Workspace::of(&[("main.tf", &main)]);
    let uri = workspace.uri("main.tf");
    let mut client = Client::start();
    client.request(
        "initialize",
        json!({ "processId": null, "rootUri": null, "capabilities": {}, "workspaceFolders": null }),
    );
    client.notify("initialized", json!({}));
    client.did_open(&uri, 1, &main);
    client.wait("the finding", |client| client.has(&uri, RULE));
}

#[test]
fn findings_of_a_half_typed_block_move_with_their_text() {
    let text = format!("{PROVIDER}{}\n{}", database("first", "false"), database("second", "false"));
    let workspace = Workspace::of(&[("main.tf", &text)]);
    let uri = workspace.uri("main.tf");
    let lines = |client: &Client| -> Vec<u64> {
        let diagnostics = client.published.get(&uri).and_then(Value::as_array).cloned();
        let found = diagnostics.unwrap_or_default();
        let found = found.iter().filter(|diagnostic| diagnostic["code"] == RULE);
        found.map(|diagnostic| diagnostic["range"]["start"]["line"].as_u64().unwrap()).collect()
    };
    let mut client = Client::open(&workspace);
    client.did_open(&uri, 1, &text);
    client.wait("both findings", |client| lines(client) == [8, 15]);
    // Two lines more in front, and the second block cannot be read.
    let broken = format!("# a\n# b\n{text}")
        .replace("  multi_az = false\n}\n\nresource", "  multi_az = false\n}\nresource");
    let broken =
        broken.replacen("\"second\" {\n  engine = \"postgres\"", "\"second\" {\n  engine = ", 1);
    client.did_change(&uri, 2, &broken);
    client.wait("the half-typed text is judged", |client| {
        client.publications.iter().any(|(of, version)| *of == uri && *version == Some(2))
    });
    assert_eq!(lines(&client), [10, 16]);
}

#[test]
fn a_module_of_many_root_modules_is_told_of_once_for_each_change() {
    let root = format!("{PROVIDER}module \"db\" {{\n  source = \"../../modules/db\"\n}}\n");
    let (file, text) = ("modules/db/main.tf", database("this", "false"));
    let workspace = Workspace::of(&[(file, &text)]);
    for number in 0..20 {
        workspace.write(&format!("live/r{number}/main.tf"), &root);
    }
    let uri = workspace.uri(file);
    let mut client = Client::open(&workspace);
    client.did_open(&uri, 1, &text);
    client.wait("the finding", |client| client.has(&uri, RULE));
    let texts =
        [database("this", "true"), format!("\n{text}"), format!("\n\n{text}"), text.clone()];
    for (version, text) in (2..).zip(&texts) {
        let judged = client.heard("resilint/status");
        client.did_change(&uri, version, text);
        client.wait("everything is judged", |client| client.heard("resilint/status") > judged);
        let told = client.publications.iter().filter(|told| **told == (uri.clone(), Some(version)));
        assert_eq!(told.count(), 1, "{:?}", client.published[&uri]);
        assert_eq!(client.has(&uri, RULE), version != 2, "{version}: {}", client.published[&uri]);
    }
}
