//! The report as a page, and the way of data that it and the other forms show.

use serde_json::Value;

use super::support::{DATABASE, fixture, run, workspace};

/// The page of a folder.
fn page(folder: &std::path::Path) -> String {
    run(folder, &["check", "--format", "html"]).stdout
}

/// A page without its styles and pictures: those are recorded elsewhere.
fn bare(page: &str) -> String {
    let mut text = page.to_owned();
    for (start, end) in [("<style>", "</style>"), ("<svg", "</svg>")] {
        while let Some((before, rest)) = text.split_once(start) {
            let after = rest.split_once(end).unwrap().1;
            text = format!("{before}[…]{after}");
        }
    }
    text.replace(env!("CARGO_PKG_VERSION"), "[version]")
}

#[test]
fn a_small_page_looks_as_recorded() {
    let folder = workspace(&[("main.tf", DATABASE)]);
    insta::assert_snapshot!(bare(&page(folder.path())));
    assert_eq!(page(folder.path()), page(folder.path()), "the same bytes");
}

#[test]
fn a_page_is_complete_in_itself() {
    let text = page(&fixture("architectures/ha-web-app/degraded"));
    assert!(text.contains("default-src 'none'"), "nothing may be loaded");
    for elsewhere in ["<script", "<link", "<img", "src=\"", "url(http", "@import"] {
        assert!(!text.contains(elsewhere), "{elsewhere}");
    }
    for section in ["objectives", "failures", "findings", "files", "flows", "picture"] {
        assert!(
            text.contains(&format!("id=\"{section}\""))
                && text.contains(&format!("href=\"#{section}\"")),
            "{section}"
        );
    }
    // Every box hides something, and every link leads somewhere.
    for id in parts(&text, "<input type=\"checkbox\" id=\"show-", "\"") {
        assert!(text.contains(&format!("#show-{id}:not(:checked)")), "{id}");
        let hidden = text.matches("class=\"").count();
        assert!(
            hidden > 0
                && parts(&text, "class=\"rule finding ", "\"")
                    .iter()
                    .any(|class| class.split(' ').any(|one| one == id)),
            "{id}"
        );
    }
    for target in parts(&text, "href=\"#", "\"") {
        assert!(text.contains(&format!("id=\"{target}\"")), "{target}");
    }
    // One of each id.
    let mut ids = parts(&text, " id=\"", "\"");
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

/// What stands between two texts, wherever it does.
fn parts<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    text.split(start).skip(1).map(|rest| rest.split_once(end).unwrap().0).collect()
}

#[test]
fn what_was_not_checked_comes_first() {
    let folder = workspace(&[("main.tf", DATABASE), ("broken.tf", "resource \"aws_lb\" {\n")]);
    let text = page(folder.path());
    let (warning, findings) =
        (text.find("Not everything was checked").unwrap(), text.find("id=\"findings\"").unwrap());
    assert!(warning < findings);
    let folder = workspace(&[("main.tf", DATABASE)]);
    assert!(!page(folder.path()).contains("Not everything was checked"));
}

#[test]
fn nothing_gets_out_of_a_text_on_a_page() {
    let hostile = DATABASE
        .replace("\"app\"", "\"</code><script>alert(1)</script><img src=x onerror=alert(1)>\"")
        .replace("= false", "= \"<b>\" == \"</pre><script>\"");
    let folder = workspace(&[
        ("main.tf", &hostile),
        ("a\"><script>.tf", "resource \"aws_sqs_queue\" \"q\" {\n"),
    ]);
    let text = page(folder.path());
    assert!(!text.contains("<script") && !text.contains("<img") && !text.contains("<b>"));
    assert!(text.contains("&lt;script&gt;"));
}

#[test]
fn data_is_followed_hop_by_hop() {
    let folder = fixture("rules/flow-outside-residency/tagged");
    let report = run(&folder, &["check", "--select", "residency", "--format", "json"]).json();
    let hops: Vec<String> = report["findings"][0]["flow"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hop| {
            format!(
                "{}:{} {} {}",
                hop["file"].as_str().unwrap(),
                hop["range"]["start"]["line"],
                hop["kind"].as_str().unwrap(),
                hop["message"].as_str().unwrap()
            )
        })
        .collect();
    insta::assert_snapshot!(hops.join("\n"));
    let sarif = run(&folder, &["check", "--select", "residency", "--format", "sarif"]).stdout;
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    let flow = &sarif["runs"][0]["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"];
    assert_eq!(flow.as_array().unwrap().len(), hops.len());
    let text = run(&folder, &["check", "--select", "residency"]).stdout;
    assert!(
        text.contains("main.tf:10:1: data of `aws_s3_bucket.customers` in `eu-west-1`"),
        "{text}"
    );
    let page = page(&folder);
    assert!(page.contains("<ol class=\"hops\">") && page.contains("Where data goes"));
}
