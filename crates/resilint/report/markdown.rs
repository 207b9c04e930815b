//! Markdown for a comment on a pull request. The first line is a marker by which the comment is found again and updated in place.

use resilint_project::{Finding, Outcome};

use super::{View, summary_line};

/// Comments have a size limit of 65,536 characters at GitHub; tables end well before it.
const MOST_ROWS: usize = 150;

pub(super) fn render(view: View<'_>) -> String {
    let mut text = String::from("<!-- resilint -->\n");
    let failing: Vec<&Finding> =
        view.report.findings.iter().filter(|finding| finding.outcome == Outcome::Fail).collect();
    let title = if failing.is_empty() { "### resilint: nothing found" } else { "### resilint" };
    text.push_str(&format!("{title}\n\n{}\n", summary_line(view.report).replace('\n', "  \n")));
    if !failing.is_empty() {
        text.push_str("\n| | rule | resource | place | finding |\n|---|---|---|---|---|\n");
        for finding in failing.iter().take(MOST_ROWS) {
            text.push_str(&row(&view, finding));
        }
        if failing.len() > MOST_ROWS {
            text.push_str(&format!("\n… and {} more\n", failing.len() - MOST_ROWS));
        }
    }
    if !view.report.diagnostics.is_empty() || !view.report.incomplete.is_empty() {
        text.push_str("\n**Not fully checked**\n\n");
        for diagnostic in view.report.diagnostics.iter().take(MOST_ROWS) {
            let file = view.repository_path(&diagnostic.file);
            text.push_str(&format!(
                "* `{file}:{}`: {}\n",
                diagnostic.range.start.line, diagnostic.message
            ));
        }
        for incomplete in view.report.incomplete.iter().take(MOST_ROWS) {
            text.push_str(&format!(
                "* `{}`: {}\n",
                view.repository_path(&incomplete.file),
                incomplete.reason
            ));
        }
    }
    text
}

fn row(view: &View<'_>, finding: &Finding) -> String {
    let rule = match &finding.help_uri {
        Some(uri) => format!("[`{}`]({uri})", finding.rule_id),
        None => format!("`{}`", finding.rule_id),
    };
    let file = view.repository_path(&finding.file);
    let cells = [
        finding.severity.as_str().to_owned(),
        rule,
        format!("`{}`", finding.address),
        format!("`{file}:{}`", finding.range.start.line),
        finding.message.clone(),
    ];
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|").replace('\n', " ")).join(" | "))
}
