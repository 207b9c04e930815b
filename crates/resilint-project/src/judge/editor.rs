//! What an editor asks for: root modules judged one by one, put together when all are there, and the resources behind a place in the text.

use std::path::Path;

use resilint_eval::Instance;
use resilint_syntax::Span;

use super::analysis::Analysis;
use super::check::{CheckError, Judgement, Watch, together};
use super::explain::Explanation;
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
    /// The file of its block.
    pub file: String,
    /// The whole block.
    pub block: Range,
    /// The block's header.
    pub header: Range,
    /// What refers to it: address and kind of the edge.
    pub referrers: Vec<(String, &'static str)>,
}

impl Project {
    /// Judges one root module; what concerns suppressions waits for [`Project::assemble`].
    ///
    /// # Errors
    /// When the inputs cannot be found, or nobody waits for the result any more.
    pub fn judge_one(&self, root: &Path, cancel: &Cancel) -> Result<Judgement, CheckError> {
        self.judge_safely(root, cancel, Watch::none())
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
        let here = |span: Span| *self.files.path(span.file) == *file;
        let addresses = analysis.graph.addresses();
        let found =
            addresses.filter_map(|address| Some((address, analysis.graph.instance(address)?)));
        found
            .filter(|(_, instance)| here(instance.span))
            .map(|(address, instance)| self.resource_at(analysis, address, instance))
            .collect()
    }

    fn resource_at(&self, analysis: &Analysis, address: &str, instance: &Instance) -> ResourceAt {
        let places = self.places();
        let facts = analysis.facts.resources.get(address);
        let referrers = analysis.facts.graph.referrers.get(address).into_iter().flatten();
        let mut referrers: Vec<_> = referrers
            .filter(|edge| *edge.address != *address)
            .map(|edge| (edge.address.to_string(), edge.kind))
            .collect();
        referrers.dedup();
        ResourceAt {
            explanation: self.explanation(analysis, address, instance, Vec::new()),
            role: facts.and_then(|facts| facts.role.as_deref()).map(str::to_owned),
            file: places.file(instance.span),
            block: places.range(instance.span),
            header: places.range(instance.header),
            referrers,
        }
    }
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
        Self { report, suppressions: self.suppressions.clone() }
    }
}
