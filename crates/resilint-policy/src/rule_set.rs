//! All rules, and the call that runs them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use resilint_graph::Facts;

use crate::evaluate::{Memory, Prepared, evaluate, evaluate_again, prepare};
use crate::finding::Evaluation;
use crate::metadata::read_rule;
use crate::policy_file::{PolicyDiagnostic, PolicyFile};
use crate::rule::Rule;

/// How many engines are kept loaded: for some different selections of rules, and for every thread that may want the same at once.
fn most_kept() -> usize {
    // What the system says of its processors is read once: this is asked at every keystroke.
    static MOST: OnceLock<usize> = OnceLock::new();
    *MOST.get_or_init(|| {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        (2 * threads).max(4)
    })
}

/// The rules: those that come with the program, and users' own. Cheap to clone.
#[derive(Debug, Clone)]
pub struct RuleSet {
    content: Arc<Content>,
    loaded: Arc<Mutex<Vec<Loaded>>>,
}

/// A selection of rules, by their places in the list, and the engine that has them.
type Loaded = (Vec<usize>, Prepared);

#[derive(Debug, Clone, Default)]
struct Content {
    files: Vec<PolicyFile>,
    /// Sorted by id.
    rules: Vec<Arc<Rule>>,
    diagnostics: Vec<PolicyDiagnostic>,
}

impl RuleSet {
    /// The rules that come with the program.
    #[must_use]
    pub fn builtin() -> Self {
        static BUILTIN: OnceLock<RuleSet> = OnceLock::new();
        BUILTIN
            .get_or_init(|| {
                let files = resilint_policies::FILES.iter().map(|(path, text)| PolicyFile {
                    path: (*path).into(),
                    text: (*text).into(),
                    builtin: true,
                });
                Self::of(files.collect())
            })
            .clone()
    }

    /// No rules.
    #[must_use]
    pub fn empty() -> Self {
        Self::of(Vec::new())
    }

    /// These rules and users' own. A file that cannot be read as a rule is a diagnostic.
    #[must_use]
    pub fn with_user_policies(&self, files: impl IntoIterator<Item = PolicyFile>) -> Self {
        Self::of(self.content.files.iter().cloned().chain(files).collect())
    }

    fn of(files: Vec<PolicyFile>) -> Self {
        let mut rules: BTreeMap<Arc<str>, Arc<Rule>> = BTreeMap::new();
        let mut diagnostics = Vec::new();
        for file in files.iter().filter(|file| !file.is_test()) {
            match read_rule(file) {
                Ok(None) => {}
                Ok(Some(rule)) => match rules.get(&rule.id) {
                    Some(taken) => {
                        let message =
                            format!("the rule id `{}` is taken by `{}`", rule.id, taken.path);
                        diagnostics.push(
                            file.error("policy-duplicate", 0..0, message)
                                .with_help("rename the file and its package"),
                        );
                    }
                    None => {
                        rules.insert(Arc::clone(&rule.id), Arc::new(rule));
                    }
                },
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        let content = Content { files, rules: rules.into_values().collect(), diagnostics };
        Self { content: Arc::new(content), loaded: Arc::default() }
    }

    /// All rules, sorted by id.
    #[must_use]
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.content.rules
    }

    /// The rule of that id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Arc<Rule>> {
        self.content
            .rules
            .binary_search_by(|rule| (*rule.id).cmp(id))
            .ok()
            .and_then(|index| self.content.rules.get(index))
    }

    /// The rules that name another linter's rule as their equal.
    #[must_use]
    pub fn equivalents_of(&self, foreign: &str) -> Vec<&Arc<Rule>> {
        self.content
            .rules
            .iter()
            .filter(|rule| rule.equivalents.iter().any(|id| id.eq_ignore_ascii_case(foreign)))
            .collect()
    }

    /// All policy files.
    #[must_use]
    pub fn files(&self) -> &[PolicyFile] {
        &self.content.files
    }

    /// What is wrong with the files' METADATA.
    #[must_use]
    pub fn diagnostics(&self) -> &[PolicyDiagnostic] {
        &self.content.diagnostics
    }

