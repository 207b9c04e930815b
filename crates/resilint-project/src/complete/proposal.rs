//! One thing that can be written.

use std::ops::Range;

use resilint_policy::{Category, Rule, RuleSet};

use crate::settings::{SettingsKey, SettingsWord};

/// One thing that can be written at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// How it is shown.
    pub label: String,
    /// What it is.
    pub kind: ProposalKind,
    /// A few words about it.
    pub detail: String,
    /// More, in Markdown.
    pub documentation: String,
    /// The text that it writes.
    pub text: String,
    /// Where in that text the cursor goes on; at its end when not said.
    pub cursor: Option<usize>,
    /// What is typed to find it, when that is not its label.
    pub filter: Option<String>,
    /// The bytes that it replaces.
    pub replaces: Range<u32>,
}

/// What a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProposalKind {
    /// A word of a comment: `reason=`.
    Keyword,
    /// A table of a settings file.
    Table,
    /// A key of a table.
    Key,
    /// A value.
    Value,
    /// A category of rules.
    Category,
    /// A rule.
    Rule,
}

impl Proposal {
    pub(super) fn new(kind: ProposalKind, label: impl Into<String>, replaces: Range<u32>) -> Self {
        let label = label.into();
        Self {
            text: label.clone(),
            label,
            kind,
            detail: String::new(),
            documentation: String::new(),
            cursor: None,
            filter: None,
            replaces,
        }
    }

    pub(super) fn about(self, detail: &str, documentation: &str) -> Self {
        Self { detail: detail.to_owned(), documentation: documentation.to_owned(), ..self }
    }

    /// Writes another text than its label. A `|` in it is where the cursor goes on.
    pub(super) fn writes(self, text: &str) -> Self {
        let cursor = text.find('|');
        Self { text: text.replacen('|', "", 1), cursor, ..self }
    }

    /// Is found by another text than its label.
    pub(super) fn found_by(self, filter: String) -> Self {
        Self { filter: Some(filter), ..self }
    }

    pub(super) fn of_rule(rule: &Rule, replaces: Range<u32>) -> Self {
        let documentation = match &rule.remediation {
            Some(remediation) => {
                format!("{}\n\n{}", rule.description.trim(), remediation.trim())
            }
            None => rule.description.trim().to_owned(),
        };
        Self::new(ProposalKind::Rule, &*rule.id, replaces)
            .about(&format!("{}: {}", rule.category, rule.title), &documentation)
    }

    pub(super) fn of_word(word: &SettingsWord, replaces: Range<u32>) -> Self {
        Self::new(ProposalKind::Value, word.name, replaces).about("", word.about)
    }

    pub(super) fn of_key(key: &SettingsKey, replaces: Range<u32>) -> Self {
        Self::new(ProposalKind::Key, key.name, replaces).about("", key.about)
    }
}

/// Every category, then every rule.
pub(super) fn categories_and_rules(rules: &RuleSet, replaces: &Range<u32>) -> Vec<Proposal> {
    let categories = Category::ALL.into_iter().filter_map(|category| {
        let count = rules.rules().iter().filter(|rule| rule.category == category).count();
        let detail = format!("category, {count} rules");
        let proposal = Proposal::new(ProposalKind::Category, category.as_str(), replaces.clone());
        (count > 0).then(|| proposal.about(&detail, "All rules of the category."))
    });
    let rules = rules.rules().iter().map(|rule| Proposal::of_rule(rule, replaces.clone()));
    categories.chain(rules).collect()
}
