//! Fewer cards: what is alike is put together, and what does not fit is left out, which the picture says.

use std::collections::{BTreeMap, BTreeSet};

use super::connect::Line;
use super::names::{instance_key, without_key};
use super::place::Place;
use super::{Card, Family, LinkKind, State};

/// A card, and the frames around it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) path: Vec<Place>,
    pub(super) card: Card,
}

/// Puts instances of one resource together that stand in one place and are alike: told apart by a number only, connected with the same, or very many.
pub(super) fn stack(drafts: Vec<Draft>, lines: &[Line]) -> Vec<Draft> {
    let connected = neighbours(lines);
    let mut groups: BTreeMap<(Vec<Place>, String, State), Vec<Draft>> = BTreeMap::new();
    for draft in drafts {
        let key = (draft.path.clone(), without_key(first(&draft)).to_owned(), draft.card.state);
        groups.entry(key).or_default().push(draft);
    }
    let mut stacked = Vec::new();
    for ((_, resource, _), group) in groups {
        let keys: Vec<String> =
            group.iter().filter_map(|draft| instance_key(first(draft))).collect();
        let counted = keys.len() == group.len()
            && keys.iter().all(|key| key.bytes().all(|byte| byte.is_ascii_digit()));
        let alike: BTreeSet<_> = group.iter().map(|draft| connected.get(first(draft))).collect();
        if group.len() > 4 || (group.len() > 1 && (counted || alike.len() == 1)) {
            let title = group.first().map_or("", |draft| &draft.card.title);
            let name = title.rsplit_once(" · ").map_or(title, |(name, _)| name);
            let title = match keys.join(", ") {
                keys if !counted && keys.len() < 16 => format!("{name} · {keys}"),
                _ => format!("{name} × {}", group.len()),
            };
            stacked.extend(together(group, title, &resource));
        } else {
            stacked.extend(group);
        }
    }
    stacked
}

fn first(draft: &Draft) -> &str {
    draft.card.addresses.first().map_or("", String::as_str)
}

/// What each card is connected with, instances of one resource taken for the same.
fn neighbours(lines: &[Line]) -> BTreeMap<&str, BTreeSet<(bool, &str, LinkKind)>> {
    let mut found: BTreeMap<&str, BTreeSet<_>> = BTreeMap::new();
    for line in lines {
        found.entry(&line.from).or_default().insert((true, without_key(&line.to), line.kind));
        found.entry(&line.to).or_default().insert((false, without_key(&line.from), line.kind));
    }
    found
}

/// At most so many cards. What was done for it is told.
pub(super) fn shrink(mut drafts: Vec<Draft>, most: usize, notes: &mut Vec<String>) -> Vec<Draft> {
    let all = count(&drafts);
    if drafts.len() > most {
        drafts = by_key(drafts, most, |draft| {
            let Some(Place::Module(module)) = draft.path.last() else { return None };
            Some((draft.path.clone(), module.clone()))
        });
    }
    if drafts.len() > most {
        drafts = by_key(drafts, most, |draft| {
            Some((draft.path.clone(), kind_of(&draft.card).to_owned()))
        });
    }
    if drafts.len() > most {
        drafts = by_key(drafts, most, |draft| {
            let outer = draft.path.iter().take(2).cloned().collect();
            Some((outer, kind_of(&draft.card).to_owned()))
        });
    }
    if drafts.len() > most {
        drafts
            .sort_by_key(|draft| (importance(&draft.card), draft.card.addresses.first().cloned()));
        drafts.truncate(most);
        let left = all - count(&drafts);
        notes.push(format!("{left} of {all} resources are not drawn: name one with `--focus` to see what is near it"));
    } else if drafts.iter().any(|draft| draft.card.addresses.len() > 1) && all > most {
        notes.push(format!("{all} resources: those that are alike are drawn as one; `--focus` shows what is near one of them"));
    }
    drafts
}

fn count(drafts: &[Draft]) -> usize {
    drafts.iter().map(|draft| draft.card.addresses.len()).sum()
}

/// Puts groups together, the largest first, until few enough cards are left.
fn by_key(
    drafts: Vec<Draft>,
    most: usize,
    key: impl Fn(&Draft) -> Option<(Vec<Place>, String)>,
) -> Vec<Draft> {
    let mut groups: BTreeMap<Option<(Vec<Place>, String)>, Vec<Draft>> = BTreeMap::new();
    for draft in drafts {
        groups.entry(key(&draft)).or_default().push(draft);
    }
    let mut left: usize = groups.values().map(Vec::len).sum();
    let mut kept = groups.remove(&None).unwrap_or_default();
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.len()));
    for (key, group) in groups {
        let Some((path, name)) = key else { continue };
        if left > most && group.len() > 1 {
            left -= group.len() - 1;
            let all = count(&group);
            let mut draft = together(group, format!("{name} × {all}"), &name);
            if let Some(one) = &mut draft {
                one.path.clone_from(&path);
            }
            kept.extend(draft);
        } else {
            kept.extend(group);
        }
    }
    kept
}

/// One card for several.
fn together(group: Vec<Draft>, title: String, what: &str) -> Option<Draft> {
    let mut drafts = group.into_iter();
    let mut first = drafts.next()?;
    for other in drafts {
        let card = other.card;
        first.card.addresses.extend(card.addresses);
        first.card.faults.extend(card.faults);
        first.card.settings.extend(card.settings);
        first.card.state = first.card.state.max(card.state);
        if first.card.family != card.family {
            first.card.family = Family::Other;
            first.card.role = "several".to_owned();
        }
        if first.card.note != card.note {
            first.card.note = what.to_owned();
        }
    }
    first.card.title = title;
    first.card.addresses.sort();
    first.card.faults.sort();
    first.card.faults.dedup();
    Some(first)
}

/// The type, as it stands in the note.
fn kind_of(card: &Card) -> &str {
    card.note.split(" · ").next().unwrap_or_default()
}

/// What is left out last comes first.
fn importance(card: &Card) -> u8 {
    match (card.faults.is_empty() && card.state == State::Up, card.family) {
        (false, _) => 0,
        (true, Family::Entry) => 1,
        (true, Family::Data) => 2,
        (true, Family::Compute) => 3,
        (true, Family::Messages) => 4,
        (true, _) => 5,
    }
}
