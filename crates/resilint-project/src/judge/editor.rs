//! What an editor asks for: root modules judged one by one, put together when all are there, and the resources behind a place in the text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_eval::Instance;
use resilint_graph::failure::{Casualties, casualties_of_nodes};
use resilint_syntax::Span;

use super::analysis::Analysis;
use super::check::{CheckError, Judgement, Watch, together};
use super::explain::Explanation;
use super::hints::placement;
use super::hygiene;
use crate::project::Project;
use crate::report::{Finding, Range, Report};
use crate::{Cancel, shown};

/// A resource instance whose block is in a file, or whose module is called there.
#[derive(Debug, Clone)]
pub struct ResourceAt {
    /// What is known about it; without findings.
    pub explanation: Explanation,
    /// The role that the catalog gives its type.
    pub role: Option<String>,
    /// Its region and zones, as far as they are known.
    pub placement: Option<String>,
    /// The file of its block.
    pub file: String,
    /// The whole block.
    pub block: Range,
    /// The block's header.
    pub header: Range,
    /// What refers to it: address and kind of the edge.
    pub referrers: Vec<(String, &'static str)>,
    /// The failure domains that take it out of service: `az:eu-west-1a`, `node:ADDRESS`.
    pub falls_with: Vec<String>,
    /// The entries that are out of service without it.
    pub takes_down: Vec<String>,
}

/// What hangs on the resource instances of one block.
#[derive(Debug, Clone)]
pub struct Relations {
    /// The block's header.
    pub header: Range,
    /// The addresses that refer to it.
    pub dependents: BTreeSet<String>,
    /// The entries that are out of service without it.
    pub takes_down: BTreeSet<String>,
}

impl Project {
    /// Judges one root module; what concerns suppressions waits for [`Project::assemble`].
    ///
    /// # Errors
    /// When the inputs cannot be found, or nobody waits for the result any more.
    pub fn judge_one(&self, root: &Path, cancel: &Cancel) -> Result<Judgement, CheckError> {
        self.judge_safely(root, cancel, Watch::none(), None)
    }

    /// The same for a root module that is edited: what the rules found is kept, so that the next time they run only where something changed.
    ///
    /// # Errors
    /// When the inputs cannot be found, or nobody waits for the result any more.
    pub fn judge_again(&self, root: &Path, cancel: &Cancel) -> Result<Judgement, CheckError> {
        self.judge_safely(root, cancel, Watch::none(), Some(&self.memories))
    }

    /// Forgets what was found, for all root modules but these.
    pub fn remember_only(&self, roots: &BTreeSet<PathBuf>) {
        self.memories.keep(roots);
    }

    /// The findings about suppressions, from the judgements of all root modules: one is unused only if it is so everywhere.
    #[must_use]
    pub fn suppression_findings<'j>(
        &self,
        judgements: impl Iterator<Item = &'j Judgement>,
    ) -> Vec<Finding> {
        let entries =
            together(judgements.flat_map(|judgement| judgement.suppressions.iter().cloned()));
        let places = self.places();
        let root = shown(&self.options.base, self.root());
        entries.iter().filter_map(|entry| hygiene::finding(entry, &root, places)).collect()
    }

    /// The resource instances of a root module whose blocks are in a file.
    #[must_use]
    pub fn resources_in(&self, analysis: &Analysis, file: &Path) -> Vec<ResourceAt> {
        let file = crate::resolve(&self.options.base, file);
        let alone = self.alone(analysis, &file);
        self.instances_in(analysis, &file)
            .map(|(address, instance)| self.resource_at(analysis, address, instance, &alone))
            .collect()
    }

