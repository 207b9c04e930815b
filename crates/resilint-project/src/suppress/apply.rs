//! Which suppression covers a finding, and what became of each suppression.

use std::collections::BTreeSet;
use std::path::Path;

use resilint_graph::fits_wildcard;
use resilint_policy::{Rule, RuleSet};
use resilint_syntax::Span;
use schemars::JsonSchema;
use serde::Serialize;

use super::collect::{Scope, Suppression, from_settings, inline};
use crate::{Date, Settings, nearest, shown};

/// All suppressions that can meet a root module's findings.
#[derive(Debug, Default)]
pub(crate) struct Suppressions {
    list: Vec<Suppression>,
    covered: Vec<BTreeSet<String>>,
    refused: Vec<bool>,
}

/// A finding, as suppressions see it.
#[derive(Debug)]
pub(crate) struct Subject<'f> {
    pub(crate) rule: &'f Rule,
    pub(crate) address: &'f str,
    /// The addresses it had before, by `moved` blocks.
    pub(crate) earlier: &'f [String],
    /// The places that a comment can stand at: the resource's header, the calls that lead to it, the place that is blamed.
    pub(crate) places: &'f [Span],
    /// The file that is blamed.
    pub(crate) file: &'f Path,
    /// Whether suppressions of the rule count.
    pub(crate) ignorable: bool,
}

/// A suppression and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SuppressionEntry {
    /// The rule's id or category, as written.
    pub rule: String,
    /// Why.
    pub reason: Option<String>,
    /// The last day on which it counts.
    pub until: Option<String>,
    /// `inline`, `imported` or `settings`.
    pub kind: &'static str,
    /// What became of it.
    pub state: SuppressionState,
    /// The addresses it covers, sorted.
    pub covers: Vec<String>,
    /// More about the state, for people.
    pub note: Option<String>,
    /// Its place.
    #[serde(skip)]
    pub span: Span,
}

/// What became of a suppression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SuppressionState {
    /// It covers something.
    Active,
    /// It covers nothing.
    Unused,
    /// Its last day is over.
    Expired,
    /// It cannot be understood, gives no reason, or names what cannot be suppressed.
    Invalid,
}

impl Suppressions {
    pub(crate) fn new<'t>(
        trees: impl Iterator<Item = &'t resilint_syntax::Tree>,
        settings: &Settings,
    ) -> Self {
        let comments = trees.flat_map(|tree| inline(tree, settings.import_suppressions));
        let list: Vec<Suppression> =
            comments.chain(from_settings(&settings.suppressions)).collect();
        let (covered, refused) = (vec![BTreeSet::new(); list.len()], vec![false; list.len()]);
        Self { list, covered, refused }
    }

    /// The suppression that covers a finding, on a day; the first there is. Remembers that it was of use.
    pub(crate) fn find(
        &mut self,
        subject: &Subject<'_>,
        today: Option<Date>,
    ) -> Option<crate::Suppression> {
        let mut found = None;
        for (index, suppression) in self.list.iter().enumerate() {
            if !suppression.means(subject.rule)
                || !suppression.covers(subject)
                || suppression.problem.is_some()
            {
                continue;
            }
            if !subject.ignorable {
                self.refused[index] = true;
                continue;
            }
            self.covered[index].insert(subject.address.to_owned());
            if found.is_none() && !suppression.is_expired(today) {
                found = Some(suppression.reported());
            }
        }
        found
    }

    /// What became of each suppression of a rule that was run, in the order in which they are written.
    pub(crate) fn entries(
        self,
        rules: &RuleSet,
        was_run: &dyn Fn(&Rule) -> bool,
        today: Option<Date>,
    ) -> Vec<SuppressionEntry> {
        let Self { list, covered, refused } = self;
        let with_use = list.into_iter().zip(covered).zip(refused);
        with_use
            .filter_map(|((suppression, covered), refused)| {
                suppression.entry(covered, refused, rules, was_run, today)
            })
            .collect()
    }
}

