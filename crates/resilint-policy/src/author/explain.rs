//! A rule in words, for the terminal.

use std::fmt::Write as _;

use crate::rule::Rule;

/// Everything a rule says about itself, as plain text.
#[must_use]
pub fn explain_rule(rule: &Rule) -> String {
    let mut text =
        format!("{} ({}, {})\n\n{}\n", rule.id, rule.severity, rule.category, rule.title);
    for paragraph in [Some(&rule.description), rule.remediation.as_ref()]
        .into_iter()
        .flatten()
        .filter(|paragraph| !paragraph.is_empty())
    {
        let _ = write!(text, "\n{paragraph}\n");
    }
    let lists = [
        ("judges the roles", &rule.roles),
        ("judges the types", &rule.resource_types),
        ("serves the objectives", &rule.objectives),
        ("is called elsewhere", &rule.equivalents),
        ("read more at", &rule.related_resources),
    ];
    for (name, items) in lists.into_iter().filter(|(_, items)| !items.is_empty()) {
        let _ = write!(text, "\n{name}: {}", items.join(", "));
    }
    let _ = write!(text, "\npolicy: {}\n", rule.path);
    text
}
