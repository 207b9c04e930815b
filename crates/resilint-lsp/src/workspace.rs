//! One workspace folder: its project, and what is known of each root module. The one file that calls the project.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use resilint_project::{
    Analysis, Cancel, CheckError, Environment, Finding, Judgement, Options, Project, Report,
    resolve,
};
use resilint_syntax::FileSystem;

use crate::carry::{self, JudgedTexts};
use crate::options::ClientSettings;

/// A workspace folder.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) folder: PathBuf,
    project: RwLock<Project>,
    judged: Mutex<BTreeMap<PathBuf, Judged>>,
    /// The texts that the judgements are about, for what is carried over.
    analyses: Mutex<BTreeMap<PathBuf, Arc<Analysis>>>,
}

/// Whether a document of a root module is open: it will be judged again soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edited {
    /// It is.
    Now,
    /// It is not.
    No,
}

/// What is known of a root module.
#[derive(Debug, Clone)]
struct Judged {
    judgement: Arc<Judgement>,
    /// The texts that its findings are about: while a block is half typed, its findings move with the text around it.
    texts: Arc<JudgedTexts>,
}

impl Workspace {
    /// Opens a folder; `None` when its settings cannot be read at all.
    pub(crate) fn open(
        folder: &Path,
        fs: Arc<dyn FileSystem>,
        options: &Options,
        settings: &ClientSettings,
    ) -> Result<Self, String> {
        let environment = Environment::of(settings.environment.as_deref());
        let config =
            settings.configuration.as_deref().filter(|path| !path.is_empty()).map(PathBuf::from);
        let rule_levels = settings.rule_levels();
        let options = Options {
            base: folder.to_owned(),
            config,
            environment,
            rule_levels,
            ..options.clone()
        };
        let project = Project::open_with(folder, fs, options).map_err(|error| error.to_string())?;
        let (judged, analyses) = (Mutex::default(), Mutex::default());
        Ok(Self { folder: folder.to_owned(), project: RwLock::new(project), judged, analyses })
    }

    /// The project, to look at.
    pub(crate) fn project(&self) -> RwLockReadGuard<'_, Project> {
        self.project.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a path lies in this folder, or in a module that is called from here.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        path.starts_with(&self.folder) || !self.project().affected_by(path).is_empty()
    }

    /// Takes over edits; answers the root modules to judge again.
    pub(crate) fn edited(&self, files: &[PathBuf]) -> BTreeSet<PathBuf> {
        let mut project = self.project.write().unwrap_or_else(PoisonError::into_inner);
        let mut dirty: BTreeSet<PathBuf> =
            files.iter().flat_map(|file| project.affected_by(file)).collect();
        let before: BTreeSet<PathBuf> = project.root_modules().iter().cloned().collect();
        project.edited(files);
        dirty.extend(files.iter().flat_map(|file| project.affected_by(file)));
        let after: BTreeSet<PathBuf> = project.root_modules().iter().cloned().collect();
        dirty.extend(after.difference(&before).cloned());
        self.keep(&after);
        self.analyses().retain(|root, _| !dirty.contains(root));
        dirty.retain(|root| after.contains(root));
        dirty
    }

    /// Looks at everything again; answers all root modules.
    pub(crate) fn refreshed(&self) -> BTreeSet<PathBuf> {
        let mut project = self.project.write().unwrap_or_else(PoisonError::into_inner);
        project.refresh();
        let roots = project.root_modules().iter().cloned().collect();
        self.keep(&roots);
        self.analyses().clear();
        roots
    }

    fn keep(&self, roots: &BTreeSet<PathBuf>) {
        self.judged().retain(|root, _| roots.contains(root));
    }

    /// Judges a root module anew, keeping what was known of blocks that are half typed just now.
    pub(crate) fn judge(
        &self,
        root: &Path,
        edited: Edited,
        cancel: &Cancel,
    ) -> Result<(), CheckError> {
        let project = self.project();
        let judgement = match edited {
            Edited::Now => project.judge_again(root, cancel)?,
            Edited::No => project.judge_one(root, cancel)?,
        };
        let before = self.judged().get(root).cloned();
        let carried = before.and_then(|before| {
            carry::over(
                before.judgement.report(),
                &before.texts,
                judgement.report(),
                &project,
                &self.folder,
            )
        });
        let judgement = carried.map_or(judgement.clone(), |report| judgement.with_report(report));
        let texts = Arc::new(carry::texts(judgement.report(), &project));
        self.judged().insert(root.to_owned(), Judged { judgement: Arc::new(judgement), texts });
        Ok(())
    }

    /// The judgements as they are, by root module.
    pub(crate) fn judgements_by_root(&self) -> Vec<(PathBuf, Arc<Judgement>)> {
        let judged = self.judged();
        judged.iter().map(|(root, one)| (root.clone(), Arc::clone(&one.judgement))).collect()
    }

    /// The judgements as they are.
    pub(crate) fn judgements(&self) -> Vec<Arc<Judgement>> {
        self.judged().values().map(|one| Arc::clone(&one.judgement)).collect()
    }

    /// What is known about suppressions, once every root module is judged.
    pub(crate) fn suppression_report(&self) -> Report {
        let judgements = self.judgements();
        let mut report = Report::new();
        let project = self.project();
        if judgements.len() == project.root_modules().len() {
            report.findings =
                project.suppression_findings(judgements.iter().map(|judgement| &**judgement));
        }
        report
    }

    /// The findings blamed on a file.
    pub(crate) fn findings_in(&self, path: &Path) -> Vec<Finding> {
        let here = |finding: &Finding| resolve(&self.folder, Path::new(&finding.file)) == path;
        let mut found: Vec<Finding> = self
            .suppression_report()
            .findings
            .into_iter()
            .filter(|finding| here(finding))
            .collect();
        for judgement in self.judgements() {
            found.extend(
                judgement.report().findings.iter().filter(|finding| here(finding)).cloned(),
            );
        }
        found
    }

    /// What was found in a root module.
    pub(crate) fn judgement(&self, root: &Path) -> Option<Arc<Judgement>> {
        self.judged().get(root).map(|one| Arc::clone(&one.judgement))
    }

    /// A root module, evaluated; kept until an edit touches it.
    pub(crate) fn analysis(&self, root: &Path) -> Option<Arc<Analysis>> {
        if let Some(known) = self.analyses().get(root) {
            return Some(Arc::clone(known));
        }
        let analysis = Arc::new(self.project().analyse(root, &Cancel::new()).ok()?);
        self.analyses().insert(root.to_owned(), Arc::clone(&analysis));
        Some(analysis)
    }

    /// The root modules in which a file plays a part, evaluated.
    pub(crate) fn analyses_of(&self, path: &Path) -> Vec<Arc<Analysis>> {
        let roots = self.project().affected_by(path);
        roots.iter().filter_map(|root| self.analysis(root)).collect()
    }

    fn judged(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Judged>> {
        self.judged.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn analyses(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Arc<Analysis>>> {
        self.analyses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
