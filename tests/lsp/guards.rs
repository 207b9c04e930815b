//! What must not break the session: order, floods, broken policies, noise.

use serde_json::{Value, json};

use super::client::{Client, Workspace};

const DATABASE: &str = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\nresource \"aws_db_instance\" \"main\" {\n  engine = \"postgres\"\n  instance_class = \"db.t4g.medium\"\n  allocated_storage = 50\n  multi_az = false\n}\n";
const RULE: &str = "single-az-database";

#[test]
fn a_policy_that_never_ends_costs_only_its_own_findings() {
    let policy = "# METADATA\n# title: slow\n# custom:\n#   severity: warning\n#   roles: [database]\npackage acme.slow\n\nfindings contains x if {\n\tsome a in numbers.range(1, 100000)\n\tsome b in numbers.range(1, 100000)\n\ta * b == 0\n\tx := a\n}\n";
    let workspace = Workspace::of(&[
        ("main.tf", DATABASE),
        ("resilint.toml", "[policies]\npaths = [\"policies\"]\n"),
        ("policies/slow.rego", policy),
    ]);
    let (main, rego) = (workspace.uri("main.tf"), workspace.uri("policies/slow.rego"));
    let mut client = Client::open(&workspace);
    client.wait("the other findings, and the policy's fault", |client| {
        client.has(&main, RULE) && client.has(&rego, "policy-error")
    });
    client.did_open(&main, 1, &DATABASE.replace("multi_az = false", "multi_az = true"));
    client.wait("edits are still judged", |client| !client.has(&main, RULE));
}

#[test]
fn a_policy_that_breaks_the_engine_costs_only_its_own_findings() {
    // The engine takes `²` for a digit of the width, and panics.
    let policy = "# METADATA\n# title: Broken\n# custom:\n#   severity: warning\n#   roles: [database]\npackage acme.broken\n\nfindings contains sprintf(\"%²d\", [1])\n";
    let workspace = Workspace::of(&[
        ("main.tf", DATABASE),
        ("resilint.toml", "[policies]\npaths = [\"policies\"]\n"),
        ("policies/broken.rego", policy),
    ]);
    let (main, rego) = (workspace.uri("main.tf"), workspace.uri("policies/broken.rego"));
    let mut client = Client::open(&workspace);
    client.wait("the other findings, and the policy's fault", |client| {
        client.has(&main, RULE) && client.has(&rego, "policy-error")
    });
    let problem = client.published[&rego][0].clone();
    assert_eq!(problem["range"]["start"], json!({ "line": 7, "character": 0 }), "{problem}");
    assert!(
        problem["message"].as_str().unwrap().starts_with("the policy engine failed"),
        "{problem}"
    );
    client.did_open(&main, 1, &DATABASE.replace("multi_az = false", "multi_az = true"));
    client.wait("edits are still judged", |client| !client.has(&main, RULE));
    // The policy is mended in the editor, and broken again.
    client.did_open(&rego, 1, &policy.replace("%²d", "%d"));
    client.wait("the mended policy is judged", |client| !client.has(&rego, "policy-error"));
    client.did_change(&rego, 2, policy);
    client.wait("the broken one too", |client| client.has(&rego, "policy-error"));
    assert_eq!(client.complaints(), "");
    assert_eq!(client.shut_down().code(), Some(0));
}

#[test]
fn a_number_that_is_too_big_costs_neither_memory_nor_time() {
    let policy = |last: &str| {
        format!(
            "# METADATA\n# title: Greedy\n# custom:\n#   severity: warning\n#   roles: [database]\npackage acme.greedy\n\nfindings contains x if {{\n\tsome x in numbers.range(1, {last})\n\tx < 0\n}}\n"
        )
    };
    let workspace = Workspace::of(&[
        ("main.tf", DATABASE),
        ("resilint.toml", "[policies]\npaths = [\"policies\"]\n"),
        ("policies/greedy.rego", &policy("1")),
    ]);
    let (main, rego) = (workspace.uri("main.tf"), workspace.uri("policies/greedy.rego"));
    let mut client = Client::open(&workspace);
    client.wait("the findings", |client| client.has(&main, RULE));
    // As it is typed: a million million numbers, more than any machine has room for.
    client.did_open(&rego, 1, &policy("1"));
    for zeros in 1..=12 {
        let digits = format!("1{}", "0".repeat(zeros));
        client.did_change(&rego, i64::try_from(zeros).unwrap() + 1, &policy(&digits));
    }
    client.wait("the policy's fault", |client| client.has(&rego, "policy-error"));
    let problem = client.published[&rego][0].clone();
    assert_eq!(problem["range"]["start"]["line"], 8, "{problem}");
    client.did_change(&rego, 14, &policy("10"));
    client.wait("the mended policy is judged", |client| !client.has(&rego, "policy-error"));
    assert!(client.has(&main, RULE));
}

