//! A graph with everything that is known about it: what facts are told from, and failures simulated on.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{Condition, Evidence, Failure, Recovery};
use crate::facts::{
    Context, Fact, FactTable, Facts, FailureFacts, Truth, add_promises, collect, holds,
};
use crate::failure::{Model, Promise, Times, bind, casualties, promises};
use crate::graph::{Node, ResourceGraph};
use crate::objective::{EffectiveObjectives, Objectives, fraction};
use crate::placement::Placements;
use crate::residency;

/// A graph, the place of every instance, the objectives in force for it, and its facts.
#[derive(Debug)]
pub struct Survey<'a> {
    pub(crate) graph: &'a ResourceGraph,
    pub(crate) placements: Placements,
    pub(crate) objectives: Vec<(Option<Arc<str>>, Arc<EffectiveObjectives>)>,
    pub(crate) table: FactTable,
    default: Arc<EffectiveObjectives>,
}

impl<'a> Survey<'a> {
    /// Surveys a graph.
    #[must_use]
    pub fn of(graph: &'a ResourceGraph, objectives: &Objectives) -> Self {
        let placements = Placements::of(graph);
        let mut in_force: Vec<_> =
            graph.nodes.iter().map(|node| in_force(node, objectives)).collect();
        let asked = in_force.clone();
        let context = Context { graph, placements: &placements, objectives: &asked };
        let mut table = collect::table(&context);
        residency::mark_personal(&context, &mut table, objectives.residency_tags());
        residency::hand_on(&context, &table, objectives.residency_tags(), &mut in_force);
        let default = Arc::clone(objectives.default_objectives());
        Self { graph, placements, objectives: in_force, table, default }
    }

    /// What policies see of it.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let model = self.failures(&Times::default());
        self.facts_with(&model, &self.promises(&model), None)
    }

    /// Its failure model, with times that no resource decides.
    #[must_use]
    pub fn failures(&self, times: &Times) -> Model {
        bind(self, times)
    }

    /// What is promised about failures of this model: by the objectives of each workload, and by resiliency policies in the configuration.
    #[must_use]
    pub fn promises(&self, model: &Model) -> Vec<Promise> {
        promises(self, model)
    }

    /// What policies see of it, with what its failure model tells, and what becomes of the promises. What is alike in a graph of `before` is shared
    /// with its facts.
    #[must_use]
    pub fn facts_with(
        &self,
        model: &Model,
        promises: &[Promise],
        before: Option<(&ResourceGraph, &Facts)>,
    ) -> Facts {
        let mut facts = collect::facts(&self.context(), &self.table, &self.default, before);
        facts.failures = failure_facts(model);
        add_promises(self.graph, model, promises, &mut facts);
        facts
    }

    /// What facts are derived from.
    pub(crate) fn context(&self) -> Context<'_> {
        Context { graph: self.graph, placements: &self.placements, objectives: &self.objectives }
    }

    /// The figures that may be promised for a node, as fractions, the likeliest first: one when it is known which applies, none when there is none.
    pub(crate) fn availabilities(&self, at: usize) -> Vec<(f64, Evidence)> {
        let Some(node) = self.graph.nodes.get(at) else { return Vec::new() };
        let fact = |name: &str| -> Option<Fact> { self.table.get(at, name).cloned() };
        let mut possible = Vec::new();
        for sla in node.entry.iter().flat_map(|entry| &entry.sla) {
            let truth = sla
                .when
                .as_ref()
                .map_or(Truth::Yes, |when| holds(when, &node.instance.attributes, &fact));
            if !matches!(truth, Truth::No) {
                possible.push((fraction(sla.percent), sla.evidence));
            }
            if matches!(truth, Truth::Yes) {
                break;
            }
        }
        possible
    }

    /// What it takes to get a node back after a failure.
    pub(crate) fn recovery(&self, at: usize, failure: Failure) -> Option<&Recovery> {
        let node = self.graph.nodes.get(at)?;
        let mut rules = node.entry.as_ref()?.recovery.iter().filter(|rule| rule.failure == failure);
        rules.find(|rule| self.applies(at, node, rule.when.as_ref()))
    }

    /// The availability that is promised for an instance, as a fraction, and how well that is founded.
    #[must_use]
    pub fn promised_availability(&self, address: &str) -> Option<(f64, Evidence)> {
        match self.availabilities(*self.graph.by_address.get(address)?).as_slice() {
            [known] => Some(*known),
            _ => None,
        }
    }

    /// What it takes to get an instance back after a failure.
    #[must_use]
    pub fn recovery_after(&self, address: &str, failure: Failure) -> Option<&Recovery> {
        self.recovery(*self.graph.by_address.get(address)?, failure)
    }

    /// Whether a condition certainly holds for a node.
    fn applies(&self, at: usize, node: &Node, when: Option<&Condition>) -> bool {
        let fact = |name: &str| -> Option<Fact> { self.table.get(at, name).cloned() };
        when.is_none_or(|when| matches!(holds(when, &node.instance.attributes, &fact), Truth::Yes))
    }
}

fn failure_facts(model: &Model) -> BTreeMap<String, FailureFacts> {
    let shared = |addresses: Vec<String>| addresses.into_iter().map(Arc::from).collect();
    let all = casualties(model).into_iter();
    all.map(|(domain, casualties)| {
        let facts = FailureFacts {
            fails: shared(casualties.fails),
            degraded: shared(casualties.degraded),
            unknown: shared(casualties.unknown),
            automation_lost: Vec::new(),
        };
        (domain, facts)
    })
    .collect()
}

/// Everything known about the graph's instances, under these objectives.
#[must_use]
pub fn facts(graph: &ResourceGraph, objectives: &Objectives) -> Facts {
    Survey::of(graph, objectives).facts()
}

fn in_force(node: &Node, objectives: &Objectives) -> (Option<Arc<str>>, Arc<EffectiveObjectives>) {
    let files: Vec<_> = node.files().collect();
    let asked = objectives.of(&node.instance.address.module.to_string(), &node.tags.known, &files);
    residency::with_declared(&node.tags.known, objectives.residency_tags(), asked)
}
