//! Facts that an instance and its settings tell by themselves.

use std::cell::RefCell;
use std::sync::Arc;

use serde_json::Value as Json;

use super::table::{Context, FactTable, NodeFacts, set_fact};
use super::{Fact, FactValue, read_fact};
use crate::attribute::{as_bool, first, known_json, steps};
use crate::geography::region;
use crate::graph::Node;
use crate::parallel;
use crate::placement::{Home, ZoneSet};

/// Where each node is, what its attributes tell, and what its settings add.
pub(super) fn collect(context: &Context<'_>) -> FactTable {
    let own = |(at, node): (usize, &Node)| {
        let mut facts = NodeFacts::new();
        if node.entry.is_some() {
            place(context, at, &mut facts);
            for (name, fact) in read_all(node, &facts) {
                set_fact(&mut facts, &name, fact);
            }
            guarded(node, &mut facts);
        }
        facts
    };
    let mut table = FactTable::of_nodes(parallel::map(&context.graph.nodes, own));
    for (at, node) in context.judged() {
        for (satellite, certain) in &node.satellites {
            if let Some(setting) = context.node(*satellite) {
                apply(&mut table, at, setting, *certain);
            }
        }
    }
    table
}

fn read_all(node: &Node, known: &NodeFacts) -> Vec<(String, Fact)> {
    let Some(entry) = node.entry.as_ref().filter(|entry| entry.configures.is_none()) else {
        return Vec::new();
    };
    let facts = entry.facts.iter().filter_map(|(name, rules)| {
        Some((name.clone(), read_fact(rules, node, &|wanted| related(node, known, wanted))?))
    });
    facts.collect()
}

/// Another fact of the same node, for a condition.
fn related(node: &Node, known: &NodeFacts, wanted: &str) -> Option<Fact> {
    if let Some(fact) = known.get(wanted) {
        return Some(fact.clone());
    }
    // INVARIANT: a fact that is being read is not read again, so conditions that go round in circles end.
    thread_local! { static READING: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) }; }
    let busy = READING.with_borrow(|reading| reading.iter().any(|name| name == wanted));
    if busy {
        return None;
    }
    READING.with_borrow_mut(|reading| reading.push(wanted.to_owned()));
    let rules = node.entry.as_ref().and_then(|entry| entry.facts.get(wanted));
    let fact = rules.and_then(|rules| read_fact(rules, node, &|name| related(node, known, name)));
    READING.with_borrow_mut(Vec::pop);
    fact
}

fn place(context: &Context<'_>, at: usize, facts: &mut NodeFacts) {
    match context.placements.home(at) {
        Home::Region { name, at: path, of } => {
            let fact = Fact::known(&**name, path.clone());
            let fact = of.map_or(fact.clone(), |of| fact.decided_by(context.address(of)));
            set_fact(facts, "region", fact);
        }
        Home::Unknown { reason, at: path } => {
            set_fact(facts, "region", Fact::unknown(Arc::clone(reason), path.clone()));
        }
        Home::Global | Home::Nowhere => {}
    }
    let Some(zones) = context.placements.zones(at) else { return };
    let name =
        |fact: Fact| zones.of.map_or(fact.clone(), |of| fact.decided_by(context.address(of)));
    if zones.regional {
        let fact = Fact { default: zones.default, ..Fact::known(true, zones.at.clone()) };
        set_fact(facts, "regional", name(fact));
        return;
    }
    let of_region = context
        .node(at)
        .zip(context.placements.home(at).name())
        .and_then(|(node, name)| region(node.cloud(), name)?.zone_count);
    set_fact(facts, "zones", name(zones_fact(zones, of_region)));
    if zones.picked == 0 && zones.unknown.is_none() {
        let names: Vec<Json> =
            zones.named.iter().map(|zone| Json::from(&**zone.as_str())).collect();
        set_fact(facts, "zone_names", name(Fact::known(names, zones.at.clone())));
    }
}

fn zones_fact(zones: &ZoneSet, of_region: Option<usize>) -> Fact {
    match (&zones.unknown, zones.count()) {
        (Some(reason), None) => {
            Fact::unknown(Arc::clone(reason), zones.at.clone()).within(zones.limits(of_region))
        }
        (_, count) => {
            Fact { default: zones.default, ..Fact::known(count.unwrap_or(0), zones.at.clone()) }
        }
    }
}

/// What Terraform itself refuses to destroy is protected.
fn guarded(node: &Node, facts: &mut NodeFacts) {
    let guard = first(&node.instance.lifecycle, "prevent_destroy").and_then(known_json);
    let protected = facts.get("deletion_protected").and_then(Fact::get);
    if protected == Some(&Json::Bool(false)) && guard.as_ref().and_then(as_bool) == Some(true) {
        let fact = Fact::known(true, steps("lifecycle.prevent_destroy"));
        set_fact(facts, "deletion_protected", fact);
    }
}

/// Adds what a setting says to the facts of its owner.
fn apply(table: &mut FactTable, owner: usize, setting: &Node, certain: bool) {
    let Some(entry) = &setting.entry else { return };
    for (name, rules) in &entry.facts {
        let Some(fact) = read_fact(rules, setting, &|_| None) else { continue };
        let fact = fact.decided_by(Arc::clone(&setting.address));
        let doubt =
            setting.instance.maybe_absent.as_ref().map(ToString::to_string).or_else(|| {
                (!certain).then(|| "which resource it configures is undecided".to_owned())
            });
        let before = table.get(owner, name);
        let fact = match (doubt, before) {
            (Some(_), Some(before)) if before.value == fact.value => continue,
            (Some(doubt), _) => Fact::unknown(format!("`{}`: {doubt}", setting.address), fact.at)
                .decided_by(Arc::clone(&setting.address)),
            (None, Some(before)) if before.of.is_some() && !overrules(name, &fact, before) => {
                continue;
            }
            (None, _) => fact,
        };
        table.set(owner, name, fact);
    }
}

/// Of two settings that say different things: a block on public access wins over a grant, anything else is additive.
fn overrules(name: &str, fact: &Fact, before: &Fact) -> bool {
    let wins = name != "public";
    matches!(before.value, FactValue::Unknown(_))
        || fact.get().and_then(Json::as_bool) == Some(wins)
}
