//! The server keeps secrets too.

use serde_json::json;

use super::client::{Client, Workspace};
use crate::secrets::FILE;

#[test]
fn no_answer_of_the_server_has_a_secret() {
    let workspace = Workspace::of(&[("main.tf", FILE)]);
    let uri = workspace.uri("main.tf");
    let mut client = Client::start();
    client.initialize(&workspace.root(), json!({}));
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "resilint": { "inlayHints": { "placement": true, "values": true } } } }),
    );
    client.did_open(&uri, 1, FILE);
    client.wait("a finding", |client| client.has(&uri, "single-az-database"));
    let mut told = Vec::new();
    for line in 0..FILE.lines().count() {
        let place =
            json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": 4 } });
        told.push(client.request("textDocument/hover", place).to_string());
    }
    let whole =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let place = json!({ "textDocument": { "uri": uri }, "range": whole });
    told.push(client.request("textDocument/inlayHint", place).to_string());
    let told = told.join("\n");
    for part in ["`password` = `\\\"(sensitive)\\\"`", "db.t4g.medium", "(sensitive)@"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let line = told.lines().find(|line| line.contains("hunter2"));
    assert!(line.is_none(), "{line:?}");
}
