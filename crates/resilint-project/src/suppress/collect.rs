//! Which suppressions there are, and what each covers.

use std::sync::Arc;

use resilint_syntax::{Span, Tree};

use super::comment::{Directive, directive};
use crate::{Date, SuppressionSettings};

/// Something that says that findings do not count.
#[derive(Debug, Clone)]
pub(crate) struct Suppression {
    /// The rule's id or category; in settings with wildcards; of another linter when `foreign`.
    pub(crate) rule: String,
    pub(crate) reason: Option<String>,
    pub(crate) until: Option<Date>,
    pub(crate) scope: Scope,
    /// What is wrong with its form.
    pub(crate) problem: Option<String>,
    pub(crate) foreign: bool,
    /// Where the rule is named.
    pub(crate) span: Span,
}

/// What a suppression covers.
#[derive(Debug, Clone)]
pub(crate) enum Scope {
    /// What is declared in a block, or, for a module call, reached through it.
    Block(Span),
    /// Nothing: the comment stands neither in nor directly above a block.
    Nothing,
    /// What the settings say.
    Settings(Arc<SuppressionSettings>),
}

/// The suppressions in the comments of a file.
pub(crate) fn inline(tree: &Tree, import: bool) -> Vec<Suppression> {
    let mut found: Vec<Directive> =
        tree.comments().filter_map(|comment| directive(comment.text, comment.span)).collect();
    found.retain(|directive| import || !directive.foreign);
    if found.is_empty() {
        return Vec::new();
    }
    let blocks = blocks(tree);
    let mut suppressions = Vec::new();
    for directive in found {
        let scope = covered(tree, &blocks, directive.span).map_or(Scope::Nothing, Scope::Block);
        let problem = match (&directive.problem, directive.rules.is_empty()) {
            (Some(problem), _) => Some(problem.clone()),
            (None, true) => Some("it names no rule".to_owned()),
            (None, false) if directive.reason.is_none() && !directive.foreign => {
                Some("it gives no reason".to_owned())
            }
            (None, false) => None,
        };
        let rules = if directive.rules.is_empty() {
            vec![(String::new(), directive.span)]
        } else {
            directive.rules
        };
        suppressions.extend(rules.into_iter().map(|(rule, span)| Suppression {
            rule,
            reason: directive.reason.clone(),
            until: directive.until,
            scope: scope.clone(),
            problem: problem.clone(),
            foreign: directive.foreign,
            span,
        }));
    }
    suppressions
}

/// The suppressions of the settings.
pub(crate) fn from_settings(settings: &[SuppressionSettings]) -> Vec<Suppression> {
    let entries = settings.iter().map(|entry| Suppression {
        rule: entry.rule.clone(),
        reason: Some(entry.reason.clone()),
        until: entry.until,
        scope: Scope::Settings(Arc::new(entry.clone())),
        problem: None,
        foreign: false,
        span: entry.span,
    });
    entries.collect()
}

/// The top-level block that a comment belongs to.
pub(crate) fn block_of(tree: &Tree, comment: Span) -> Option<Span> {
    covered(tree, &blocks(tree), comment)
}

fn blocks(tree: &Tree) -> Vec<Span> {
    tree.body().blocks().iter().map(|block| block.span()).collect()
}

/// The top-level block around a comment, or directly below it.
fn covered(tree: &Tree, blocks: &[Span], comment: Span) -> Option<Span> {
    let around =
        blocks.iter().find(|block| block.start <= comment.start && comment.start < block.end);
    if around.is_some() {
        return around.copied();
    }
    // A comment at the end of a one-line block's line is meant for that block.
    let same_line = blocks.iter().rfind(|block| {
        block.end <= comment.start && is_blank(tree, block.end, comment.start, false)
    });
    if same_line.is_some() {
        return same_line.copied();
    }
    let below = blocks.iter().find(|block| block.start >= comment.end)?;
    only_comments(tree, comment.end, below.start).then_some(*below)
}

/// Whether between two offsets there are only comments, each on a line, without an empty line.
fn only_comments(tree: &Tree, start: u32, end: u32) -> bool {
    let mut at = start;
    for comment in
        tree.comments().filter(|comment| comment.span.start >= start && comment.span.end <= end)
    {
        if !is_blank(tree, at, comment.span.start, true) {
            return false;
        }
        at = comment.span.end;
    }
    is_blank(tree, at, end, true)
}

/// Whether there is nothing but blanks, and at most one line end where any is allowed.
fn is_blank(tree: &Tree, start: u32, end: u32, line_end: bool) -> bool {
    let text = tree.text().get(start as usize..end as usize).unwrap_or_default();
    let line_ends = text.iter().filter(|byte| **byte == b'\n').count();
    text.iter().all(u8::is_ascii_whitespace) && line_ends <= usize::from(line_end)
}
