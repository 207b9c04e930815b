//! One line for each finding: `file:line:column: severity[rule] message`.

use resilint_project::Outcome;

use super::View;

pub(super) fn render(view: View<'_>) -> String {
    let mut text = String::new();
    for diagnostic in &view.report.diagnostics {
        let start = diagnostic.range.start;
        let place = format!("{}:{}:{}", diagnostic.file, start.line, start.column);
        text.push_str(&format!(
            "{place}: {}[{}] {}\n",
            diagnostic.severity.as_str(),
            diagnostic.code,
            diagnostic.message
        ));
    }
    for finding in view.shown() {
        let start = finding.range.start;
        let severity = match finding.outcome {
            Outcome::Fail => finding.severity.as_str(),
            Outcome::Unknown => "unknown",
            Outcome::Suppressed => "suppressed",
        };
        let place = format!("{}:{}:{}", finding.file, start.line, start.column);
        text.push_str(&format!("{place}: {severity}[{}] {}\n", finding.rule_id, finding.message));
        if !finding.address.is_empty() && !finding.message.contains(&finding.address) {
            text.truncate(text.trim_end().len());
            text.push_str(&format!(" ({})\n", finding.address));
        }
        if !finding.environments.is_empty() {
            text.truncate(text.trim_end().len());
            text.push_str(&format!(" [{}]\n", finding.environments.join(", ")));
        }
    }
    for incomplete in &view.report.incomplete {
        text.push_str(&format!("{}: incomplete: {}\n", incomplete.file, incomplete.reason));
    }
    text
}
