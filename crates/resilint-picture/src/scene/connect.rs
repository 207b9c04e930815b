//! What goes from one card to another: requests, data, copies. Glue between two cards is left out: a balancer leads to its targets.

use std::collections::{BTreeMap, BTreeSet};

use resilint_graph::{Facts, Flow, region_is_allowed};

use super::LinkKind;
use super::choose::Chosen;
use crate::subject::Subject;

/// A link between two cards, by address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) kind: LinkKind,
    pub(super) certain: bool,
    pub(super) allowed: Option<bool>,
    pub(super) is_open: bool,
    pub(super) words: String,
}

/// A copy without a resource of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ghost {
    pub(super) id: String,
    pub(super) of: String,
    pub(super) kind: LinkKind,
    pub(super) region: String,
}

/// Where requests go.
pub(super) fn requests(subject: &Subject<'_>, chosen: &Chosen<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut settings: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (address, home) in &chosen.home {
        settings.entry(home).or_default().push(address);
    }
    for from in &chosen.cards {
        let starts = settings.get(from).cloned().unwrap_or_default();
        for (to, certain) in leads_to(subject, chosen, from, starts) {
            let role = |address: &str| {
                subject.facts.resources.get(address).and_then(|one| one.role.as_deref())
            };
            let kind = request_kind(role(from), role(to));
            let words = kind_in_words(kind).to_owned();
            lines.push(line(from, to, kind, certain, words));
        }
    }
    lines
}

/// The cards that requests reach from one, through what has none.
fn leads_to<'a>(
    subject: &'a Subject<'_>,
    chosen: &Chosen<'a>,
    from: &'a str,
    starts: Vec<&'a str>,
) -> BTreeMap<&'a str, bool> {
    let mut found: BTreeMap<&str, bool> = BTreeMap::new();
    let mut seen: BTreeMap<&str, bool> = BTreeMap::new();
    let mut open: Vec<(&str, bool)> = starts.into_iter().map(|start| (start, true)).collect();
    while let Some((at, certain)) = open.pop() {
        if seen.get(at).is_some_and(|before| *before || !certain) {
            continue;
        }
        seen.insert(at, certain);
        for (next, sure) in subject.requests.get(at).into_iter().flatten() {
            let certain = certain && *sure;
            match chosen.home.get(&**next) {
                Some(home) if *home == from => {}
                Some(home) => *found.entry(home).or_default() |= certain,
                None => open.push((&**next, certain)),
            }
        }
    }
    found
}

fn request_kind(from: Option<&str>, to: Option<&str>) -> LinkKind {
    let carries = |role: Option<&str>| matches!(role, Some("queue" | "stream"));
    let keeps = matches!(
        to,
        Some(
            "database"
                | "cache"
                | "object-store"
                | "block-storage"
                | "file-storage"
                | "search"
                | "warehouse"
        )
    );
    match (from, to) {
        (from, to) if carries(from) || carries(to) => LinkKind::Messages,
        (Some("compute"), Some("network")) => LinkKind::Egress,
        _ if keeps => LinkKind::Data,
        _ => LinkKind::Request,
    }
}

/// Where copies go: replicas and backups. With a copy for each that has no resource of its own.
pub(super) fn copies(facts: &Facts, chosen: &Chosen<'_>) -> (Vec<Line>, Vec<Ghost>) {
    let kinds = [LinkKind::Replication, LinkKind::Backup];
    let of_kind = facts.flows.iter().filter(|flow| kinds.contains(&flow_kind(flow.kind)));
    let (mut lines, ghosts) = flow_lines(facts, chosen, &of_kind.collect::<Vec<_>>());
    // Whether data may go there is another picture's question.
    for line in &mut lines {
        (line.allowed, line.is_open) = (None, false);
        kind_in_words(line.kind).clone_into(&mut line.words);
    }
    (lines, ghosts)
}

/// Where data goes, of whatever kind.
pub(super) fn flows(facts: &Facts, chosen: &Chosen<'_>) -> (Vec<Line>, Vec<Ghost>) {
    flow_lines(facts, chosen, &facts.flows.iter().collect::<Vec<_>>())
}

