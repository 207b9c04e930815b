//! The session as the protocol has it: handshake, exit codes, what breaks and must not break the rest.

use std::sync::Arc;

use serde_json::{Value, json};

use super::client::{Client, Workspace};

const DATABASE: &str = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\nresource \"aws_db_instance\" \"main\" {\n  engine = \"postgres\"\n  instance_class = \"db.t4g.medium\"\n  allocated_storage = 50\n  multi_az = false\n}\n";
const RULE: &str = "single-az-database";
/// How many errors the database has.
const ERRORS: u64 = 3;

fn workspace() -> Workspace {
    Workspace::of(&[("main.tf", DATABASE)])
}

fn mended() -> String {
    DATABASE.replace("multi_az = false", "multi_az = true")
}

#[test]
fn the_server_says_who_it_is() {
    let workspace = workspace();
    let mut client = Client::start();
    let result = client.initialize(
        &workspace.root(),
        json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } }),
    );
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-8");
    assert_eq!(result["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_exit_code_is_0_only_after_shutdown() {
    let workspace = workspace();
    assert_eq!(Client::open(&workspace).shut_down().code(), Some(0));
    assert_eq!(Client::open(&workspace).exit().code(), Some(1));
    assert_eq!(Client::open(&workspace).hang_up().code(), Some(1));
}

#[test]
fn unsaved_text_counts_and_closing_brings_the_disk_back() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let mut client = Client::open(&workspace);
    client.wait("the finding of a file that is not open", |client| client.has(&uri, RULE));
    client.did_open(&uri, 1, &mended());
    client.wait("the finding goes", |client| !client.has(&uri, RULE));
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    client.wait("the finding is back", |client| client.has(&uri, RULE));
}

#[test]
fn a_thousand_changes_end_in_the_right_diagnostics_and_in_order() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let mut client = Client::open(&workspace);
    client.did_open(&uri, 0, DATABASE);
    for version in 1..=1000 {
        let text = if version % 2 == 0 { mended() } else { DATABASE.to_owned() };
        client.did_change(&uri, version, &text);
    }
    client.did_change(&uri, 1001, DATABASE);
    client.wait("the last text is judged", |client| client.has(&uri, RULE));
    client.settle();
    assert!(client.has(&uri, RULE));
    let versions: Vec<i64> = client
        .publications
        .iter()
        .filter(|(file, _)| *file == uri)
        .filter_map(|(_, version)| *version)
        .collect();
    assert!(versions.is_sorted(), "{versions:?}");
}

#[test]
fn incremental_changes_are_counted_in_the_clients_units() {
    let text = format!("# 🚀e\u{301}\r\n{}", DATABASE.replace('\n', "\r\n"))
        .replace("multi_az = false", "/* 🚀 */ multi_az = false");
    let workspace = Workspace::of(&[("main.tf", &text)]);
    let uri = workspace.uri("main.tf");
    let mut client = Client::open(&workspace);
    client.did_open(&uri, 1, &text);
    client.wait("the finding", |client| client.has(&uri, RULE));
    let diagnostics = client.published[&uri].as_array().unwrap().clone();
    let found = diagnostics.iter().find(|diagnostic| diagnostic["code"] == RULE).unwrap();
    assert_eq!(found["range"]["start"]["line"], 9);
    // Behind `  /* 🚀 */ multi_az = `: the rocket is two units of UTF-16.
    let range =
        json!({ "start": { "line": 9, "character": 22 }, "end": { "line": 9, "character": 27 } });
    let change = json!({ "range": range, "text": "true" });
    client.notify(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [change] }),
    );
    client.wait("the change is applied where the client means it", |client| {
        !client.has(&uri, RULE) && client.codes(&uri).iter().all(|code| !code.contains("syntax"))
    });
}

