//! The one call: a root module, or all of them, to a report.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use resilint_eval::Inputs;
use resilint_policy::{Evaluation, PolicyDiagnostic};
use resilint_syntax::{Diagnostic, FileId, Severity, Span};

use super::analysis::{Analysis, cancelled, trees};
use super::convert::Places;
use super::findings::Reporter;
use super::hygiene;
use super::memories::{Memories, Remembered};
use crate::project::Project;
use crate::report::{Incomplete, Level, Range, Report, TextDiagnostic};
use crate::suppress::{SuppressionEntry, SuppressionState, Suppressions};
use crate::{Cancel, shown};

/// Why there is no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// Nobody waits for it any more.
    #[error("the check was cancelled")]
    Cancelled,
    /// The environment asked for is not in the settings.
    #[error("there is no environment `{name}` in the settings{}", known_environments(known))]
    NoSuchEnvironment {
        /// The name asked for.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
}

/// Hears which stage of which root module begins; measures time, where a clock is allowed.
#[derive(Clone, Copy)]
pub struct Watch<'w>(Option<&'w Listener<'w>>);

/// Is told the root module and the stage.
type Listener<'w> = dyn Fn(&Path, &'static str) + Sync + 'w;

impl<'w> Watch<'w> {
    /// Hears of every stage.
    #[must_use]
    pub fn new(listener: &'w (dyn Fn(&Path, &'static str) + Sync + 'w)) -> Self {
        Self(Some(listener))
    }

    /// Hears nothing.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    pub(crate) fn stage(self, root: &Path, stage: &'static str) {
        if let Some(listener) = self.0 {
            listener(root, stage);
        }
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watch").field(&self.0.is_some()).finish()
    }
}

/// The result for one root module.
#[derive(Debug, Clone)]
pub struct Judgement {
    pub(crate) report: Report,
    pub(crate) suppressions: Vec<SuppressionEntry>,
    /// The Terraform files that the root module consists of.
    pub(crate) files: BTreeSet<FileId>,
}

impl Project {
    /// Judges one root module.
    ///
    /// # Errors
    /// When the inputs cannot be found, or nobody waits for the result any more.
    pub fn check(&self, root_module: &Path, cancel: &Cancel) -> Result<Report, CheckError> {
        self.check_all(&[root_module.to_owned()], cancel, Watch::none())
    }

    /// Judges several root modules, at the same time.
    ///
    /// # Errors
    /// When the inputs cannot be found, or nobody waits for the result any more.
    pub fn check_all(
        &self,
        roots: &[PathBuf],
        cancel: &Cancel,
        watch: Watch<'_>,
    ) -> Result<Report, CheckError> {
        let (report, _) = self.judge_all(roots, cancel, watch)?;
        Ok(report)
    }

    /// Every suppression in some root modules, and what it covers.
    ///
    /// # Errors
    /// When the inputs cannot be found, or nobody waits for the result any more.
    pub fn suppressions(
        &self,
        roots: &[PathBuf],
        cancel: &Cancel,
    ) -> Result<Vec<(SuppressionEntry, String, Range)>, CheckError> {
        let (_, entries) = self.judge_all(roots, cancel, Watch::none())?;
        let places = self.places();
        Ok(entries
            .into_iter()
            .map(|entry| (entry.clone(), places.file(entry.span), places.range(entry.span)))
            .collect())
    }

    fn judge_all(
        &self,
        roots: &[PathBuf],
        cancel: &Cancel,
        watch: Watch<'_>,
    ) -> Result<(Report, Vec<SuppressionEntry>), CheckError> {
        let judged: Result<Vec<Judgement>, CheckError> =
            roots.par_iter().map(|root| self.judge_safely(root, cancel, watch, None)).collect();
        let judged = judged?;
        let files: BTreeSet<&FileId> = judged.iter().flat_map(|one| &one.files).collect();
        let files = files.len();
        let (reports, entries): (Vec<Report>, Vec<Vec<SuppressionEntry>>) =
            judged.into_iter().map(|one| (one.report, one.suppressions)).unzip();
        let entries = together(entries.into_iter().flatten());
        let mut report = Report::merge(reports);
        report.summary.files = files;
        let places = self.places();
        let all = self.root_modules().iter().all(|root| roots.contains(root));
        let root = shown(&self.options.base, &self.root);
        // What another root module may make use of is not called unused.
        let told = entries.iter().filter(|entry| {
            all || entry.state != SuppressionState::Unused || entry.kind != "settings"
        });
        report.findings.extend(told.filter_map(|entry| hygiene::finding(entry, &root, places)));
        report.settle();
        report.decided_by = self.decisive(&report);
        Ok((report, entries))
    }

    /// A fault of ours in one root module must not take the others with it.
    pub(crate) fn judge_safely(
        &self,
        root: &Path,
        cancel: &Cancel,
        watch: Watch<'_>,
        memories: Option<&Memories>,
    ) -> Result<Judgement, CheckError> {
        let root = crate::resolve(&self.options.base, root);
        catch_unwind(AssertUnwindSafe(|| self.judge(&root, cancel, watch, memories)))
            .unwrap_or_else(|_| {
                let mut report = Report::new();
                let reason = "an internal error: please report it".to_owned();
                report
                    .incomplete
                    .push(Incomplete { file: shown(&self.options.base, &root), reason });
                Ok(Judgement { report, suppressions: Vec::new(), files: BTreeSet::new() })
            })
    }