fn flow_lines(facts: &Facts, chosen: &Chosen<'_>, flows: &[&Flow]) -> (Vec<Line>, Vec<Ghost>) {
    let mut next: BTreeMap<(&str, &str), Vec<&Flow>> = BTreeMap::new();
    for flow in flows {
        next.entry((&*flow.from, flow.kind)).or_default().push(flow);
    }
    let (mut lines, mut ghosts) = (Vec::new(), Vec::new());
    for flow in flows {
        let Some(from) = chosen.home.get(&*flow.from) else { continue };
        if flow.from == flow.to {
            ghosts.extend(ghost(flow, from));
            lines.extend(ghost(flow, from).map(|ghost| judged(facts, flow, from, &ghost.id)));
            continue;
        }
        for end in ends(chosen, &next, flow) {
            if end != *from {
                lines.push(judged(facts, flow, from, end));
            }
        }
    }
    (lines, ghosts)
}

/// The cards that a flow ends at, through what has none.
fn ends<'a>(
    chosen: &Chosen<'a>,
    next: &BTreeMap<(&'a str, &'a str), Vec<&'a Flow>>,
    flow: &'a Flow,
) -> BTreeSet<&'a str> {
    let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut open = vec![&*flow.to];
    while let Some(at) = open.pop().filter(|at| seen.insert(*at)) {
        match chosen.home.get(at) {
            Some(home) => drop(found.insert(*home)),
            None => {
                open.extend(next.get(&(at, flow.kind)).into_iter().flatten().map(|flow| &*flow.to))
            }
        }
    }
    found
}

fn ghost(flow: &Flow, from: &str) -> Option<Ghost> {
    let region =
        flow.to_region.as_ref().filter(|region| flow.from_region.as_ref() != Some(region))?;
    let kind = flow_kind(flow.kind);
    let id = format!("{from} \u{2192} {region} {}", kind.as_str());
    Some(Ghost { id, of: from.to_owned(), kind, region: region.to_string() })
}

/// A flow, held against what the objective of its source says about places.
fn judged(facts: &Facts, flow: &Flow, from: &str, to: &str) -> Line {
    let source = facts.resources.get(&flow.from);
    let wanted = source.and_then(|source| source.objectives.residency.as_deref());
    let allowed = match (wanted, &flow.to_region, source) {
        (Some(wanted), Some(region), Some(source)) => {
            region_is_allowed(&source.provider, region, wanted)
        }
        _ => None,
    };
    let is_open = wanted.is_some() && allowed.is_none();
    let kind = flow_kind(flow.kind);
    let mut words = kind_in_words(kind).to_owned();
    if let (Some(region), Some(wanted)) = (&flow.to_region, wanted) {
        let verdict = match allowed {
            Some(true) => "allowed",
            Some(false) => "not allowed",
            None => "not known whether allowed",
        };
        words = format!("{words}, to {region}: {verdict} ({})", wanted.join(", "));
    }
    Line { allowed, is_open, ..line(from, to, kind, true, words) }
}

/// What refers to a resource that is no part of the picture otherwise, and what it refers to.
pub(super) fn references(facts: &Facts, chosen: &Chosen<'_>, of: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let homes = |list: &BTreeMap<_, Vec<resilint_graph::EdgeFact>>| -> Vec<(String, String)> {
        let edges = list.get(of).into_iter().flatten();
        edges
            .filter_map(|edge| {
                let home = chosen.home.get(&*edge.address)?;
                Some(((*home).to_owned(), edge.kind.replace('_', " ")))
            })
            .collect()
    };
    for (to, words) in homes(&facts.graph.references) {
        lines.push(line(of, &to, LinkKind::Other, true, words));
    }
    for (from, words) in homes(&facts.graph.referrers) {
        lines.push(line(&from, of, LinkKind::Other, true, words));
    }
    lines.retain(|line| line.from != line.to);
    lines
}

fn line(from: &str, to: &str, kind: LinkKind, certain: bool, words: String) -> Line {
    let (from, to) = (from.to_owned(), to.to_owned());
    Line { from, to, kind, certain, allowed: None, is_open: false, words }
}

fn flow_kind(kind: &str) -> LinkKind {
    match kind {
        "replication" => LinkKind::Replication,
        "backup" => LinkKind::Backup,
        "logs" => LinkKind::Logs,
        "stream" => LinkKind::Messages,
        "cache" => LinkKind::Cache,
        "key" => LinkKind::Key,
        "read" => LinkKind::Data,
        _ => LinkKind::Other,
    }
}

/// What goes along a link, for people.
fn kind_in_words(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Request => "requests",
        LinkKind::Data => "data",
        LinkKind::Messages => "messages",
        LinkKind::Egress => "way to the internet",
        LinkKind::Replication => "replication",
        LinkKind::Backup => "backup",
        LinkKind::Logs => "logs",
        LinkKind::Cache => "cached copies",
        LinkKind::Key => "opened by this key",
        LinkKind::Other => "refers to",
    }
}
