//! The smallest change that takes a suppression away: its rule, its comment, or its table in the settings.

use std::ops::Range;
use std::sync::Arc;

use resilint_syntax::{FileId, Format, parse};

use super::comment::directive;
use crate::complete::section_at;

/// The bytes to remove so that the suppression whose rule is named at `offset` is gone. `None` when there is none.
#[must_use]
pub fn remove_suppression(
    text: &Arc<[u8]>,
    format: Option<Format>,
    offset: u32,
) -> Option<Range<u32>> {
    match format {
        Some(Format::Native) => in_comment(text, offset),
        Some(Format::Json) => None,
        None => section_at(std::str::from_utf8(text).ok()?, offset, "suppress"),
    }
}

fn in_comment(text: &Arc<[u8]>, offset: u32) -> Option<Range<u32>> {
    let (tree, _) = parse(FileId::default(), text, Format::Native);
    let comment = tree
        .comments()
        .find(|comment| comment.span.start <= offset && offset <= comment.span.end)?;
    let rules = directive(comment.text, comment.span)?.rules;
    let at = |index: u32| text.get(index as usize).copied();
    if rules.len() > 1 {
        let (_, span) = rules.iter().find(|(_, span)| span.start == offset)?;
        // With the separator behind it, or before the last one.
        return Some(match at(span.end) {
            Some(b',') => span.start..span.end + 1,
            _ => span.start.saturating_sub(1)..span.end,
        });
    }
    let line_start = text[..comment.span.start as usize]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |found| found + 1);
    let before = &text[line_start..comment.span.start as usize];
    let rest = text[comment.span.end as usize..]
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    let after = comment.span.end + u32::try_from(rest.unwrap_or(0)).unwrap_or(0);
    let line_start = u32::try_from(line_start).ok()?;
    let blanks = before.iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
    let alone = blanks == before.len() && matches!(at(after), Some(b'\n') | None);
    Some(if alone {
        line_start..(after + 1).min(u32::try_from(text.len()).ok()?)
    } else {
        comment.span.start - u32::try_from(blanks).ok()?..comment.span.end
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use resilint_syntax::Format;

    use super::remove_suppression;

    fn without(text: &str, rule: &str, format: Option<Format>) -> String {
        let offset = u32::try_from(text.find(rule).unwrap()).unwrap();
        let bytes: Arc<[u8]> = text.as_bytes().into();
        let range = remove_suppression(&bytes, format, offset).unwrap();
        let mut text = text.to_owned();
        text.replace_range(range.start as usize..range.end as usize, "");
        text
    }

    #[test]
    fn a_comment_goes_with_its_line_or_its_blanks() {
        let native = |text: &str| without(text, "no-backups", Some(Format::Native));
        assert_eq!(
            native("a {\n  # resilint:ignore no-backups reason=\"x\"\n  b = 1\n}\n"),
            "a {\n  b = 1\n}\n"
        );
        assert_eq!(
            native("a {\r\n  # resilint:ignore no-backups\r\n  b = 1\r\n}\r\n"),
            "a {\r\n  b = 1\r\n}\r\n"
        );
        assert_eq!(native("a {\n  b = 1 # resilint:ignore no-backups\n}\n"), "a {\n  b = 1\n}\n");
        assert_eq!(native("a { /* resilint:ignore no-backups */ }\n"), "a { }\n");
        assert_eq!(native("# resilint:ignore no-backups"), "");
    }

    #[test]
    fn one_rule_of_several_goes_alone() {
        let native = |text: &str, rule: &str| without(text, rule, Some(Format::Native));
        let text = "# resilint:ignore a-b,c-d,e-f reason=\"x\"\n";
        assert_eq!(native(text, "a-b"), "# resilint:ignore c-d,e-f reason=\"x\"\n");
        assert_eq!(native(text, "c-d"), "# resilint:ignore a-b,e-f reason=\"x\"\n");
        assert_eq!(native(text, "e-f"), "# resilint:ignore a-b,c-d reason=\"x\"\n");
    }

    #[test]
    fn a_table_of_the_settings_goes_whole() {
        let text = "[[suppress]]\nrule = \"a\"\nreason = \"x\"\n\n[[suppress]]\nrule = \"b\"\nreason = \"y\"\n\n[rules]\n";
        assert_eq!(
            without(text, "\"b\"", None),
            "[[suppress]]\nrule = \"a\"\nreason = \"x\"\n\n[rules]\n"
        );
    }
}
