//! GitHub workflow commands: annotations on the lines of a pull request.

use resilint_project::{Level, Outcome, Range};

use super::View;

pub(super) fn render(view: View<'_>) -> String {
    let mut text = String::new();
    for diagnostic in &view.report.diagnostics {
        let file = view.repository_path(&diagnostic.file);
        push(
            &mut text,
            command(diagnostic.severity),
            &file,
            diagnostic.range,
            &diagnostic.code,
            &diagnostic.message,
        );
    }
    for finding in view.shown() {
        let command =
            if finding.outcome == Outcome::Fail { command(finding.severity) } else { "notice" };
        let mut message = format!("{} ({})", finding.message, finding.address);
        if let Some(help) = &finding.help {
            message.push('\n');
            message.push_str(help);
        }
        push(
            &mut text,
            command,
            &view.repository_path(&finding.file),
            finding.range,
            &finding.rule_id,
            &message,
        );
    }
    text
}

fn command(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Hint => "notice",
    }
}

fn push(text: &mut String, command: &str, file: &str, range: Range, title: &str, message: &str) {
    let (start, end) = (range.start, range.end);
    let mut place = format!("file={},line={},endLine={}", property(file), start.line, end.line);
    // GitHub takes columns only when both are on one line.
    if start.line == end.line {
        place.push_str(&format!(",col={},endColumn={}", start.column, end.column));
    }
    text.push_str(&format!("::{command} {place},title={}::{}\n", property(title), data(message)));
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
