//! Single points of failure: failure domains whose loss alone takes an entry out of service.

use std::collections::BTreeMap;

use petgraph::algo::dominators::{Dominators, simple_fast};
use petgraph::graph::{DiGraph, NodeIndex};

use super::domain::{DomainKind, Level, Loss, Token};
use super::explain::explain;
use super::model::{Model, NodeId, Strength};
use super::outcome::bounds;
use super::prepared::{Prepared, numbered};
use super::report::{Grading, SinglePoint, Verdict};
use super::scenario::{used, worst_zone_name};
use super::survive::{Fate, State, View, hard, lose};

/// The single points of failure up to a size, of every entry: instances first, then zones, regions, and what is larger.
#[must_use]
pub fn single_points(model: &Model, up_to: Level) -> Vec<SinglePoint> {
    let prepared = Prepared::new(model);
    let mut ways = Ways::new(model);
    let mut points = Vec::new();
    for candidate in candidates(model, up_to) {
        points.extend(judge(&prepared, &candidate, &mut ways));
    }
    points.dedup_by(|later, first| later.domain == first.domain && later.entry == first.entry);
    points
}

struct Candidate {
    name: String,
    level: Level,
    loss: Loss,
}

/// Zones that are hidden come before the named ones of their region: what certainly falls hides what possibly does.
fn candidates(model: &Model, up_to: Level) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let alone = zonal_instances(model);
    for token in used(model, |kind| kind.level() <= up_to) {
        let kind = model.tokens.kind(token);
        if kind == DomainKind::Instance && !alone.contains(&token) {
            continue;
        }
        let region = (kind == DomainKind::HiddenZone).then(|| model.tokens.within(token)).flatten();
        let name = region.map_or_else(
            || model.tokens.name(token).to_owned(),
            |region| worst_zone_name(&model.tokens, region),
        );
        candidates.push(Candidate {
            name,
            level: kind.level(),
            loss: Loss::of(&model.tokens, &[token]),
        });
    }
    candidates.sort_by(|one, other| (one.level, &one.name).cmp(&(other.level, &other.name)));
    candidates
}

/// Instances that sit in one zone. A managed service of a whole region is no instance that can break down by itself.
fn zonal_instances(model: &Model) -> std::collections::BTreeSet<Token> {
    let mut found = std::collections::BTreeSet::new();
    for replica in model.nodes.iter().flat_map(|node| &node.replicas) {
        let zonal = replica.unknown.is_some()
            || replica.domains.iter().any(|domain| model.tokens.kind(*domain).level() == Level::Az);
        if zonal {
            found.extend(
                replica
                    .domains
                    .iter()
                    .filter(|domain| model.tokens.kind(**domain) == DomainKind::Instance),
            );
        }
    }
    found
}

fn judge(prepared: &Prepared<'_>, candidate: &Candidate, ways: &mut Ways) -> Vec<SinglePoint> {
    let model = prepared.model;
    let now = lose(prepared, &candidate.loss, View::AT_ONCE);
    let harmed: Vec<NodeId> =
        model.entries.iter().copied().filter(|entry| harmed(prepared, &now, *entry)).collect();
    if harmed.is_empty() {
        return Vec::new();
    }
    let after = lose(prepared, &candidate.loss, View::RECOVERED);
    let certain =
        prepared.has(Strength::Assumed).then(|| lose(prepared, &candidate.loss, View::CERTAIN));
    harmed
        .into_iter()
        .map(|entry| {
            let (worst, best) = bounds(now.of(entry), after.of(entry));
            let explanation = explain(prepared, &candidate.loss, &now, View::AT_ONCE, entry);
            SinglePoint {
                domain: candidate.name.clone(),
                level: candidate.level,
                entry: prepared.node(entry).address.clone(),
                grade: grade(worst, best),
                path: explanation.path,
                choke_points: explanation
                    .culprit
                    .map(|culprit| ways.passed(model, entry, culprit))
                    .unwrap_or_default(),
                because: explanation.because,
                assumed: certain
                    .as_ref()
                    .is_some_and(|certain| certain.of(entry).write > now.of(entry).write),
            }
        })
        .collect()
}

/// An entry that was sound before and is not any more.
fn harmed(prepared: &Prepared<'_>, now: &State, entry: NodeId) -> bool {
    now.of(entry).write != Fate::Alive
        && prepared.base(View::AT_ONCE).of(entry).write == Fate::Alive
}

fn grade(worst: Verdict, best: Verdict) -> Grading {
    match (worst, best) {
        (_, Verdict::Survives) => Grading::Possible,
        (Verdict::Recovers, _) => Grading::Recoverable,
        (_, Verdict::Recovers) => Grading::Possible,
        _ => Grading::Hard,
    }
}

/// The ways from the entries: what every way to a node passes.
struct Ways {
    graph: DiGraph<(), ()>,
    from: BTreeMap<NodeId, Dominators<NodeIndex>>,
}

impl Ways {
    fn new(model: &Model) -> Self {
        let mut graph: DiGraph<(), ()> = DiGraph::new();
        for _ in &model.nodes {
            graph.add_node(());
        }
        for (id, node) in numbered(model) {
            for member in node.requires.iter().flat_map(|group| hard(group, Strength::Assumed)) {
                graph.add_edge(NodeIndex::new(id.index()), NodeIndex::new(member.node.index()), ());
            }
            for need in node.replicas.iter().flat_map(|replica| &replica.needs) {
                graph.add_edge(NodeIndex::new(id.index()), NodeIndex::new(need.node.index()), ());
            }
        }
        Self { graph, from: BTreeMap::new() }
    }

    /// The nodes that every way from an entry to a node passes, both included.
    fn passed(&mut self, model: &Model, entry: NodeId, node: NodeId) -> Vec<String> {
        let graph = &self.graph;
        let from = self
            .from
            .entry(entry)
            .or_insert_with(|| simple_fast(graph, NodeIndex::new(entry.index())));
        let mut passed: Vec<String> = from
            .dominators(NodeIndex::new(node.index()))
            .into_iter()
            .flatten()
            .map(|index| model.nodes[index.index()].address.clone())
            .collect();
        passed.reverse();
        passed
    }
}
