//! Judging the same configuration again after an edit: rules run only where something changed that they look at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use resilint_graph::{Facts, GraphFacts, ResourceFacts};

use super::judge::{Ruling, Run, conclude, is_tried};
use super::{Plan, Prepared};
use crate::finding::Evaluation;
use crate::input::{Built, Values};
use crate::rego::Part;
use crate::rule::Rule;

/// How many resources a group has, about: a rule that looks at one resource at a time runs again for the groups with changes only.
const GROUP: usize = 4;

/// The most groups.
const GROUPS: usize = 64;

/// What was found before.
#[derive(Debug, Default)]
pub struct Memory(Option<Box<Kept>>);

#[derive(Debug)]
struct Kept {
    /// The rules that judged.
    rules: Vec<Arc<Rule>>,
    facts: Arc<Facts>,
    values: Built,
    groups: usize,
    /// For each rule, one ruling for each group, or one for all.
    rulings: Vec<Vec<Ruling>>,
    evaluation: Evaluation,
}

/// Runs the loaded rules over the facts, as far as they could find something else than before.
pub(crate) fn evaluate_again(
    prepared: &mut Prepared,
    rules: &[Arc<Rule>],
    facts: &Arc<Facts>,
    cancelled: &dyn Fn() -> bool,
    memory: &mut Memory,
) -> Evaluation {
    let kept = memory.0.take().filter(|kept| is_same(&kept.rules, rules));
    let plans = Arc::clone(&prepared.plans);
    let mut next = match kept {
        Some(kept) => {
            let changes = (!Arc::ptr_eq(&kept.facts, facts))
                .then(|| Changes::between(&kept.facts, facts))
                .filter(|changes| !changes.is_empty());
            let Some(changes) = changes else {
                let evaluation = kept.evaluation.clone();
                memory.0 = Some(kept);
                return evaluation;
            };
            let mut next = *kept;
            changes.forget(&mut next.values);
            let concerned = (0..plans.len()).filter(|index| changes.concern(&plans[*index]));
            judge(prepared, &concerned.collect::<Vec<_>>(), &changes, facts, cancelled, &mut next);
            next
        }
        None => judge_all(prepared, rules, facts, cancelled),
    };
    let rulings = plans
        .iter()
        .zip(&next.rulings)
        .flat_map(|(plan, rulings)| rulings.iter().map(move |ruling| (plan, ruling)));
    next.evaluation = conclude(prepared, facts, rulings);
    let evaluation = next.evaluation.clone();
    // What was given up half-way is nothing to build on.
    if !cancelled() {
        next.facts = Arc::clone(facts);
        memory.0 = Some(Box::new(next));
    }
    evaluation
}

fn is_same(left: &[Arc<Rule>], right: &[Arc<Rule>]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| Arc::ptr_eq(left, right))
}

fn judge_all(
    prepared: &mut Prepared,
    rules: &[Arc<Rule>],
    facts: &Facts,
    cancelled: &dyn Fn() -> bool,
) -> Kept {
    let groups = (facts.resources.len() / GROUP).clamp(1, GROUPS);
    let plans = Arc::clone(&prepared.plans);
    let rulings = plans
        .iter()
        .map(|plan| vec![Ruling::default(); if plan.one_by_one { groups } else { 1 }])
        .collect();
    let mut next = Kept {
        rules: rules.to_vec(),
        facts: Arc::default(),
        values: Built::default(),
        groups,
        rulings,
        evaluation: Evaluation::default(),
    };
    let changes = Changes::between(&next.facts, facts);
    let all: Vec<usize> = (0..plans.len()).collect();
    judge(prepared, &all, &changes, facts, cancelled, &mut next);
    next
}

