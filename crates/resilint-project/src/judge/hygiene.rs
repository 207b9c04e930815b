//! Findings about suppressions: unused, expired, not understood.

use resilint_syntax::Span;

use super::convert::Places;
use crate::fingerprint::fingerprint;
use crate::report::{Finding, Level, Outcome};
use crate::suppress::{SuppressionEntry, SuppressionState};

/// The finding about a suppression; `None` for one that does its work.
pub(crate) fn finding(entry: &SuppressionEntry, root: &str, places: Places<'_>) -> Option<Finding> {
    let (rule_id, message, help) = match entry.state {
        SuppressionState::Active => return None,
        SuppressionState::Unused => {
            let why = entry.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
            (
                "unused-suppression",
                format!("the suppression of `{}` covers nothing{why}", entry.rule),
                "remove it",
            )
        }
        SuppressionState::Expired => {
            let until = entry.until.as_deref().unwrap_or_default();
            (
                "expired-suppression",
                format!("the suppression of `{}` ended on {until}", entry.rule),
                "mend what it covered, or give it a later day",
            )
        }
        SuppressionState::Invalid => {
            let why = entry.note.as_deref().unwrap_or("it cannot be understood");
            (
                "invalid-suppression",
                format!("this suppression does not count: {why}"),
                "write `# resilint:ignore RULE reason=\"…\" until=YYYY-MM-DD`; `until` may be left out",
            )
        }
    };
    let span: Span = entry.span;
    let file = places.file(span);
    let at = [resilint_eval::PathStep::Name(entry.rule.as_str().into())];
    Some(Finding {
        rule_id: rule_id.to_owned(),
        category: "custom".to_owned(),
        severity: Level::Warning,
        outcome: Outcome::Fail,
        message,
        address: String::new(),
        root: root.to_owned(),
        fingerprint: fingerprint(rule_id, root, &file, &at, 0),
        file,
        range: places.range(span),
        origin: Vec::new(),
        related: Vec::new(),
        flow: Vec::new(),
        objective: None,
        help: Some(help.to_owned()),
        help_uri: None,
        fix: None,
        suppression: None,
        environments: Vec::new(),
        earlier_fingerprints: Vec::new(),
    })
}