    /// What hangs on the resources of a file: one entry for each block, all its instances together, in the order of the text.
    #[must_use]
    pub fn relations_in(&self, analysis: &Analysis, file: &Path) -> Vec<Relations> {
        let file = crate::resolve(&self.options.base, file);
        let alone = self.alone(analysis, &file);
        let mut blocks: BTreeMap<u32, Relations> = BTreeMap::new();
        for (address, instance) in self.instances_in(analysis, &file) {
            let relations = blocks.entry(instance.header.start).or_insert_with(|| Relations {
                header: self.places().range(instance.header),
                dependents: BTreeSet::new(),
                takes_down: BTreeSet::new(),
            });
            relations.dependents.extend(referrers(analysis, address).map(|(other, _)| other));
            relations.takes_down.extend(entries_without(analysis, &alone, address));
        }
        blocks.into_values().collect()
    }

    /// The place of a resource's header: file and range.
    #[must_use]
    pub fn place_of(&self, analysis: &Analysis, address: &str) -> Option<(String, Range)> {
        let span = analysis.graph.instance(address)?.header;
        Some((self.places().file(span), self.places().range(span)))
    }

    pub(crate) fn instances_in<'a>(
        &'a self,
        analysis: &'a Analysis,
        file: &'a Path,
    ) -> impl Iterator<Item = (&'a Arc<str>, &'a Instance)> {
        let here = move |span: Span| *self.files.path(span.file) == *file;
        let addresses = analysis.graph.addresses();
        addresses
            .filter_map(|address| Some((address, analysis.graph.instance(address)?)))
            .filter(move |(_, instance)| here(instance.span))
    }

    /// What dies with each resource of a file alone.
    fn alone(&self, analysis: &Analysis, file: &Path) -> BTreeMap<String, Casualties> {
        let here: BTreeSet<&str> =
            self.instances_in(analysis, file).map(|(address, _)| &**address).collect();
        casualties_of_nodes(&analysis.model, |address| here.contains(address))
    }

    fn resource_at(
        &self,
        analysis: &Analysis,
        address: &str,
        instance: &Instance,
        alone: &BTreeMap<String, Casualties>,
    ) -> ResourceAt {
        let places = self.places();
        let facts = analysis.facts.resources.get(address);
        let mut referrers: Vec<_> = referrers(analysis, address).collect();
        referrers.dedup();
        let falls_with = analysis
            .facts
            .failures
            .iter()
            .filter(|(domain, failure)| {
                failure.fails.iter().any(|other| **other == *address)
                    && domain.strip_prefix("node:") != Some(address)
            })
            .map(|(domain, _)| domain.clone());
        ResourceAt {
            explanation: self.explanation(analysis, address, instance, Vec::new()),
            role: facts.and_then(|facts| facts.role.as_deref()).map(str::to_owned),
            placement: facts.and_then(|facts| placement(facts)),
            file: places.file(instance.span),
            block: places.range(instance.span),
            header: places.range(instance.header),
            referrers,
            falls_with: falls_with.collect(),
            takes_down: entries_without(analysis, alone, address),
        }
    }
}

/// What refers to a resource, with the kind of the edge.
fn referrers(analysis: &Analysis, address: &str) -> impl Iterator<Item = (String, &'static str)> {
    let edges = analysis.facts.graph.referrers.get(address).into_iter().flatten();
    edges
        .filter(move |edge| *edge.address != *address)
        .map(|edge| (edge.address.to_string(), edge.kind))
}

/// The entries that are out of service without a resource.
fn entries_without(
    analysis: &Analysis,
    alone: &BTreeMap<String, Casualties>,
    address: &str,
) -> Vec<String> {
    let fails = alone.get(address).into_iter().flat_map(|casualties| &casualties.fails);
    let is_entry =
        |address: &str| analysis.facts.graph.paths.iter().any(|path| *path.entry == *address);
    fails.filter(|failed| **failed != address && is_entry(failed)).cloned().collect()
}

impl Judgement {
    /// What was found.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The same judgement with another report: what an editor keeps of an earlier one.
    #[must_use]
    pub fn with_report(&self, report: Report) -> Self {
        let (suppressions, files) = (self.suppressions.clone(), self.files.clone());
        Self { report, suppressions, files }
    }
}
