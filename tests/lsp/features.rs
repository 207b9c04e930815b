//! What the editor offers: completion, hints, lenses, settings.

use serde_json::{Value, json};

use super::client::{Client, Workspace};

const DATABASE: &str = "variable \"class\" {\n  default = \"db.t4g.medium\"\n}\n\nprovider \"aws\" {\n  region = \"eu-west-1\"\n}\n\nresource \"aws_db_instance\" \"main\" {\n  engine = \"postgres\"\n  instance_class = var.class\n  allocated_storage = 50\n  multi_az = false\n}\n\nresource \"aws_ssm_parameter\" \"address\" {\n  name = \"address\"\n  type = \"String\"\n  value = aws_db_instance.main.address\n}\n";
const RULE: &str = "single-az-database";

fn workspace() -> Workspace {
    Workspace::of(&[
        ("main.tf", DATABASE),
        ("resilint.toml", "[objectives]\nprofile = \"standard\"\n"),
    ])
}

/// A client that has opened a workspace and seen its finding.
fn ready(workspace: &Workspace, capabilities: Value) -> Client {
    let mut client = Client::start();
    client.initialize(&workspace.root(), capabilities);
    let uri = workspace.uri("main.tf");
    client.did_open(&uri, 1, DATABASE);
    client.wait("the finding", |client| client.has(&uri, RULE));
    client
}

/// Types a text with a `|` into a file and asks what can stand there.
fn complete(client: &mut Client, uri: &str, version: i64, text: &str) -> Vec<Value> {
    let (before, _) = text.split_once('|').unwrap();
    let line = before.matches('\n').count();
    let character = before.rsplit('\n').next().unwrap().encode_utf16().count();
    client.did_change(uri, version, &text.replacen('|', "", 1));
    let result = client.request(
        "textDocument/completion",
        json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } }),
    );
    result.as_array().cloned().unwrap_or_default()
}

fn labels(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["label"].as_str().unwrap()).collect()
}

#[test]
fn comments_are_completed_with_the_rules_that_were_found_first() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let mut client = ready(&workspace, json!({}));
    let items = complete(
        &mut client,
        &uri,
        2,
        &DATABASE.replace("  multi_az", "  # résilient 🚀 resilint:ignore |\n  multi_az"),
    );
    let mut sorted: Vec<&Value> = items.iter().collect();
    sorted.sort_by_key(|item| item["sortText"].as_str().unwrap().to_owned());
    assert!(client.has(&uri, sorted[0]["label"].as_str().unwrap()), "{:?}", sorted[0]);
    let rule = items.iter().find(|item| item["label"] == RULE).unwrap();
    assert!(rule.get("documentation").is_none());
    let resolved = client.request("completionItem/resolve", rule.clone());
    assert!(resolved["documentation"].to_string().contains(RULE), "{resolved}");
    assert_eq!(resolved["textEdit"]["range"]["start"], json!({ "line": 12, "character": 33 }));
    assert_eq!(
        complete(&mut client, &uri, 3, &DATABASE.replace("  multi_az", "  # |\n  multi_az")),
        [] as [Value; 0]
    );
    assert_eq!(
        complete(&mut client, &uri, 4, &DATABASE.replace("multi_az", "m|")),
        [] as [Value; 0]
    );
}

#[test]
fn snippets_only_for_clients_that_take_them() {
    let workspace = workspace();
    let uri = workspace.uri("resilint.toml");
    let snippets = json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } });
    for (capabilities, wanted) in [(json!({}), "profile = \"\""), (snippets, "profile = \"$0\"")] {
        let mut client = ready(&workspace, capabilities);
        client.did_open(&uri, 1, "");
        let items = complete(&mut client, &uri, 2, "[objectives]\npro|");
        let profile = items.iter().find(|item| item["label"] == "profile").unwrap();
        assert_eq!(profile["textEdit"]["newText"], wanted);
        assert!(profile["documentation"].to_string().contains("objectives"));
    }
}