#[test]
fn other_findings_stay_while_a_block_is_half_typed() {
    let two = format!(
        "{DATABASE}\nresource \"aws_db_instance\" \"other\" {{\n  engine = \"postgres\"\n  multi_az = false\n}}\n"
    );
    let workspace = Workspace::of(&[("main.tf", &two)]);
    let uri = workspace.uri("main.tf");
    let count = move |client: &Client, uri: &str| {
        client.codes(uri).iter().filter(|code| *code == RULE).count()
    };
    let mut client = Client::open(&workspace);
    client.did_open(&uri, 1, &two);
    let file = uri.clone();
    client.wait("both findings", move |client| count(client, &file) == 2);
    client.publications.clear();
    client.did_change(
        &uri,
        2,
        &two.replace(
            "  engine = \"postgres\"\n  multi_az = false\n}\n",
            "  engine = \n  multi_az = false\n}\n",
        ),
    );
    let file = uri.clone();
    client.wait("the half-typed text is judged", move |client| {
        client.publications.iter().any(|(of, version)| *of == file && *version == Some(2))
    });
    assert_eq!(count(&client, &uri), 2, "{:#?}", client.codes(&uri));
}

#[test]
fn the_status_counts_and_says_when_the_analysis_is_incomplete() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let says = |client: &Client, member: &str, value: Value| {
        let mut messages = client.unread.iter().rev();
        let last = messages.find(|message| message["method"] == "resilint/status");
        last.is_some_and(|last| last["params"][member] == value)
    };
    let mut client = Client::open(&workspace);
    client.did_open(&uri, 1, DATABASE);
    client.wait("an error is counted", |client| {
        says(client, "errors", json!(ERRORS)) && says(client, "incomplete", json!(false))
    });
    client.did_change(&uri, 2, &DATABASE.replace("engine = \"postgres\"", "engine = ["));
    client.wait("a file that cannot be read", |client| says(client, "incomplete", json!(true)));
    client.did_change(&uri, 3, &mended());
    client.wait("it is whole again", |client| {
        says(client, "incomplete", json!(false)) && says(client, "errors", json!(ERRORS - 1))
    });
}

#[test]
fn a_deleted_file_takes_its_diagnostics_along() {
    let workspace = workspace();
    workspace.write(
        "more.tf",
        &DATABASE
            .replace("provider \"aws\" {\n  region = \"eu-west-1\"\n}\n", "")
            .replace("\"main\"", "\"more\""),
    );
    let (main, more) = (workspace.uri("main.tf"), workspace.uri("more.tf"));
    let mut client = Client::open(&workspace);
    client.wait("both files have findings", |client| {
        client.has(&main, RULE) && client.has(&more, RULE)
    });
    std::fs::remove_file(workspace.path("more.tf")).unwrap();
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": main } }));
    client.wait("the deleted file's are gone", |client| client.codes(&more).is_empty());
    assert!(client.has(&main, RULE));
}

#[test]
fn malformed_messages_leave_the_server_alive() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let mut client = Client::open(&workspace);
    client.send_bytes(b"Content-Length: 9\r\n\r\n{\"jsonrpc");
    client.notify("textDocument/didChange", json!({ "nonsense": true }));
    client.notify("$/no/such/notification", json!({}));
    let id = client.send_request("no/such/request", json!({}));
    assert_eq!(client.response(id)["error"]["code"], -32601);
    client.wait("diagnostics come all the same", |client| client.has(&uri, RULE));
}

#[test]
fn a_client_that_writes_without_reading_is_served() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let mut client = Client::open(&workspace);
    client.did_open(&uri, 0, DATABASE);
    client.wait("the finding", |client| client.has(&uri, RULE));
    // Nothing is read meanwhile: the answers of 2,000 requests are more than a pipe holds.
    let reading = Arc::clone(&client.reading);
    let held = reading.lock();
    let position =
        json!({ "textDocument": { "uri": uri }, "position": { "line": 4, "character": 12 } });
    let ids: Vec<u64> =
        (0..2000).map(|_| client.send_request("textDocument/hover", position.clone())).collect();
    drop(held);
    for id in ids {
        let response = client.response(id);
        assert!(
            response["result"]["contents"]["value"]
                .as_str()
                .is_some_and(|text| text.contains("aws_db_instance.main")),
            "{response}"
        );
    }
}

