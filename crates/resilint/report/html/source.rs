//! Lines of source in a page.

use resilint_project::{Range, escape_markup};

use super::markup::put;
use crate::report::View;
use crate::report::source::Text;

/// The lines around a place, with the place marked; nothing when the text is not at hand.
pub(super) fn excerpt(view: &View<'_>, file: &str, range: Range) -> String {
    let Some(Text { text, lines: index }) = view.sources.text(file) else {
        return String::new();
    };
    let end = index.line_count() - u32::from(text.ends_with('\n'));
    let (first, last) =
        (range.start.line.saturating_sub(1).max(1), range.end.line.min(range.start.line + 4) + 1);
    let mut lines = String::new();
    for number in first..=last.min(end) {
        let line: String = index.line_text(number - 1).chars().take(240).collect();
        let shown =
            if number == range.start.line { marked(&line, range) } else { escape_markup(&line) };
        put(&mut lines, format_args!("<span class=\"no\">{number:>4}</span> {shown}\n"));
    }
    format!("<pre><code>{lines}</code></pre>\n")
}

/// A line with what is blamed marked.
fn marked(line: &str, range: Range) -> String {
    let start = range.start.column.saturating_sub(1) as usize;
    let end = if range.end.line == range.start.line {
        range.end.column.saturating_sub(1) as usize
    } else {
        usize::MAX
    };
    let part = |from: usize, to: usize| -> String {
        escape_markup(&line.chars().skip(from).take(to.saturating_sub(from)).collect::<String>())
    };
    format!("{}<mark>{}</mark>{}", part(0, start), part(start, end), part(end, usize::MAX))
}