#[test]
fn settings_files_are_completed_described_and_checked_as_they_are_typed() {
    let workspace = workspace();
    let uri = workspace.uri("resilint.toml");
    let mut client = ready(&workspace, json!({}));
    client.did_open(&uri, 1, "");
    let values = complete(&mut client, &uri, 2, "[objectives]\nprofile = \"|\"");
    assert_eq!(labels(&values), ["standard", "critical", "regulated", "development"]);
    let rules = complete(&mut client, &uri, 3, "[rules]\nsingle-|");
    assert!(labels(&rules).contains(&RULE));
    client.did_change(
        &uri,
        4,
        "[objectives]\nprofil = \"critical\"\n\n[rules]\nsingle-az-databas = \"off\"\n",
    );
    client.wait("both mistakes", |client| client.codes(&uri).len() == 2);
    client.did_change(&uri, 5, "[rules]\nsingle-az-database = \"off\"\n");
    client.wait("the mistakes are gone", |client| client.codes(&uri).is_empty());
    let main = workspace.uri("main.tf");
    client.wait("the rule is off", |client| !client.has(&main, RULE));
    let hover = |client: &mut Client, line: u32, character: u32| {
        let place = json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } });
        client.request("textDocument/hover", place)["contents"]["value"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert!(hover(&mut client, 0, 2).contains("How rules are run"));
    assert!(hover(&mut client, 1, 5).contains("multi-az"));
}

