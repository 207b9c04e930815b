//! A root module, evaluated: its instances, its graph, its facts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_config::{Configuration, Mode};
use resilint_eval::{Inputs, Instance, Origins, evaluate};
use resilint_graph::failure::{Model, Promise};
use resilint_graph::{Facts, ResourceGraph, Survey};
use resilint_syntax::{Diagnostic, FileId};

use super::blame::Blamer;
use super::check::{CheckError, Watch};
use crate::Cancel;
use crate::project::Project;
use crate::unit::Unit;

/// Everything known about one root module with one set of inputs.
#[derive(Debug)]
pub struct Analysis {
    /// The root module's directory.
    pub root: PathBuf,
    /// The resource graph, with the instances.
    pub graph: ResourceGraph,
    /// What policies see.
    pub facts: Arc<Facts>,
    /// What fails with what, and how it comes back.
    pub model: Arc<Model>,
    /// What was promised about failures.
    pub promises: Arc<[Promise]>,
    pub(crate) configuration: Configuration,
    pub(crate) origins: Origins,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) unit: Arc<Unit>,
}

impl Project {
    /// Evaluates a root module, with the first set of inputs there is for it.
    ///
    /// # Errors
    /// When the inputs cannot be found, or nobody waits for the result any more.
    pub fn analyse(&self, root: &Path, cancel: &Cancel) -> Result<Analysis, CheckError> {
        let root = crate::resolve(&self.options.base, root);
        let inputs = self.inputs(&root)?.into_iter().next().unwrap_or_default();
        self.analyse_with(&root, &inputs, cancel, Watch::none(), None)
    }

    /// `before` is an earlier analysis of the same root module: what it found is taken over as far as it holds still.
    pub(crate) fn analyse_with(
        &self,
        root: &Path,
        inputs: &Inputs,
        cancel: &Cancel,
        watch: Watch<'_>,
        before: Option<&Analysis>,
    ) -> Result<Analysis, CheckError> {
        let unit = self.unit(root);
        watch.stage(root, "load");
        let (configuration, mut diagnostics) = self.load(root);
        cancelled(cancel)?;
        watch.stage(root, "evaluate");
        let evaluation = evaluate(&configuration, &self.files, &*self.fs, inputs);
        diagnostics.extend(evaluation.diagnostics);
        if let Some(given) = &self.plan {
            diagnostics.extend(given.diagnostics.iter().cloned());
            // What the plan has in modules that are not at hand is judged.
            let is_outside = |instance: &Instance| instance.address.resource.mode == Mode::Module;
            let all_known = !evaluation.instances.iter().any(is_outside);
            diagnostics.retain(|diagnostic| !all_known || diagnostic.code != "missing-module");
        }
        cancelled(cancel)?;
        watch.stage(root, "graph");
        let mut graph = ResourceGraph::build(evaluation.instances, &unit.catalog);
        diagnostics.extend(self.declare(&mut graph, &unit, &configuration));
        cancelled(cancel)?;
        watch.stage(root, "facts");
        let before = before.filter(|before| Arc::ptr_eq(&before.unit, &unit));
        let same_file = |one, other| one == other || self.files.path(one) == self.files.path(other);
        let alike = |before: &&Analysis| before.graph.is_alike(&graph, &same_file);
        let (facts, model, promises) = match before.filter(alike) {
            Some(same) => {
                (Arc::clone(&same.facts), Arc::clone(&same.model), Arc::clone(&same.promises))
            }
            None => self.survey(&graph, &configuration, &unit, before),
        };
        cancelled(cancel)?;
        let root = root.to_owned();
        Ok(Analysis {
            root,
            graph,
            facts,
            model,
            promises,
            configuration,
            origins: evaluation.origins,
            diagnostics,
            unit,
        })
    }

    fn survey(
        &self,
        graph: &ResourceGraph,
        configuration: &Configuration,
        unit: &Unit,
        before: Option<&Analysis>,
    ) -> (Arc<Facts>, Arc<Model>, Arc<[Promise]>) {
        let paths = self.paths_of(configuration, unit);
        let survey = Survey::of(graph, &unit.objectives.clone().with_files(paths));
        let model = survey.failures(&unit.times);
        let promises = survey.promises(&model);
        let before = before.map(|before| (&before.graph, &*before.facts));
        let facts = survey.facts_with(&model, &promises, before);
        (Arc::new(facts), Arc::new(model), promises.into())
    }

    /// Where the files of a configuration are, relative to the settings file, for workloads that match by path.
    fn paths_of(
        &self,
        configuration: &Configuration,
        unit: &Unit,
    ) -> std::collections::BTreeMap<FileId, Arc<str>> {
        if unit.settings.workloads.is_empty() {
            return std::collections::BTreeMap::new();
        }
        let files = trees(configuration).map(|tree| tree.file());
        files
            .map(|file| {
                (file, Arc::from(crate::shown(&unit.settings.directory, &self.files.path(file))))
            })
            .collect()
    }

    pub(crate) fn blamer<'a>(&'a self, analysis: &'a Analysis) -> Blamer<'a> {
        Blamer {
            files: &self.files,
            origins: &analysis.origins,
            workspace: &self.workspace,
            plan: self.plan.as_ref().map(|given| given.plan.file()),
        }
    }
}

/// The trees of all modules of a configuration, each once.
pub(crate) fn trees(
    configuration: &Configuration,
) -> impl Iterator<Item = &Arc<resilint_syntax::Tree>> {
    let mut seen = std::collections::BTreeSet::new();
    let mut found = Vec::new();
    let mut pending = vec![&*configuration.root];
    while let Some(node) = pending.pop() {
        if !seen.insert(Arc::as_ptr(&node.module)) {
            continue;
        }
        found.extend(&node.module.trees);
        for child in node.children.values() {
            if let resilint_config::Child::Loaded(child) = child {
                pending.push(child);
            }
        }
    }
    found.sort_by_key(|tree| tree.file());
    found.into_iter()
}

pub(crate) fn cancelled(cancel: &Cancel) -> Result<(), CheckError> {
    if cancel.is_cancelled() { Err(CheckError::Cancelled) } else { Ok(()) }
}