/// Renews the rulings of the rules that a change concerns.
fn judge(
    prepared: &mut Prepared,
    concerned: &[usize],
    changes: &Changes,
    facts: &Facts,
    cancelled: &dyn Fn() -> bool,
    next: &mut Kept,
) {
    let plans = Arc::clone(&prepared.plans);
    let mut values = Values::of(std::mem::take(&mut next.values));
    let mut run = Run::new(prepared, facts, cancelled);
    let (each, whole): (Vec<usize>, Vec<usize>) =
        concerned.iter().partition(|index| plans[**index].one_by_one);
    let of = |indices: &[usize]| indices.iter().map(|index| &plans[*index]).collect::<Vec<_>>();
    if !whole.is_empty() {
        let inputs = values.inputs(facts, &is_tried(&of(&whole)));
        for (index, ruling) in whole.iter().zip(run.rulings(&of(&whole), &inputs)) {
            next.rulings[*index] = vec![ruling];
        }
    }
    if !each.is_empty() {
        let touched: BTreeSet<usize> =
            changes.addresses.iter().map(|address| group_of(address, next.groups)).collect();
        for group in touched {
            let part = some(facts, |address| group_of(address, next.groups) == group);
            let (looking, idle): (Vec<usize>, Vec<usize>) =
                each.iter().partition(|index| finds_something(&plans[**index], &part));
            let inputs = values.inputs_of_some(&part, &is_tried(&of(&looking)));
            for (index, ruling) in looking.iter().zip(run.rulings(&of(&looking), &inputs)) {
                next.rulings[*index][group] = ruling;
            }
            for index in idle {
                next.rulings[index][group] = Ruling::default();
            }
        }
    }
    next.values = values.into_built();
}

/// Whether there are resources of the kinds that a rule looks at.
fn finds_something(plan: &Plan, facts: &Facts) -> bool {
    plan.parts.iter().any(|part| match part {
        Part::Role(role) => facts.by_role.contains_key(role.as_str()),
        Part::Type(name) => facts.by_type.contains_key(name.as_str()),
        _ => !facts.resources.is_empty(),
    })
}

/// The group of an address: the same at every run.
fn group_of(address: &str, groups: usize) -> usize {
    let hash = address
        .bytes()
        .fold(5381_usize, |hash, byte| hash.wrapping_mul(33).wrapping_add(usize::from(byte)));
    hash % groups
}

/// Some of the resources, without what is between them.
fn some(facts: &Facts, wanted: impl Fn(&str) -> bool) -> Facts {
    let index = |index: &BTreeMap<Arc<str>, Vec<Arc<str>>>| {
        let lists = index.iter().map(|(key, addresses)| {
            let addresses: Vec<Arc<str>> =
                addresses.iter().filter(|address| wanted(address)).cloned().collect();
            (Arc::clone(key), addresses)
        });
        lists.filter(|(_, addresses)| !addresses.is_empty()).collect()
    };
    Facts {
        resources: facts
            .resources
            .iter()
            .filter(|(address, _)| wanted(address))
            .map(|(address, resource)| (Arc::clone(address), Arc::clone(resource)))
            .collect(),
        by_role: index(&facts.by_role),
        by_type: index(&facts.by_type),
        objectives: facts.objectives.clone(),
        graph: GraphFacts::default(),
        failures: BTreeMap::new(),
        flows: Vec::new(),
        promises: Vec::new(),
    }
}

/// What is different.
struct Changes {
    /// Resources that are new, gone, or others than before.
    addresses: BTreeSet<Arc<str>>,
    roles: BTreeSet<Arc<str>>,
    types: BTreeSet<Arc<str>>,
    /// What of them; `None` when resources came or went.
    names: Option<BTreeSet<Name>>,
    parts: BTreeSet<Part>,
}

/// What policies see of a resource: an attribute, or anything else that it has by a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Attribute(String),
    Other(&'static str),
}

impl Name {
    fn is_read_by(&self, plan: &Plan) -> bool {
        match self {
            Self::Other(name) => plan.reads.contains(*name),
            Self::Attribute(name) => plan.reads_attribute(name),
        }
    }
}