    /// Judges a configuration by the wanted rules. Only those that have something to judge in it are loaded. Once `cancelled` says so, no further rule runs.
    #[must_use]
    pub fn evaluate(
        &self,
        facts: &Facts,
        wanted: &dyn Fn(&Rule) -> bool,
        cancelled: &dyn Fn() -> bool,
    ) -> Evaluation {
        let selection = self.selection(facts, wanted);
        let mut prepared = self.take(&selection);
        let evaluation = evaluate(&mut prepared, facts, cancelled);
        self.keep(selection, prepared);
        self.with_own_diagnostics(evaluation)
    }

    /// The same, when the same rules judged something like it before: only what changed is judged. `memory` belongs to one configuration.
    #[must_use]
    pub fn evaluate_again(
        &self,
        facts: &Arc<Facts>,
        wanted: &dyn Fn(&Rule) -> bool,
        cancelled: &dyn Fn() -> bool,
        memory: &mut Memory,
    ) -> Evaluation {
        let selection = self.selection(facts, wanted);
        let rules: Vec<Arc<Rule>> = self.of_selection(&selection);
        let mut prepared = self.take(&selection);
        let evaluation = evaluate_again(&mut prepared, &rules, facts, cancelled, memory);
        self.keep(selection, prepared);
        self.with_own_diagnostics(evaluation)
    }

    /// The wanted rules that have something to judge, by their places in the list.
    fn selection(&self, facts: &Facts, wanted: &dyn Fn(&Rule) -> bool) -> Vec<usize> {
        let rules = self.content.rules.iter().enumerate();
        rules
            .filter(|(_, rule)| wanted(rule) && is_triggered(rule, facts))
            .map(|(index, _)| index)
            .collect()
    }

    fn of_selection(&self, selection: &[usize]) -> Vec<Arc<Rule>> {
        selection.iter().filter_map(|index| self.content.rules.get(*index)).cloned().collect()
    }

    fn with_own_diagnostics(&self, mut evaluation: Evaluation) -> Evaluation {
        evaluation.diagnostics.extend(self.content.diagnostics.iter().cloned());
        evaluation.diagnostics.sort();
        evaluation.diagnostics.dedup();
        evaluation
    }

    /// Engines are kept between evaluations, so that an editor does not load the same policies at every keystroke.
    fn take(&self, selection: &[usize]) -> Prepared {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(position) = loaded.iter().position(|(key, _)| key == selection) {
            return loaded.swap_remove(position).1;
        }
        drop(loaded);
        self.load(&self.of_selection(selection))
    }

    fn keep(&self, selection: Vec<usize>, prepared: Prepared) {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if loaded.len() >= most_kept() {
            loaded.remove(0);
        }
        loaded.push((selection, prepared));
    }

    /// Loads rules, with every library they could use.
    pub(crate) fn load(&self, rules: &[Arc<Rule>]) -> Prepared {
        let is_rule =
            |file: &PolicyFile| self.content.rules.iter().any(|rule| rule.path == file.path);
        let refused = |file: &PolicyFile| {
            self.content.diagnostics.iter().any(|diagnostic| diagnostic.path == file.path)
        };
        let wanted = |file: &PolicyFile| {
            if is_rule(file) {
                rules.iter().any(|rule| rule.path == file.path)
            } else {
                !file.is_test() && !refused(file)
            }
        };
        let files: Vec<&PolicyFile> =
            self.content.files.iter().filter(|file| wanted(file)).collect();
        prepare(&files, rules)
    }
}

/// Whether the configuration has anything that the rule judges. A rule that names neither roles nor types may judge anything.
fn is_triggered(rule: &Rule, facts: &Facts) -> bool {
    let anything = rule.roles.is_empty() && rule.resource_types.is_empty();
    let has = |index: &BTreeMap<Arc<str>, Vec<Arc<str>>>, key: &Arc<str>| {
        index.get(key).is_some_and(|addresses| !addresses.is_empty())
    };
    anything
        || rule.roles.iter().any(|role| has(&facts.by_role, role))
        || rule.resource_types.iter().any(|name| has(&facts.by_type, name))
}