impl Suppression {
    /// Whether it names a rule.
    fn means(&self, rule: &Rule) -> bool {
        if self.foreign {
            return rule.equivalents.iter().any(|id| id.eq_ignore_ascii_case(&self.rule));
        }
        self.rule == rule.category.as_str() || fits_wildcard(&self.rule, &rule.id)
    }

    fn covers(&self, subject: &Subject<'_>) -> bool {
        match &self.scope {
            Scope::Block(block) => subject.places.iter().any(|place| {
                place.file == block.file && block.start <= place.start && place.end <= block.end
            }),
            Scope::Nothing => false,
            Scope::Settings(entry) => {
                let by_address = entry.address.as_ref().is_none_or(|pattern| {
                    fits_wildcard(pattern, subject.address)
                        || subject.earlier.iter().any(|earlier| fits_wildcard(pattern, earlier))
                });
                let path = shown(&entry.directory, subject.file);
                by_address
                    && (entry.paths.is_empty()
                        || entry.paths.iter().any(|glob| fits_path(glob, &path)))
            }
        }
    }

    fn is_expired(&self, today: Option<Date>) -> bool {
        self.until.zip(today).is_some_and(|(until, today)| until < today)
    }

    fn kind(&self) -> &'static str {
        match (&self.scope, self.foreign) {
            (Scope::Settings(_), _) => "settings",
            (_, true) => "imported",
            (_, false) => "inline",
        }
    }

    fn reported(&self) -> crate::Suppression {
        crate::Suppression {
            kind: self.kind().to_owned(),
            reason: self.reason.clone(),
            until: self.until.map(|date| date.to_string()),
        }
    }

    fn entry(
        self,
        covered: BTreeSet<String>,
        refused: bool,
        rules: &RuleSet,
        was_run: &dyn Fn(&Rule) -> bool,
        today: Option<Date>,
    ) -> Option<SuppressionEntry> {
        let known: Vec<_> = rules.rules().iter().filter(|rule| self.means(rule)).collect();
        let (state, note) = if let Some(problem) = &self.problem {
            (SuppressionState::Invalid, Some(problem.clone()))
        } else if known.is_empty() && self.foreign {
            // Another linter's rule that has no counterpart here is no mistake.
            return None;
        } else if known.is_empty() {
            (SuppressionState::Invalid, Some(no_such_rule(&self.rule, rules)))
        } else if refused && covered.is_empty() {
            (
                SuppressionState::Invalid,
                Some("the settings do not allow this rule to be suppressed".to_owned()),
            )
        } else if matches!(self.scope, Scope::Nothing) {
            (
                SuppressionState::Unused,
                Some("it stands neither in nor directly above a block".to_owned()),
            )
        } else if self.is_expired(today) {
            (SuppressionState::Expired, self.until.map(|until| format!("its last day was {until}")))
        } else if !covered.is_empty() {
            (SuppressionState::Active, None)
        } else if known.iter().any(|rule| was_run(rule)) {
            (SuppressionState::Unused, None)
        } else {
            return None;
        };
        Some(SuppressionEntry {
            kind: self.kind(),
            until: self.until.map(|date| date.to_string()),
            covers: covered.into_iter().collect(),
            rule: self.rule,
            reason: self.reason,
            state,
            note,
            span: self.span,
        })
    }
}

fn no_such_rule(rule: &str, rules: &RuleSet) -> String {
    let ids = rules.rules().iter().map(|rule| &*rule.id);
    match nearest(rule, ids) {
        Some(near) => format!("there is no rule `{rule}`; did you mean `{near}`?"),
        None => format!("there is no rule `{rule}`"),
    }
}

fn fits_path(glob: &str, path: &str) -> bool {
    globset::Glob::new(glob).is_ok_and(|glob| glob.compile_matcher().is_match(path))
}