#[test]
fn a_burst_of_edits_in_pieces_ends_in_the_right_text() {
    let workspace = Workspace::of(&[("main.tf", DATABASE)]);
    let uri = workspace.uri("main.tf");
    let mut client = Client::open(&workspace);
    client.did_open(&uri, 0, DATABASE);
    // `true` is typed letter by letter in place of `false`, over and over.
    let mut version = 0;
    let mut edit = |client: &mut Client, from: u64, to: u64, text: &str| {
        version += 1;
        let range = json!({ "start": { "line": 8, "character": from }, "end": { "line": 8, "character": to } });
        let change = json!({ "range": range, "text": text });
        let document = json!({ "uri": uri, "version": version });
        client.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [change] }),
        );
    };
    for _ in 0..100 {
        edit(&mut client, 13, 18, "");
        for (at, letter) in ["t", "r", "u", "e"].iter().enumerate() {
            edit(&mut client, 13 + at as u64, 13 + at as u64, letter);
        }
        edit(&mut client, 13, 17, "false");
    }
    edit(&mut client, 13, 18, "true");
    client.wait("the last text is judged", |client| {
        !client.has(&uri, RULE)
            && client.publications.iter().any(|(_, version)| *version == Some(601))
    });
    client.settle();
    assert!(!client.has(&uri, RULE));
    let versions: Vec<i64> = client
        .publications
        .iter()
        .filter(|(file, _)| *file == uri)
        .filter_map(|(_, version)| *version)
        .collect();
    assert!(versions.is_sorted(), "{versions:?}");
}

#[test]
fn a_request_that_is_given_up_is_answered_so() {
    let workspace = Workspace::of(&[("main.tf", DATABASE)]);
    let uri = workspace.uri("main.tf");
    let mut client = Client::open(&workspace);
    client.did_open(&uri, 1, DATABASE);
    let hover =
        json!({ "textDocument": { "uri": uri }, "position": { "line": 4, "character": 12 } });
    let ids: Vec<u64> =
        (0..20).map(|_| client.send_request("textDocument/hover", hover.clone())).collect();
    for id in &ids {
        client.notify("$/cancelRequest", json!({ "id": id }));
    }
    for id in ids {
        let response = client.response(id);
        let code = &response["error"]["code"];
        assert!(*code == -32800 || response["result"].is_object(), "{response}");
    }
    assert_eq!(client.shut_down().code(), Some(0));
}

#[test]
fn positions_are_right_behind_combining_letters_and_in_every_encoding() {
    let text = DATABASE.replace("  multi_az", "  /* e\u{301}🚀 */ multi_az");
    let workspace = Workspace::of(&[("main.tf", &text)]);
    let uri = workspace.uri("main.tf");
    // `  /* é🚀 */ multi_az = `: the accent counts 2 bytes, 1 unit, 1 letter; the rocket 4 bytes, 2 units, 1 letter.
    for (encoding, column) in [("utf-8", 27), ("utf-16", 24), ("utf-32", 23)] {
        let mut client = Client::start();
        let capabilities = json!({ "general": { "positionEncodings": [encoding] } });
        let result = client.initialize(&workspace.root(), capabilities);
        assert_eq!(result["capabilities"]["positionEncoding"], encoding);
        client.wait("the finding", |client| client.has(&uri, RULE));
        let found: Vec<Value> = client.published[&uri].as_array().unwrap().clone();
        let found = found.iter().find(|diagnostic| diagnostic["code"] == RULE).unwrap();
        assert_eq!(
            found["range"]["start"],
            json!({ "line": 8, "character": column }),
            "{encoding}"
        );
    }
}

#[test]
fn a_session_says_nothing_on_standard_error() {
    let workspace = Workspace::of(&[("main.tf", "resource \"aws_db_instance\" {\n  x = [")]);
    let uri = workspace.uri("main.tf");
    let mut client = Client::open(&workspace);
    client.did_open(&uri, 1, DATABASE);
    client.wait("the finding", |client| client.has(&uri, RULE));
    client.send_bytes(b"Content-Length: 5\r\n\r\n{\"a\":");
    client.notify("$/no/such/notification", json!({}));
    let id = client.send_request("no/such/request", json!({}));
    assert_eq!(client.response(id)["error"]["code"], -32601);
    client.settle();
    assert_eq!(client.complaints(), "");
}