    fn judge(
        &self,
        root: &Path,
        cancel: &Cancel,
        watch: Watch<'_>,
        memories: Option<&Memories>,
    ) -> Result<Judgement, CheckError> {
        let mut reports = Vec::new();
        let mut suppressions = Vec::new();
        let mut files = BTreeSet::new();
        let given = self.inputs_by_environment(root)?;
        for (nth, (environment, inputs)) in given.into_iter().enumerate() {
            let mut judged = match memories {
                None => self.judge_with(root, &inputs, cancel, watch, None)?,
                Some(memories) => memories.with(root, nth, |memory| {
                    self.judge_with(root, &inputs, cancel, watch, Some(memory))
                })?,
            };
            files.extend(judged.files);
            for finding in &mut judged.report.findings {
                finding.environments.extend(environment.clone());
            }
            reports.push(judged.report);
            suppressions.append(&mut judged.suppressions);
            watch.stage(root, "");
        }
        let mut report = Report::merge(reports);
        report.summary.roots = 1;
        Ok(Judgement { report, suppressions: together(suppressions), files })
    }

    /// Judges a root module with one set of inputs.
    fn judge_with(
        &self,
        root: &Path,
        inputs: &Inputs,
        cancel: &Cancel,
        watch: Watch<'_>,
        memory: Option<&mut Remembered>,
    ) -> Result<Judgement, CheckError> {
        let (kept, findings) =
            memory.map(|memory| (&mut memory.analysis, &mut memory.findings)).unzip();
        let before = kept.as_ref().and_then(|kept| kept.as_deref());
        let analysis = self.analyse_with(root, inputs, cancel, watch, before)?;
        watch.stage(root, "policies");
        let wanted = |rule: &resilint_policy::Rule| analysis.unit.is_wanted(rule, &self.options);
        let rules = &analysis.unit.rules;
        let given_up = || cancel.is_cancelled();
        let evaluation = match findings {
            None => rules.evaluate(&analysis.facts, &wanted, &given_up),
            Some(found) => rules.evaluate_again(&analysis.facts, &wanted, &given_up, found),
        };
        cancelled(cancel)?;
        watch.stage(root, "report");
        let (report, suppressions) = self.report(&analysis, &evaluation);
        let files = trees(&analysis.configuration).map(|tree| tree.file()).collect();
        if let Some(kept) = kept {
            let old = kept.replace(Box::new(analysis));
            // Taking it apart takes a while, and somebody waits for the report.
            rayon::spawn(move || drop((old, evaluation)));
        }
        Ok(Judgement { report, suppressions, files })
    }

    fn report(
        &self,
        analysis: &Analysis,
        evaluation: &Evaluation,
    ) -> (Report, Vec<SuppressionEntry>) {
        let unit = &analysis.unit;
        let mut suppressions =
            Suppressions::new(trees(&analysis.configuration).map(|tree| &**tree), &unit.settings);
        let found = evaluation.findings.iter().chain(&evaluation.not_evaluable);
        let found = found.filter_map(|found| Some((&**unit.rules.rule(&found.rule)?, found)));
        let mut report = Report::new();
        report.findings = Reporter::new(self, analysis).report(found, &mut suppressions);
        report.summary.resources = analysis.graph.addresses().count();
        let places = self.places();
        for diagnostic in analysis.diagnostics.iter().chain(&unit.problems) {
            self.add_diagnostic(&mut report, diagnostic, places);
        }
        for diagnostic in &evaluation.diagnostics {
            self.add_policy_diagnostic(&mut report, diagnostic, places);
        }
        let wanted = |rule: &resilint_policy::Rule| unit.is_wanted(rule, &self.options);
        (report, suppressions.entries(&unit.rules, &wanted, self.options.today))
    }

    fn add_diagnostic(&self, report: &mut Report, diagnostic: &Diagnostic, places: Places<'_>) {
        let shown = places.diagnostic(diagnostic);
        if diagnostic.severity == Severity::Error {
            report
                .incomplete
                .push(Incomplete { file: shown.file.clone(), reason: shown.message.clone() });
        }
        report.diagnostics.push(shown);
    }

    fn add_policy_diagnostic(
        &self,
        report: &mut Report,
        diagnostic: &PolicyDiagnostic,
        places: Places<'_>,
    ) {
        let path = Path::new(&*diagnostic.path);
        let (file, range) = match self.files.find(path) {
            Some(file) => {
                let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                let span =
                    Span::new(file, offset(diagnostic.range.start), offset(diagnostic.range.end));
                (places.file(span), places.range(span))
            }
            None => (format!("policies/{}", diagnostic.path), Range::default()),
        };
        if diagnostic.severity == Severity::Error {
            report
                .incomplete
                .push(Incomplete { file: file.clone(), reason: diagnostic.message.clone() });
        }
        report.diagnostics.push(TextDiagnostic {
            code: diagnostic.code.to_owned(),
            severity: Level::from(diagnostic.severity),
            message: diagnostic.message.clone(),
            file,
            range,
            help: diagnostic.help.clone(),
            related: Vec::new(),
        });
    }

    pub(crate) fn places(&self) -> Places<'_> {
        Places { files: &self.files, base: &self.options.base }
    }
}

/// What became of each suppression, all root modules together: it is of use if it is of use in one.
pub(crate) fn together(
    entries: impl IntoIterator<Item = SuppressionEntry>,
) -> Vec<SuppressionEntry> {
    let mut by_place: BTreeMap<(Span, String), SuppressionEntry> = BTreeMap::new();
    for entry in entries {
        let key = (entry.span, entry.rule.clone());
        match by_place.get_mut(&key) {
            Some(known) => {
                known.state = known.state.min(entry.state);
                known.covers.extend(entry.covers);
                known.covers.sort();
                known.covers.dedup();
            }
            None => drop(by_place.insert(key, entry)),
        }
    }
    by_place.into_values().collect()
}

fn known_environments(known: &[String]) -> String {
    if known.is_empty() { String::new() } else { format!("; there are: {}", known.join(", ")) }
}
