//! Diagnostics for clients that ask for them.

use serde_json::{Value, json};

use super::client::{Client, Workspace};

const DATABASE: &str = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\nresource \"aws_db_instance\" \"main\" {\n  engine = \"postgres\"\n  instance_class = \"db.t4g.medium\"\n  allocated_storage = 50\n  multi_az = false\n}\n";
const OTHER: &str = "resource \"aws_db_instance\" \"other\" {\n  engine = \"postgres\"\n  instance_class = \"db.t4g.medium\"\n  allocated_storage = 50\n  multi_az = false\n}\n";
const RULE: &str = "single-az-database";

fn workspace() -> Workspace {
    Workspace::of(&[("main.tf", DATABASE), ("other.tf", OTHER)])
}

/// As VS Code: it asks for open documents and for the workspace.
fn asks() -> Value {
    json!({
        "textDocument": { "diagnostic": { "dynamicRegistration": true } },
        "workspace": { "diagnostics": { "refreshSupport": true }, "didChangeWatchedFiles": { "dynamicRegistration": true } },
    })
}

fn open(workspace: &Workspace, capabilities: Value) -> (Client, Value) {
    let mut client = Client::start();
    let result = client.initialize(&workspace.root(), capabilities);
    (client, result["capabilities"]["diagnosticProvider"].clone())
}

fn ask(client: &mut Client, uri: &str, previous: Option<&str>) -> Value {
    let mut params = json!({ "textDocument": { "uri": uri } });
    if let Some(previous) = previous {
        params["previousResultId"] = previous.into();
    }
    client.request("textDocument/diagnostic", params)
}

fn has(items: &Value) -> bool {
    items.as_array().unwrap().iter().any(|diagnostic| diagnostic["code"] == RULE)
}

fn id(report: &Value) -> String {
    report["resultId"].as_str().unwrap().to_owned()
}

#[test]
fn a_client_that_asks_is_answered_and_not_told() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let (mut client, provider) = open(&workspace, asks());
    assert_eq!(
        (&provider["workspaceDiagnostics"], &provider["interFileDependencies"]),
        (&json!(true), &json!(true))
    );
    client.did_open(&uri, 1, DATABASE);
    let first = ask(&mut client, &uri, None);
    assert!(first["kind"] == "full" && has(&first["items"]), "{first}");
    let again = ask(&mut client, &uri, Some(&id(&first)));
    assert_eq!(again["kind"], "unchanged");
    client.did_change(&uri, 2, &DATABASE.replace("multi_az = false", "multi_az = true"));
    let mended = ask(&mut client, &uri, Some(&id(&again)));
    assert!(mended["kind"] == "full" && !has(&mended["items"]), "{mended}");
    client.settle();
    assert_eq!(client.publications, []);
    assert_eq!(client.shut_down().code(), Some(0));
}

#[test]
fn another_servers_result_ids_mean_nothing() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let (mut client, _) = open(&workspace, asks());
    client.did_open(&uri, 1, DATABASE);
    for foreign in ["0-99", "nonsense", ""] {
        assert_eq!(ask(&mut client, &uri, Some(foreign))["kind"], "full", "{foreign}");
    }
}

#[test]
fn a_client_that_asks_for_open_documents_only_is_told() {
    let workspace = workspace();
    let other = workspace.uri("other.tf");
    let capabilities =
        json!({ "textDocument": { "diagnostic": { "dynamicRegistration": false } } });
    let (mut client, provider) = open(&workspace, capabilities);
    assert!(provider.is_null());
    client.wait("the finding of a file that is not open", |client| client.has(&other, RULE));
}

#[test]
fn an_answer_brings_the_other_files_along() {
    let workspace = workspace();
    let (uri, other) = (workspace.uri("main.tf"), workspace.uri("other.tf"));
    let capabilities =
        json!({ "textDocument": { "diagnostic": { "relatedDocumentSupport": true } } });
    let (mut client, _) = open(&workspace, capabilities);
    client.did_open(&uri, 1, DATABASE);
    let first = ask(&mut client, &uri, None);
    assert!(has(&first["relatedDocuments"][&other]["items"]), "{first}");
    let again = ask(&mut client, &uri, Some(&id(&first)));
    assert!(again["kind"] == "unchanged" && again.get("relatedDocuments").is_none(), "{again}");
}