#[test]
fn a_client_that_never_reads_again_does_not_keep_the_process_alive() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let mut client = Client::open(&workspace);
    client.did_open(&uri, 0, DATABASE);
    client.wait("the finding", |client| client.has(&uri, RULE));
    let reading = Arc::clone(&client.reading);
    let _held = reading.lock();
    let position =
        json!({ "textDocument": { "uri": uri }, "position": { "line": 4, "character": 12 } });
    for _ in 0..2000 {
        client.send_request("textDocument/hover", position.clone());
    }
    client.send_request("shutdown", Value::Null);
    assert_eq!(client.exit().code(), Some(0));
}

#[test]
fn a_client_that_answers_no_request_is_served() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let mut client = Client::start();
    client.mute = true;
    let capabilities = json!({
        "workspace": {
            "configuration": true,
            "didChangeConfiguration": { "dynamicRegistration": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
            "inlayHint": { "refreshSupport": true },
            "codeLens": { "refreshSupport": true },
        },
    });
    client.initialize(&workspace.root(), capabilities);
    client.wait("the server asks for settings", |client| {
        client.heard("workspace/configuration") > 0 && client.heard("client/registerCapability") > 0
    });
    client.did_open(&uri, 1, DATABASE);
    client.wait("the finding", |client| client.has(&uri, RULE));
    for version in 2..40 {
        client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
        let text = if version % 2 == 0 { mended() } else { DATABASE.to_owned() };
        client.did_change(&uri, version, &text);
    }
    // A line lower than before: what is found differs from all that was told.
    client.did_change(&uri, 40, &format!("\n{}", mended()));
    client.wait("edits are judged", |client| {
        !client.has(&uri, RULE)
            && client.publications.iter().any(|(_, version)| *version == Some(40))
    });
    let arguments = json!({ "command": "resilint.server.explain", "arguments": [RULE] });
    assert_eq!(client.request("workspace/executeCommand", arguments)["title"], RULE);
    assert_eq!(client.shut_down().code(), Some(0));
}

#[test]
fn a_workspace_without_a_root_is_no_fault() {
    let mut client = Client::start();
    let params =
        json!({ "processId": null, "rootUri": null, "capabilities": {}, "workspaceFolders": null });
    assert!(client.request("initialize", params)["capabilities"].is_object());
    client.notify("initialized", json!({}));
    assert_eq!(client.shut_down().code(), Some(0));
}

#[test]
fn the_light_bulb_offers_to_ignore_with_a_reason() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let mut client = Client::open(&workspace);
    client.did_open(&uri, 1, DATABASE);
    client.wait("the finding", |client| client.has(&uri, RULE));
    let range =
        json!({ "start": { "line": 8, "character": 4 }, "end": { "line": 8, "character": 4 } });
    let params =
        json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [] } });
    let actions = client.request("textDocument/codeAction", params);
    let titles: Vec<&str> =
        actions.as_array().unwrap().iter().filter_map(|action| action["title"].as_str()).collect();
    let ignore = actions.as_array().unwrap().iter().find(|action| {
        action["title"]
            .as_str()
            .is_some_and(|title| title.starts_with("ignore `single-az-database`"))
    });
    let edit = &ignore.unwrap_or_else(|| panic!("{titles:?}"))["edit"]["changes"][&uri][0];
    let line = usize::try_from(edit["range"]["start"]["line"].as_u64().unwrap()).unwrap();
    let mut lines: Vec<&str> = DATABASE.lines().collect();
    let comment = edit["newText"].as_str().unwrap();
    lines.insert(line, comment.trim_end());
    client.did_change(&uri, 2, &lines.join("\n"));
    client.wait("the comment silences the finding", |client| {
        let shown =
            client.published.get(&uri).and_then(Value::as_array).cloned().unwrap_or_default();
        shown.iter().all(|diagnostic| diagnostic["code"] != RULE)
    });
}
