//! What can be written next in a settings file, and what is written there. Driven by the keys that the reader knows.

use std::ops::Range;

use resilint_policy::RuleSet;

use super::context::CompletionContext;
use super::place::{HeaderPlace, KeyPlace, Place, Takes, ValuePlace, keys, place, takes};
use super::proposal::{Proposal, ProposalKind, categories_and_rules};
use crate::settings::{SettingsKey, SettingsKind};

/// What can be written at an offset of a settings file.
#[must_use]
pub fn complete_settings(
    text: &str,
    offset: usize,
    context: &CompletionContext<'_>,
) -> Vec<Proposal> {
    match place(text, offset) {
        None => Vec::new(),
        Some(Place::Header(header)) => headers(text, &header, context.rules),
        Some(Place::Key(key)) => keys_at(text, &key, context.rules),
        Some(Place::Value(value)) => values(text, &value, context),
    }
}

/// What the key, table or word at an offset of a settings file means, in Markdown; `None` where there is none that is known.
#[must_use]
pub fn describe_setting(text: &str, offset: usize) -> Option<String> {
    let (path, is_array, word) = match place(text, offset)? {
        Place::Header(header) => {
            let path: Vec<String> = header.before.into_iter().chain([header.name]).collect();
            (path, header.is_array, None)
        }
        Place::Key(key) => {
            let name = text.get(key.range)?.trim_matches('"').to_owned();
            (key.table.into_iter().chain([name]).collect(), key.is_array, None)
        }
        Place::Value(value) => (value.path, value.is_array, text.get(value.range)),
    };
    let Takes::Key(key) = takes(&path, is_array)? else { return None };
    let words = match key.kind {
        SettingsKind::Word(words) | SettingsKind::Words(words) => words,
        _ => &[],
    };
    Some(match words.iter().find(|known| Some(known.name) == word) {
        Some(word) => format!("**{}** `{}`\n\n{}", key.name, word.name, word.about),
        None => format!("**{}**\n\n{}", path.join("."), key.about),
    })
}

fn bytes(range: &Range<usize>) -> Range<u32> {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    narrow(range.start)..narrow(range.end)
}

fn headers(text: &str, header: &HeaderPlace, rules: &RuleSet) -> Vec<Proposal> {
    let replaces = bytes(&header.range);
    let typed = text.get(header.range.clone()).unwrap_or_default();
    let brackets = if typed.starts_with("[[") { "[[" } else { "[" };
    let before: String = header.before.iter().map(|part| format!("{part}.")).collect();
    let Some(parent) = takes(&header.before, header.is_array) else { return Vec::new() };
    if let Takes::Key(SettingsKey { kind: SettingsKind::ByRule(..), .. }) = parent {
        let of_rule = |proposal: Proposal| {
            let text = format!("[{before}{}]", proposal.label);
            proposal.writes(&text).found_by(text.clone())
        };
        return categories_and_rules(rules, &replaces).into_iter().map(of_rule).collect();
    }
    let mut proposals = Vec::new();
    for key in keys(parent, header.is_array) {
        for (open, close) in brackets_of(key.kind) {
            if brackets == "[[" && *open == "[" {
                continue;
            }
            let label = format!("{open}{before}{}{close}", key.name);
            let proposal = Proposal::new(ProposalKind::Table, label, replaces.clone())
                .about("", key.about)
                .found_by(format!("{brackets}{before}{}", key.name));
            proposals.push(proposal);
        }
    }
    proposals
}

const fn brackets_of(kind: SettingsKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        SettingsKind::Table(_) | SettingsKind::ByRule(..) | SettingsKind::Named => &[("[", "]")],
        SettingsKind::Tables(_) => &[("[[", "]]")],
        SettingsKind::TablesOrTable(..) => &[("[[", "]]"), ("[", "]")],
        _ => &[],
    }
}