#[test]
fn the_workspace_is_answered_once_and_then_when_something_changes() {
    let workspace = workspace();
    let (main, other) = (workspace.uri("main.tf"), workspace.uri("other.tf"));
    let (mut client, _) = open(&workspace, asks());
    client.wait("everything is judged", |client| client.heard("resilint/status") > 0);
    let first = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let items = first["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 2, "{first}");
    assert!(items.iter().all(|item| item["kind"] == "full" && has(&item["items"])));
    let known: Vec<Value> =
        items.iter().map(|item| json!({ "uri": item["uri"], "value": item["resultId"] })).collect();
    let waiting =
        client.send_request("workspace/diagnostic", json!({ "previousResultIds": known }));
    workspace.write("other.tf", "");
    client.did_change_on_disk(&other);
    let second = client.response(waiting);
    let kinds: Vec<(&str, &str)> = second["result"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["uri"].as_str().unwrap(), item["kind"].as_str().unwrap()))
        .collect();
    assert_eq!(kinds, [(other.as_str(), "full")], "{second} {main}");
    assert_eq!(second["result"]["items"][0]["items"], json!([]));
}

#[test]
fn a_client_that_takes_parts_hears_of_every_change_until_it_has_enough() {
    let workspace = workspace();
    let (uri, other) = (workspace.uri("main.tf"), workspace.uri("other.tf"));
    let (mut client, _) = open(&workspace, asks());
    client.did_open(&uri, 1, DATABASE);
    let params = json!({ "previousResultIds": [], "partialResultToken": "parts" });
    let waiting = client.send_request("workspace/diagnostic", params);
    let says = |client: &Client, uri: &str, finding: bool| {
        let parts = client.unread.iter().filter(|message| {
            message["method"] == "$/progress" && message["params"]["token"] == "parts"
        });
        let mut items =
            parts.flat_map(|part| part["params"]["value"]["items"].as_array().unwrap().clone());
        items.rfind(|item| item["uri"] == uri).is_some_and(|item| has(&item["items"]) == finding)
    };
    client.wait("both files", |client| says(client, &uri, true) && says(client, &other, true));
    client.did_change(&uri, 2, &DATABASE.replace("multi_az = false", "multi_az = true"));
    client.wait("the change", |client| says(client, &uri, false));
    client.notify("$/cancelRequest", json!({ "id": waiting }));
    assert_eq!(client.response(waiting)["error"]["code"], -32800);
}

#[test]
fn a_client_is_asked_to_ask_again_when_something_else_changes_its_document() {
    let workspace = Workspace::of(&[
        ("main.tf", &DATABASE.replace("multi_az = false", "multi_az = var.spread")),
        ("terraform.tfvars", "spread = false\n"),
        ("variables.tf", "variable \"spread\" {\n  type = bool\n}\n"),
    ]);
    let (variables, values) = (workspace.uri("variables.tf"), workspace.uri("terraform.tfvars"));
    let (mut client, _) = open(&workspace, asks());
    client.did_open(&values, 1, "spread = false\n");
    assert!(has(&ask(&mut client, &values, None)["items"]));
    client.wait("everything is judged", |client| client.heard("resilint/status") > 0);
    let before = client.heard("workspace/diagnostic/refresh");
    workspace.write("variables.tf", "variable \"spread\" {\n  type = bool\n}\n# done\n");
    workspace.write("main.tf", &DATABASE.replace("multi_az = false", "multi_az = true"));
    client.did_change_on_disk(&variables);
    client.did_change_on_disk(&workspace.uri("main.tf"));
    client.wait("the request to ask again", |client| {
        client.heard("workspace/diagnostic/refresh") > before
    });
    assert!(!has(&ask(&mut client, &values, None)["items"]));
}

#[test]
fn requests_that_wait_for_a_change_hold_up_nothing() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let (mut client, _) = open(&workspace, asks());
    client.did_open(&uri, 1, DATABASE);
    for token in 0..8 {
        let params = json!({ "previousResultIds": [], "partialResultToken": token });
        client.send_request("workspace/diagnostic", params);
    }
    client.did_change(&uri, 2, &DATABASE.replace("multi_az = false", "multi_az = true"));
    assert!(!has(&ask(&mut client, &uri, None)["items"]));
    assert_eq!(client.shut_down().code(), Some(0));
}
