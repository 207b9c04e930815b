//! What can be written next in a comment to us: `# resilint:ignore RULE reason="…" until=2027-03-31`, `depends-on`, `egress`.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use resilint_syntax::{FileId, Format, parse};

use super::context::CompletionContext;
use super::proposal::{Proposal, ProposalKind, categories_and_rules};
use crate::Date;

const MARK: &str = "resilint:";

/// What a comment can say: its first word, what is written, a few words about it, more about it.
pub(super) const DIRECTIVES: [(&str, &str, &str, &str); 3] = [
    (
        "ignore",
        "ignore ",
        "suppress a finding, with a reason",
        "`# resilint:ignore RULE[,RULE] reason=\"…\" until=2027-03-31`\n\nAbove or inside a block. On a module call it covers that call only. The reason is required.",
    ),
    (
        "depends-on",
        "depends-on ",
        "a dependency that the text does not show",
        "`# resilint:depends-on ADDRESS [soft] [quorum=N]`\n\nAbove or inside the block that depends. `soft`: it goes on, degraded, without it.",
    ),
    (
        "egress",
        "egress=",
        "whether it needs a way to the internet",
        "`# resilint:egress=required` or `# resilint:egress=none`\n\nAbove or inside a block.",
    ),
];

/// What can be written at an offset of a Terraform file: nothing but where a comment speaks to resilint.
#[must_use]
pub fn complete_comment(
    text: &Arc<[u8]>,
    offset: usize,
    context: &CompletionContext<'_>,
) -> Vec<Proposal> {
    let Some(comment) = comment_before(text, offset) else { return Vec::new() };
    let after = std::str::from_utf8(text.get(offset..).unwrap_or_default()).unwrap_or_default();
    let Some(mark) = comment.find(MARK) else { return opening(comment, offset) };
    let said = comment.get(mark + MARK.len()..).unwrap_or_default();
    if let Some(value) = said.strip_prefix("egress=") {
        let replaces = word_range(value, offset, after);
        let words = [("required", "it fails without"), ("none", "it never uses it")];
        let value = |(word, about): (&str, &str)| {
            Proposal::new(ProposalKind::Value, word, replaces.clone()).about(about, "")
        };
        return words.map(value).to_vec();
    }
    match said.split_once([' ', '\t']) {
        None => directives("", said, offset, after),
        Some(("ignore", _)) => {
            let arguments = said.get("ignore".len()..).unwrap_or_default();
            arguments_of_ignore(arguments, offset, after, context)
        }
        Some(("depends-on", arguments)) => dependencies(arguments, offset, context),
        Some(_) => Vec::new(),
    }
}

/// The comment around an offset, from its line's part of it up to the offset.
fn comment_before(text: &Arc<[u8]>, offset: usize) -> Option<&str> {
    let before = text.get(..offset)?;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let line = std::str::from_utf8(text.get(start..offset)?).ok()?;
    // Most keystrokes are in no comment: those cost nothing.
    if !line.contains('#') && !line.contains("//") && !line.contains("/*") {
        return None;
    }
    let (tree, _) = parse(FileId::default(), text, Format::Native);
    let holds = |span: Range<usize>| span.start < offset && offset <= span.end;
    let comment = tree
        .comments()
        .map(|comment| comment.span.start as usize..comment.span.end as usize)
        .find(|span| holds(span.clone()))?;
    let begins = comment.start.max(start);
    line.get(begins - start..)
}

/// `# re` may become a word to us; an empty comment may become anything.
fn opening(comment: &str, offset: usize) -> Vec<Proposal> {
    let typed = comment.trim_start_matches(['#', '/', '*', ' ', '\t']);
    if typed.is_empty() || !MARK.starts_with(typed) {
        return Vec::new();
    }
    directives(MARK, typed, offset, "")
}

