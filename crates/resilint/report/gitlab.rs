//! GitLab's code quality report.

use resilint_project::{Level, Outcome};
use serde_json::{Value, json};

use super::View;

pub(super) fn render(view: View<'_>) -> String {
    let findings = view.report.findings.iter().filter(|finding| finding.outcome == Outcome::Fail).map(|finding| {
        json!({
            "description": format!("{} ({})", finding.message, finding.address),
            "check_name": finding.rule_id,
            "fingerprint": finding.fingerprint,
            "severity": severity(finding.severity),
            "location": { "path": view.repository_path(&finding.file), "lines": { "begin": finding.range.start.line, "end": finding.range.end.line } },
        })
    });
    let diagnostics = view.report.diagnostics.iter().enumerate().map(|(index, diagnostic)| {
        let path = view.repository_path(&diagnostic.file);
        json!({
            "description": diagnostic.message,
            "check_name": diagnostic.code,
            "fingerprint": format!("{}:{path}:{index}", diagnostic.code),
            "severity": severity(diagnostic.severity),
            "location": { "path": path, "lines": { "begin": diagnostic.range.start.line, "end": diagnostic.range.end.line } },
        })
    });
    let all: Vec<Value> = diagnostics.chain(findings).collect();
    let mut text = serde_json::to_string_pretty(&all).expect("a JSON value can be written");
    text.push('\n');
    text
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "critical",
        Level::Warning => "major",
        Level::Info => "minor",
        Level::Hint => "info",
    }
}