impl Changes {
    fn between(before: &Facts, after: &Facts) -> Self {
        let mut changes = Self {
            addresses: BTreeSet::new(),
            roles: BTreeSet::new(),
            types: BTreeSet::new(),
            names: Some(BTreeSet::new()),
            parts: BTreeSet::new(),
        };
        for (address, resource) in &after.resources {
            match before.resources.get(address) {
                Some(known) if Arc::ptr_eq(known, resource) || known == resource => {}
                known => {
                    let others = known.and_then(|known| different(known, resource));
                    changes.names =
                        changes.names.zip(others).map(|(names, others)| &names | &others);
                    changes.add(resource);
                    known.into_iter().for_each(|known| changes.add(known));
                }
            }
        }
        for (address, resource) in &before.resources {
            if !after.resources.contains_key(address) {
                changes.names = None;
                changes.add(resource);
            }
        }
        let parts = [
            (Part::Resources, changes.addresses.is_empty()),
            (Part::References, before.graph.references == after.graph.references),
            (Part::Referrers, before.graph.referrers == after.graph.referrers),
            (Part::Paths, before.graph.paths == after.graph.paths),
            (Part::Failures, before.failures == after.failures),
            (Part::Flows, before.flows == after.flows),
            (Part::Promises, before.promises == after.promises),
            (Part::Objectives, before.objectives == after.objectives),
        ];
        changes.parts = parts.into_iter().filter(|(_, same)| !same).map(|(part, _)| part).collect();
        changes
    }

    fn add(&mut self, resource: &ResourceFacts) {
        self.addresses.insert(Arc::clone(&resource.address));
        self.roles.extend(resource.roles.iter().chain(&resource.role).cloned());
        self.types.insert(Arc::clone(&resource.type_name));
    }

    /// Drops what is no longer so.
    fn forget(&self, built: &mut Built) {
        built.forget(&self.addresses);
        for part in &self.parts {
            let name = match part {
                Part::References | Part::Referrers | Part::Paths => "graph",
                Part::Failures => "failures",
                Part::Flows => "flows",
                Part::Promises => "promises",
                Part::Objectives => "objectives",
                Part::Everything | Part::Resources | Part::Role(_) | Part::Type(_) => continue,
            };
            built.beside.remove(name);
        }
    }

    fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether a rule looks at something that changed.
    fn concern(&self, plan: &Plan) -> bool {
        let read = plan.reads_any
            || self
                .names
                .as_ref()
                .is_none_or(|names| names.iter().any(|name| name.is_read_by(plan)));
        plan.parts.iter().any(|part| match part {
            Part::Everything => true,
            Part::Resources => read && self.parts.contains(part),
            Part::Role(role) => read && self.roles.contains(role.as_str()),
            Part::Type(name) => read && self.types.contains(name.as_str()),
            other => self.parts.contains(other),
        })
    }
}

/// What policies see differently of a resource; `None` when it is of another kind.
fn different(before: &ResourceFacts, after: &ResourceFacts) -> Option<BTreeSet<Name>> {
    let same_kind = before.type_name == after.type_name
        && before.name == after.name
        && before.module == after.module
        && before.mode == after.mode
        && before.provider == after.provider
        && before.provider_alias == after.provider_alias
        && before.role == after.role
        && before.roles == after.roles;
    if !same_kind {
        return None;
    }
    let fields = [
        ("unknown", before.unknown == after.unknown),
        ("tags", before.tags == after.tags),
        ("count", before.count == after.count),
        ("maybe_absent", before.maybe_absent == after.maybe_absent),
        ("outside", before.outside == after.outside),
        ("incomplete", before.incomplete == after.incomplete),
        ("workload", before.workload == after.workload),
        ("objectives", before.objectives == after.objectives),
        ("satellites", before.satellites == after.satellites),
    ];
    let fields = fields.into_iter().filter(|(_, same)| !same).map(|(name, _)| name);
    let facts = before.facts.keys().chain(after.facts.keys()).copied();
    let facts = facts.filter(|name| before.facts.get(name) != after.facts.get(name));
    let attributes = attributes(before).chain(attributes(after));
    let attributes =
        attributes.filter(|name| before.attributes.get(name) != after.attributes.get(name));
    Some(
        fields
            .chain(facts)
            .map(Name::Other)
            .chain(attributes.map(|name| Name::Attribute(name.clone())))
            .collect(),
    )
}

fn attributes(resource: &ResourceFacts) -> impl Iterator<Item = &String> {
    resource.attributes.as_object().into_iter().flat_map(serde_json::Map::keys)
}

#[cfg(test)]
#[path = "memory_tests.rs"]
mod tests;
