//! Suppression comments: ours, and other linters'.

use resilint_syntax::Span;

use crate::Date;

/// What a suppression comment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    /// Rule ids or categories, with their places.
    pub(super) rules: Vec<(String, Span)>,
    pub(super) reason: Option<String>,
    pub(super) until: Option<Date>,
    /// What is wrong with it: the text after the rules that cannot be read.
    pub(super) problem: Option<String>,
    /// Whether it is another linter's.
    pub(super) foreign: bool,
    /// From the marker to the end of the comment.
    pub(super) span: Span,
}

const OURS: &str = "resilint:ignore";
/// Other linters' markers; the character that ends the rule's id.
const FOREIGN: [(&str, char); 4] = [
    ("checkov:skip=", ':'),
    ("trivy:ignore:", ' '),
    ("tfsec:ignore:", ' '),
    ("kics-scan ignore-line", ' '),
];

/// The directive in a comment.
pub(super) fn directive(comment: &[u8], span: Span) -> Option<Directive> {
    let text = std::str::from_utf8(comment).ok()?;
    let text = text.strip_suffix("*/").unwrap_or(text);
    if let Some(at) = text.find(OURS) {
        let span = Span::new(
            span.file,
            span.start + offset(at),
            span.start + offset(text.trim_end().len()),
        );
        return text.get(at + OURS.len()..).map(|rest| ours(rest, span));
    }
    FOREIGN.iter().find_map(|(marker, end)| {
        let at = text.find(marker)?;
        foreign(
            text.get(at + marker.len()..)?,
            *end,
            Span::new(
                span.file,
                span.start + offset(at),
                span.start + offset(text.trim_end().len()),
            ),
        )
    })
}

/// `rule, rule reason="…" until=2027-03-31`
fn ours(rest: &str, span: Span) -> Directive {
    let mut directive = Directive {
        rules: Vec::new(),
        reason: None,
        until: None,
        problem: None,
        foreign: false,
        span,
    };
    let base = span.start + offset(OURS.len());
    for (start, word) in words(rest) {
        match word.split_once('=') {
            Some(("reason", value)) => {
                directive.reason = Some(value.trim_matches('"').trim().to_owned())
                    .filter(|reason| !reason.is_empty())
            }
            Some(("until", value)) => match value.trim_matches('"').parse() {
                Ok(date) => directive.until = Some(date),
                Err(_) => {
                    directive.problem =
                        Some(format!("`{value}` is not a date such as `2027-03-31`"))
                }
            },
            Some((key, _)) => {
                directive.problem = Some(format!("`{key}` is not a part of a suppression"))
            }
            None => {
                let mut at = start;
                for rule in word.split(',') {
                    if !rule.is_empty() {
                        let start = base + offset(at);
                        directive.rules.push((
                            rule.to_owned(),
                            Span::new(span.file, start, start + offset(rule.len())),
                        ));
                    }
                    at += rule.len() + 1;
                }
            }
        }
    }
    directive
}

fn foreign(rest: &str, end: char, span: Span) -> Option<Directive> {
    let rest = rest.trim();
    let (ids, reason) =
        rest.split_once(end).map_or((rest, None), |(ids, reason)| (ids, Some(reason.trim())));
    let rules: Vec<(String, Span)> = ids
        .split(',')
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .map(|id| (id.to_owned(), span))
        .collect();
    let reason = reason.filter(|reason| !reason.is_empty()).map(str::to_owned);
    (!rules.is_empty()).then_some(Directive {
        rules,
        reason,
        until: None,
        problem: None,
        foreign: true,
        span,
    })
}

/// Words between blanks, with their offsets; quotes hold blanks together.
pub(crate) fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let (mut start, mut quoted) = (None, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            _ if letter.is_whitespace() && !quoted => {
                words.extend(start.take().and_then(|start| Some((start, text.get(start..at)?))));
                continue;
            }
            _ => {}
        }
        start.get_or_insert(at);
    }
    words.extend(start.and_then(|start| Some((start, text.get(start..)?))));
    words
}

fn offset(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use resilint_syntax::{FileId, Span};

    use super::{Directive, directive};

    fn read(text: &str) -> Option<Directive> {
        directive(
            text.as_bytes(),
            Span::new(FileId::new(0), 100, 100 + u32::try_from(text.len()).unwrap()),
        )
    }

    #[test]
    fn rules_reason_and_end() {
        let found = read("# resilint:ignore single-az-database,no-backups reason=\"read-only archive\" until=2027-03-31").unwrap();
        assert_eq!(found.rules[0].0, "single-az-database");
        assert_eq!(
            (found.rules[1].0.as_str(), found.rules[1].1.start, found.rules[1].1.end),
            ("no-backups", 137, 147)
        );
        assert_eq!(found.reason.as_deref(), Some("read-only archive"));
        assert_eq!(found.until.unwrap().to_string(), "2027-03-31");
        assert_eq!(found.problem, None);
    }

    #[test]
    fn mistakes_are_noticed() {
        assert_eq!(
            read("# resilint:ignore x until=soon").unwrap().problem.unwrap(),
            "`soon` is not a date such as `2027-03-31`"
        );
        assert_eq!(
            read("# resilint:ignore x why=1").unwrap().problem.unwrap(),
            "`why` is not a part of a suppression"
        );
        assert_eq!(read("// resilint:ignore x reason=\"\"").unwrap().reason, None);
        assert_eq!(read("# nothing to see"), None);
    }

    #[test]
    fn other_linters_are_understood() {
        let checkov = read("#checkov:skip=CKV_AWS_157:legacy system").unwrap();
        assert_eq!(
            (checkov.rules[0].0.as_str(), checkov.reason.as_deref(), checkov.foreign),
            ("CKV_AWS_157", Some("legacy system"), true)
        );
        let trivy = read("#trivy:ignore:AVD-AWS-0177").unwrap();
        assert_eq!(trivy.rules[0].0, "AVD-AWS-0177");
        assert_eq!(read("/* tfsec:ignore:aws-rds-x */").unwrap().rules[0].0, "aws-rds-x");
    }
}