/// The first words, with or without the mark before them.
fn directives(mark: &str, typed: &str, offset: usize, after: &str) -> Vec<Proposal> {
    let replaces = word_range(typed, offset, after);
    let each = DIRECTIVES.map(|(name, text, detail, documentation)| {
        Proposal::new(ProposalKind::Keyword, format!("{mark}{name}"), replaces.clone())
            .about(detail, documentation)
            .writes(&format!("{mark}{text}"))
    });
    each.to_vec()
}

/// `ADDRESS… [soft] [quorum=N]`
fn dependencies(arguments: &str, offset: usize, context: &CompletionContext<'_>) -> Vec<Proposal> {
    let word = arguments.rsplit([' ', '\t', ',']).next().unwrap_or_default();
    let replaces = narrow(offset - word.len())..narrow(offset);
    let earlier = arguments.get(..arguments.len() - word.len()).unwrap_or_default();
    let mut proposals = Vec::new();
    if !earlier.trim().is_empty() {
        let soft = Proposal::new(ProposalKind::Keyword, "soft", replaces.clone());
        proposals.push(soft.about("it goes on, degraded, without it", ""));
        let quorum = Proposal::new(ProposalKind::Keyword, "quorum=", replaces.clone());
        proposals.push(quorum.about("how many of them it needs", ""));
    }
    let named: BTreeSet<&str> = earlier.split([' ', '\t', ',']).collect();
    let addresses = (context.addresses)().into_iter();
    proposals.extend(
        addresses
            .filter(|address| !named.contains(address.as_str()))
            .map(|address| Proposal::new(ProposalKind::Value, address, replaces.clone())),
    );
    proposals
}

fn arguments_of_ignore(
    arguments: &str,
    offset: usize,
    after: &str,
    context: &CompletionContext<'_>,
) -> Vec<Proposal> {
    if arguments.matches('"').count() % 2 == 1 {
        return Vec::new();
    }
    let word = arguments.rsplit([' ', '\t']).next().unwrap_or_default();
    let earlier = arguments.get(..arguments.len() - word.len()).unwrap_or_default();
    if let Some((key, value)) = word.split_once('=') {
        let range = narrow(offset - value.len())..narrow(offset);
        return if key == "until" { days(context.today, &range) } else { Vec::new() };
    }
    let typed = word.rsplit(',').next().unwrap_or_default();
    let replaces = word_range(typed, offset, after);
    let named: BTreeSet<&str> =
        arguments.split([' ', '\t', ',']).filter(|word| *word != typed).collect();
    let mut proposals = Vec::new();
    let some_rule = earlier.split_whitespace().any(|word| !word.contains('='));
    if some_rule && typed == word {
        let has = |key: &str| earlier.contains(key);
        if !has("reason=") {
            let key = Proposal::new(ProposalKind::Keyword, "reason=", replaces.clone());
            proposals.push(
                key.about("why; required", "Why the finding does not count.")
                    .writes("reason=\"|\""),
            );
        }
        if !has("until=") {
            let key = Proposal::new(ProposalKind::Keyword, "until=", replaces.clone());
            proposals.push(key.about(
                "the last day on which it counts",
                "After that day the finding is back. May be left out.",
            ));
        }
    }
    proposals.extend(
        categories_and_rules(context.rules, &replaces)
            .into_iter()
            .filter(|proposal| !named.contains(proposal.label.as_str())),
    );
    proposals
}

fn days(today: Option<Date>, replaces: &Range<u32>) -> Vec<Proposal> {
    let Some(today) = today else { return Vec::new() };
    let ends = [(1, "in a month"), (3, "in three months"), (12, "in a year")];
    ends.map(|(months, detail)| {
        let day = today.months_later(months).to_string();
        Proposal::new(ProposalKind::Value, day, replaces.clone()).about(detail, "")
    })
    .to_vec()
}

/// The bytes of a word whose beginning is typed.
fn word_range(typed: &str, offset: usize, after: &str) -> Range<u32> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    let rest = after.len() - after.trim_start_matches(is_part).len();
    narrow(offset - typed.len())..narrow(offset + rest)
}

fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
