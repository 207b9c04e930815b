//! Version 1 of the JSON format: the report as it is.

use super::View;

pub(super) fn render(view: View<'_>) -> String {
    let mut text =
        serde_json::to_string_pretty(view.report).expect("a report has only strings for keys");
    text.push('\n');
    text
}