#[test]
fn hints_and_lenses_are_shown_to_those_who_ask_for_them() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let whole = json!({ "textDocument": { "uri": uri }, "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } } });
    let mut client = ready(&workspace, json!({}));
    assert_eq!(client.request("textDocument/inlayHint", whole.clone()), json!([]));
    assert_eq!(
        client.request("textDocument/codeLens", json!({ "textDocument": { "uri": uri } })),
        json!([])
    );
    let settings = json!({ "resilint": { "inlayHints": { "placement": true, "values": true }, "codeLens.dependents": true, "codeLens.singlePoints": true } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
    let hints = client.request("textDocument/inlayHint", whole);
    let shown: Vec<(u64, &str)> = hints
        .as_array()
        .unwrap()
        .iter()
        .map(|hint| (hint["position"]["line"].as_u64().unwrap(), hint["label"].as_str().unwrap()))
        .collect();
    assert!(shown.contains(&(8, "eu-west-1 · 1 zone")), "{shown:?}");
    assert!(shown.contains(&(10, "= \"db.t4g.medium\"")), "{shown:?}");
    let lenses = client.request("textDocument/codeLens", json!({ "textDocument": { "uri": uri } }));
    let lens = lenses.as_array().unwrap().iter().find(|lens| lens["range"]["start"]["line"] == 8);
    let lens = client.request("codeLens/resolve", lens.unwrap().clone());
    assert_eq!(lens["command"]["title"], "1 resource depends on this");
    assert_eq!(lens["command"]["arguments"][2][0]["range"]["start"]["line"], 15);
}

#[test]
fn a_lens_names_the_entries_that_go_down_with_a_resource() {
    let function = "resource \"aws_lambda_function\" \"api\" {\n  function_name = \"api\"\n  role = \"r\"\n  environment {\n    variables = {\n      DATABASE = aws_db_instance.main.address\n    }\n  }\n}\n\nresource \"aws_lambda_function_url\" \"api\" {\n  function_name = aws_lambda_function.api.function_name\n  authorization_type = \"AWS_IAM\"\n}\n";
    let workspace = Workspace::of(&[("main.tf", DATABASE), ("api.tf", function)]);
    let uri = workspace.uri("main.tf");
    let mut client = ready(&workspace, json!({}));
    let settings = json!({ "resilint": { "codeLens.singlePoints": true } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
    let lenses = client.request("textDocument/codeLens", json!({ "textDocument": { "uri": uri } }));
    let titles: Vec<String> = lenses
        .as_array()
        .unwrap()
        .iter()
        .map(|lens| {
            client.request("codeLens/resolve", lens.clone())["command"]["title"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(titles, ["single point of failure for aws_lambda_function_url.api"]);
}

#[test]
fn settings_are_asked_for_where_the_client_keeps_them() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let mut client = Client::start();
    client
        .answers
        .insert("workspace/configuration".to_owned(), json!([{ "rules": { RULE: "hint" } }]));
    client.initialize(&workspace.root(), json!({ "workspace": { "configuration": true, "didChangeConfiguration": { "dynamicRegistration": true } } }));
    let severity = |client: &Client| {
        let diagnostics = client.published.get(&uri).and_then(Value::as_array).cloned();
        let found = diagnostics.unwrap_or_default().into_iter().find(|found| found["code"] == RULE);
        found.and_then(|found| found["severity"].as_u64())
    };
    client.wait("the editor's severity", |client| severity(client) == Some(4));
    // The settings file speaks of the same rule: it wins, until the editor is preferred.
    let settings = workspace.uri("resilint.toml");
    client.did_open(&settings, 1, &format!("[rules]\n{RULE} = \"info\"\n"));
    client.wait("the file's severity", |client| severity(client) == Some(3));
    let preferred =
        json!([{ "rules": { RULE: "hint" }, "configurationPreference": "editorFirst" }]);
    client.answers.insert("workspace/configuration".to_owned(), preferred);
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    client.wait("the editor is preferred", |client| severity(client) == Some(4));
    client.answers.insert("workspace/configuration".to_owned(), json!([{ "showUnknown": 3 }]));
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    client.wait("a setting that is not understood is named", |client| {
        client
            .unread
            .iter()
            .any(|message| message.to_string().contains("`resilint.showUnknown` is not understood"))
    });
}

fn execute(client: &mut Client, command: &str, arguments: Value) -> Value {
    client
        .request("workspace/executeCommand", json!({ "command": command, "arguments": arguments }))
}

#[test]
fn commands_simulate_what_can_be_lost() {
    let files = [
        ("live/main.tf", DATABASE),
        (
            "other/main.tf",
            "provider \"aws\" {\n  region = \"us-east-1\"\n}\nresource \"aws_sqs_queue\" \"jobs\" {}\n",
        ),
    ];
    let workspace = Workspace::of(&files);
    let uri = workspace.uri("live/main.tf");
    let mut client = Client::open(&workspace);
    let roots = execute(&mut client, "resilint.server.roots", json!([]));
    assert_eq!((&roots[0]["name"], &roots[1]["name"]), (&json!("live"), &json!("other")));
    assert_eq!(
        execute(&mut client, "resilint.server.roots", json!([uri])).as_array().unwrap().len(),
        1
    );
    let domains = execute(&mut client, "resilint.server.domains", json!([{ "uri": uri }]));
    assert!(
        domains["domains"].as_array().unwrap().contains(&json!("region:eu-west-1")),
        "{domains}"
    );
    let lost = execute(
        &mut client,
        "resilint.server.simulate",
        json!([{ "uri": uri, "lose": ["region:eu-west-1"] }]),
    );
    assert!(lost["markdown"].as_str().unwrap().contains("region:eu-west-1"), "{lost}");
    assert_eq!(lost["reports"][0]["scenarios"][0]["lose"], json!(["region:eu-west-1"]));
    let arguments = json!([{ "uri": uri, "lose": ["region:nowhere"] }]);
    let id = client.send_request(
        "workspace/executeCommand",
        json!({ "command": "resilint.server.simulate", "arguments": arguments }),
    );
    let refused = client.response(id);
    assert!(
        refused["error"]["message"].as_str().unwrap().contains("region:eu-west-1"),
        "{refused}"
    );
    let place = execute(
        &mut client,
        "resilint.server.locate",
        json!([{ "address": "aws_sqs_queue.jobs" }]),
    );
    assert_eq!(
        place,
        json!({ "uri": workspace.uri("other/main.tf"), "range": { "start": { "line": 3, "character": 0 }, "end": { "line": 3, "character": 31 } } })
    );
}

#[test]
fn commands_draw_pictures() {
    let workspace = workspace();
    let mut client = ready(&workspace, json!({}));
    let mut draw = |argument: Value| {
        execute(&mut client, "resilint.server.graph", json!([argument]))["text"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let svg = draw(json!({}));
    assert!(
        svg.starts_with("<svg") && svg.contains("data-address=\"aws_db_instance.main\""),
        "{svg}"
    );
    assert!(draw(json!({ "format": "mermaid" })).contains("flowchart"));
    assert!(
        draw(json!({ "format": "html", "lose": ["region:eu-west-1"] }))
            .contains("without region:eu-west-1")
    );
    let arguments = json!([{ "focus": "aws_db_instance.mian" }]);
    let id = client.send_request(
        "workspace/executeCommand",
        json!({ "command": "resilint.server.graph", "arguments": arguments }),
    );
    let refused = client.response(id);
    assert!(
        refused["error"]["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `aws_db_instance.main`?"),
        "{refused}"
    );
}

#[test]
fn the_chosen_environment_stays_until_another_is_chosen() {
    let main = DATABASE.replace("multi_az = false", "multi_az = var.multi_az")
        + "variable \"multi_az\" {\n  default = true\n}\n";
    let settings = "[[environment]]\nname = \"dev\"\nvar_files = [\"dev.tfvars\"]\n[[environment]]\nname = \"prod\"\n";
    let workspace = Workspace::of(&[
        ("main.tf", &main),
        ("dev.tfvars", "multi_az = false\n"),
        ("resilint.toml", settings),
    ]);
    let uri = workspace.uri("dev.tfvars");
    let mut client = Client::open(&workspace);
    assert_eq!(
        execute(&mut client, "resilint.server.environments", json!([])),
        json!(["dev", "prod"])
    );
    execute(&mut client, "resilint.server.selectEnvironment", json!(["dev"]));
    client.wait("the finding of the environment", |client| client.has(&uri, RULE));
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "resilint": { "showUnknown": false } } }),
    );
    execute(&mut client, "resilint.server.restart", json!([]));
    client.settle();
    assert!(client.has(&uri, RULE));
    execute(&mut client, "resilint.server.selectEnvironment", json!([null]));
    client.wait("the finding is gone", |client| !client.has(&uri, RULE));
}

#[test]
fn explanations_are_shown_where_the_client_can() {
    let workspace = workspace();
    let can = json!({ "experimental": { "resilint": { "showText": true } } });
    for (capabilities, method) in [(json!({}), "window/showMessage"), (can, "resilint/showText")] {
        let mut client = ready(&workspace, capabilities);
        execute(&mut client, "resilint.server.explain", json!([RULE]));
        client.wait("the rule's text", |client| {
            client.unread.iter().any(|message| {
                message["method"] == method && message.to_string().contains("multi-az")
            })
        });
        let id = client.send_request(
            "workspace/executeCommand",
            json!({ "command": "resilint.server.explain", "arguments": ["no-rule"] }),
        );
        assert_eq!(client.response(id)["error"]["message"], "there is no rule `no-rule`");
    }
}

/// The titles of the actions on a line, with what each does.
fn actions(client: &mut Client, uri: &str, line: u32, only: &[&str]) -> Vec<(String, Value)> {
    let place = json!({ "line": line, "character": 4 });
    let mut context = json!({ "diagnostics": [] });
    if !only.is_empty() {
        context["only"] = json!(only);
    }
    let params = json!({ "textDocument": { "uri": uri }, "range": { "start": place, "end": place }, "context": context });
    let found = client.request("textDocument/codeAction", params);
    found
        .as_array()
        .unwrap()
        .iter()
        .map(|action| {
            (action["title"].as_str().unwrap().to_owned(), action["edit"]["changes"].clone())
        })
        .collect()
}

#[test]
fn each_action_can_be_turned_off() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let mut client = ready(&workspace, json!({}));
    let switches = [
        ("fix", "multi_az = true"),
        ("ignore", "ignore `single-az-database` here, with a reason"),
        ("disableRule", "turn `single-az-database` off in resilint.toml"),
        ("explain", "explain `single-az-database`"),
    ];
    let offered = actions(&mut client, &uri, 12, &[]);
    for (_, title) in switches {
        assert!(offered.iter().any(|(offered, _)| offered.contains(title)), "{title}: {offered:?}");
    }
    let (_, edit) =
        offered.iter().find(|(title, _)| title.contains("off in resilint.toml")).unwrap();
    assert_eq!(
        edit[workspace.uri("resilint.toml")][0]["newText"],
        "\n[rules]\nsingle-az-database = \"off\"\n"
    );
    for (switch, title) in switches {
        let settings = json!({ "resilint": { "codeAction": { switch: false } } });
        client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
        let offered = actions(&mut client, &uri, 12, &[]);
        assert!(
            !offered.iter().any(|(offered, _)| offered.contains(title)),
            "{title}: {offered:?}"
        );
        assert!(offered.len() >= switches.len() - 1, "{offered:?}");
    }
}

#[test]
fn all_safe_fixes_of_a_file_come_at_once() {
    let two = DATABASE.to_owned()
        + &DATABASE[DATABASE.find("resource").unwrap()..]
            .replace("\"main\"", "\"other\"")
            .replace("\"address\" {", "\"more\" {")
            .replace(".main.", ".other.");
    let workspace = Workspace::of(&[("main.tf", &two)]);
    let uri = workspace.uri("main.tf");
    let mut client = Client::open(&workspace);
    client.wait("the findings", |client| client.has(&uri, RULE));
    assert_eq!(actions(&mut client, &uri, 0, &[]), []);
    let all = actions(&mut client, &uri, 0, &["source.fixAll"]);
    let edits = all[0].1[&uri].as_array().unwrap();
    let mended = edits.iter().filter(|edit| edit["newText"] == "true").count();
    assert_eq!(mended, 2, "{edits:#?}");
    let settings = json!({ "resilint": { "codeAction.fixAll": false } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
    assert_eq!(actions(&mut client, &uri, 0, &["source.fixAll"]), []);
}

#[test]
fn the_fix_is_offered_in_the_file_that_decides_and_from_where_it_shows() {
    let module = "variable \"multi_az\" {\n  default = true\n}\nresource \"aws_db_instance\" \"this\" {\n  engine = \"postgres\"\n  instance_class = \"db.t4g.medium\"\n  allocated_storage = 5\n  multi_az = var.multi_az\n}\n";
    let main = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\nmodule \"orders\" {\n  source = \"./db\"\n  multi_az = var.multi_az\n}\nvariable \"multi_az\" {\n  type = bool\n}\n";
    let workspace = Workspace::of(&[
        ("db/main.tf", module),
        ("main.tf", main),
        ("terraform.tfvars", "multi_az = false\n"),
    ]);
    let uri = workspace.uri("terraform.tfvars");
    let mut client = Client::open(&workspace);
    client.wait("the finding in the variables' file", |client| client.has(&uri, RULE));
    let offered = actions(&mut client, &uri, 0, &[]);
    assert_eq!(offered[0].1[&uri][0]["newText"], "true", "{offered:#?}");
    // A comment has to stand at a block; there is none here.
    assert!(!offered.iter().any(|(title, _)| title.starts_with("ignore")), "{offered:#?}");
}

#[test]
fn suppressions_that_cover_nothing_are_removed() {
    let text = DATABASE.replace(
        "multi_az = false",
        "multi_az = true # resilint:ignore single-az-database reason=\"x\"",
    );
    let settings = "[objectives]\nprofile = \"standard\"\n\n[[suppress]]\nrule = \"single-az-database\"\nreason = \"x\"\n";
    let workspace = Workspace::of(&[("main.tf", &text), ("resilint.toml", settings)]);
    let (main, settings) = (workspace.uri("main.tf"), workspace.uri("resilint.toml"));
    let mut client = Client::open(&workspace);
    client.wait("both are unused", |client| {
        client.has(&main, "unused-suppression") && client.has(&settings, "unused-suppression")
    });
    let offered = actions(&mut client, &main, 12, &[]);
    let titles: Vec<&str> = offered.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(titles, ["remove the suppression"]);
    let range =
        json!({ "start": { "line": 12, "character": 17 }, "end": { "line": 12, "character": 65 } });
    assert_eq!(offered[0].1[&main], json!([{ "range": range, "newText": "" }]));
    let offered = actions(&mut client, &settings, 3, &[]);
    let range =
        json!({ "start": { "line": 3, "character": 0 }, "end": { "line": 6, "character": 0 } });
    assert_eq!(offered[0].1[&settings], json!([{ "range": range, "newText": "" }]));
    let off = json!({ "resilint": { "codeAction.removeSuppression": false } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": off }));
    assert_eq!(actions(&mut client, &main, 12, &[]), []);
}

#[test]
fn hovering_a_resource_tells_what_it_is_in_the_architecture() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let markdown = json!({ "textDocument": { "hover": { "contentFormat": ["markdown"] } } });
    let mut client = ready(&workspace, markdown);
    let place =
        json!({ "textDocument": { "uri": uri }, "position": { "line": 8, "character": 12 } });
    let contents = client.request("textDocument/hover", place)["contents"].clone();
    assert_eq!(contents["kind"], "markdown");
    let text = contents["value"].as_str().unwrap();
    for part in [
        "**aws_db_instance.main** · database · eu-west-1 · 1 zone",
        "- **redundancy**: 1 node",
        "- **goes down with**: ",
        "`region:eu-west-1`",
        "- **referred to by**: `aws_ssm_parameter.address`",
        "backup days: ",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_misspelt_rule_is_told_once() {
    let workspace = workspace();
    let uri = workspace.uri("main.tf");
    let messages = |client: &Client| -> Vec<String> {
        let shown =
            client.unread.iter().filter(|message| message["method"] == "window/showMessage");
        shown.map(|message| message["params"]["message"].as_str().unwrap().to_owned()).collect()
    };
    let mut client = Client::start_with(&["--select", "single-az-databas,spof"], &[]);
    client.initialize(&workspace.root(), json!({}));
    client.did_open(&uri, 1, DATABASE);
    client.wait("the flag's mistake", |client| !messages(client).is_empty());
    let of_flag = "resilint: there is no rule or category `single-az-databas`; did you mean `single-az-database`?";
    assert_eq!(messages(&client)[0], of_flag);
    let settings = json!({ "resilint": { "rules": { "multi-az": "off", "no-backups": "error", "nothing-at-all": "off" } } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
    let of_settings =
        "resilint: there is no rule or category `nothing-at-all`; see `resilint rules`";
    client.wait("the mistake in the settings", |client| {
        messages(client).iter().any(|message| message == of_settings)
    });
    client.settle();
    let told = messages(&client);
    assert_eq!(told.iter().filter(|message| **message == of_flag).count(), 1, "{told:?}");
}