fn keys_at(text: &str, place: &KeyPlace, rules: &RuleSet) -> Vec<Proposal> {
    let replaces = bytes(&place.range);
    let Some(table) = takes(&place.table, place.is_array) else { return Vec::new() };
    let inline = is_inline(text, place);
    if let Takes::Key(SettingsKey { kind: SettingsKind::ByRule(..), .. }) = table {
        let of_rule = |proposal: Proposal| {
            let text = format!("{} = \"|\"", proposal.label);
            if place.has_value { proposal } else { proposal.writes(&text) }
        };
        return categories_and_rules(rules, &replaces)
            .into_iter()
            .filter(|proposal| !place.others.contains(&proposal.label))
            .map(of_rule)
            .collect();
    }
    let wanted = keys(table, place.is_array)
        .iter()
        .filter(|key| !place.others.iter().any(|other| other == key.name));
    let proposals = wanted.map(|key| {
        if place.table.is_empty() && !inline && !brackets_of(key.kind).is_empty() {
            let (open, close) = brackets_of(key.kind)[0];
            let text = format!("{open}{}{close}", key.name);
            return Proposal {
                kind: ProposalKind::Table,
                ..Proposal::of_key(key, replaces.clone())
            }
            .writes(&text);
        }
        let proposal = Proposal::of_key(key, replaces.clone());
        if place.has_value {
            proposal
        } else {
            proposal.writes(&format!("{} = {}", key.name, empty_value(key.kind)))
        }
    });
    proposals.collect()
}

/// Whether a key stands in braces on a line of other keys.
fn is_inline(text: &str, place: &KeyPlace) -> bool {
    let before = text.get(..place.range.start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    !line.trim().is_empty()
}

/// What a key is given when it is written, with `|` where its value goes.
const fn empty_value(kind: SettingsKind) -> &'static str {
    match kind {
        SettingsKind::Text
        | SettingsKind::Rule
        | SettingsKind::Address
        | SettingsKind::Word(_)
        | SettingsKind::Duration
        | SettingsKind::Share => "\"|\"",
        SettingsKind::Texts | SettingsKind::Words(_) => "[\"|\"]",
        SettingsKind::Flag | SettingsKind::Count | SettingsKind::Date => "|",
        SettingsKind::Table(_)
        | SettingsKind::TablesOrTable(..)
        | SettingsKind::ByRule(..)
        | SettingsKind::Named => "{ | }",
        SettingsKind::Tables(_) => "[{ | }]",
    }
}

fn values(text: &str, place: &ValuePlace, context: &CompletionContext<'_>) -> Vec<Proposal> {
    let replaces = bytes(&place.range);
    let Some(takes) = takes(&place.path, place.is_array) else { return Vec::new() };
    let words = match takes {
        Takes::RuleEntry(words, _) => words,
        Takes::Key(key) => match key.kind {
            SettingsKind::Word(words) | SettingsKind::Words(words) => words,
            SettingsKind::Flag if !place.in_string => {
                let both = ["true", "false"];
                return both
                    .map(|word| Proposal::new(ProposalKind::Value, word, replaces.clone()))
                    .to_vec();
            }
            SettingsKind::Rule => {
                let rules = context.rules.rules().iter();
                return rules
                    .map(|rule| quoted(text, place, Proposal::of_rule(rule, replaces.clone())))
                    .collect();
            }
            SettingsKind::Address => {
                let addresses = (context.addresses)().into_iter();
                return addresses
                    .map(|address| {
                        let address = Proposal::new(ProposalKind::Value, address, replaces.clone());
                        quoted(text, place, address)
                    })
                    .collect();
            }
            _ => return Vec::new(),
        },
        Takes::File | Takes::Own => return Vec::new(),
    };
    let proposals =
        words.iter().map(|word| quoted(text, place, Proposal::of_word(word, replaces.clone())));
    proposals.collect()
}

/// A word with the quotes that are missing around it.
fn quoted(text: &str, place: &ValuePlace, proposal: Proposal) -> Proposal {
    let is_literal = text.get(..place.range.start).is_some_and(|before| before.ends_with('\''));
    let word = if is_literal {
        proposal.label.clone()
    } else {
        proposal.label.replace('\\', "\\\\").replace('"', "\\\"")
    };
    let closed = text.get(place.range.end..).is_some_and(|rest| rest.starts_with(['"', '\'']));
    let text = match (place.in_string, closed) {
        (false, _) => format!("\"{word}\""),
        (true, true) => word,
        (true, false) if is_literal => format!("{word}'"),
        (true, false) => format!("{word}\""),
    };
    Proposal { text, ..proposal }
}
