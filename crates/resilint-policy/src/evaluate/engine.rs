//! Loads policies into an engine. A file that cannot be used is left out and reported; the others still run.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use regorus::unstable::{Module, Ref};
use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, Value};

use super::bounded::bound;
use super::error::{Cause, EngineError, guarded};
use crate::author::FileCoverage;
use crate::policy_file::{PolicyDiagnostic, PolicyFile};
use crate::rego::{Definitions, Part, too_deep};
use crate::rule::Rule;

/// How long one rule may run; long enough for a busy machine, since the clock on the wall counts.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// A rule that is loaded, and what it reads.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// The rule.
    pub(crate) rule: Arc<Rule>,
    /// Its file.
    pub(crate) file: PolicyFile,
    /// Where its findings are defined.
    pub(crate) range: Range<usize>,
    /// The path of its findings.
    pub(crate) query: String,
    /// Names it reads, its functions' included.
    pub(crate) reads: BTreeSet<String>,
    /// Whether it may read things without naming them. The rules that come with the program never do; a test holds them to it.
    pub(crate) reads_any: bool,
    /// Attributes it reads, dotted.
    pub(crate) attributes: BTreeSet<String>,
    /// Whether it looks at unknown facts itself.
    pub(crate) handles_unknown: bool,
    /// The parts of `input` that it looks at.
    pub(crate) parts: BTreeSet<Part>,
    /// Whether it looks at one resource at a time.
    pub(crate) one_by_one: bool,
}

impl Plan {
    /// Whether guesses stand in for unknown facts when it runs.
    pub(crate) fn guesses(&self, unknown: &BTreeSet<&'static str>) -> bool {
        !self.handles_unknown && unknown.iter().any(|name| self.reads.contains(*name))
    }

    /// Whether it may read an attribute of that name.
    pub(crate) fn reads_attribute(&self, name: &str) -> bool {
        let first = |path: &String| path.split('.').next() == Some(name) || path.is_empty();
        let unnamed = self.attributes.is_empty() && self.reads.contains("attributes");
        unnamed || self.attributes.iter().any(first)
    }
}

/// Policies, loaded.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    engine: Engine,
    pristine: Engine,
    /// The rules that can run.
    pub(crate) plans: Arc<[Plan]>,
    /// What is wrong with those that cannot.
    pub(crate) diagnostics: Vec<PolicyDiagnostic>,
    /// Everything the files define.
    pub(crate) definitions: Arc<Definitions>,
}

/// Loads files; `rules` are those among them that are to run.
pub(crate) fn prepare(files: &[&PolicyFile], rules: &[Arc<Rule>]) -> Prepared {
    let mut dropped: BTreeMap<Arc<str>, PolicyDiagnostic> = BTreeMap::new();
    loop {
        let kept: Vec<&PolicyFile> =
            files.iter().copied().filter(|file| !dropped.contains_key(&file.path)).collect();
        match load(&kept) {
            Ok((engine, definitions)) => {
                let plans = plans(&kept, rules, &definitions, &mut dropped);
                let diagnostics = dropped.into_values().collect();
                return Prepared {
                    pristine: engine.clone(),
                    engine,
                    plans: plans.into(),
                    diagnostics,
                    definitions: Arc::new(definitions),
                };
            }
            // INVARIANT: every diagnostic names a kept file, so each round drops at least one.
            Err(diagnostics) => dropped.extend(
                diagnostics
                    .into_iter()
                    .map(|diagnostic| (Arc::clone(&diagnostic.path), diagnostic)),
            ),
        }
    }
}

fn load(files: &[&PolicyFile]) -> Result<(Engine, Definitions), Vec<PolicyDiagnostic>> {
    let mut engine = Engine::new();
    engine.set_execution_timer_config(ExecutionTimerConfig {
        limit: TIME_LIMIT,
        check_interval: NonZeroU32::MIN.saturating_add(255),
    });
    engine.set_gather_prints(true);
    bound(&mut engine);
    let diagnostics: Vec<PolicyDiagnostic> =
        files.iter().filter_map(|file| add(&mut engine, file).err()).collect();
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let definitions = Definitions::of(engine.get_modules());
    let recursive: Vec<PolicyDiagnostic> = definitions
        .recursive()
        .into_iter()
        .filter_map(|(path, definition)| {
            let file = files.iter().find(|file| file.path == definition.path)?;
            Some(file.error(
                "policy-recursion",
                definition.range.clone(),
                format!("`{path}` refers to itself"),
            ))
        })
        .collect();
    if !recursive.is_empty() {
        return Err(recursive);
    }
    // Any query makes the engine analyse what was added; this is where unsafe variables come to light.
    match guarded(|| Ok(engine.eval_query("true".to_owned(), false)?)) {
        Ok(_) => Ok((engine, definitions)),
        Err(error) => Err(files
            .last()
            .map(|last| error.diagnostic("policy-invalid", files, (last, 0..0)))
            .into_iter()
            .collect()),
    }
}

fn add(engine: &mut Engine, file: &PolicyFile) -> Result<(), PolicyDiagnostic> {
    if let Some(range) = too_deep(&file.text) {
        return Err(file
            .error("policy-too-deep", range, "brackets are nested too deeply")
            .with_help("give the inner part a name of its own"));
    }
    guarded(|| Ok(engine.add_policy(file.path.to_string(), file.text.to_string())?))
        .map(|_| ())
        .map_err(|error| error.diagnostic("policy-syntax", &[file], (file, 0..0)))
}

fn plans(
    files: &[&PolicyFile],
    rules: &[Arc<Rule>],
    definitions: &Definitions,
    dropped: &mut BTreeMap<Arc<str>, PolicyDiagnostic>,
) -> Vec<Plan> {
    let mut plans = Vec::with_capacity(rules.len());
    for rule in rules {
        let Some(file) = files.iter().find(|file| file.path == rule.path) else { continue };
        let query = format!("{}.findings", rule.package);
        let Some(own) = definitions.get(&query) else {
            let help = "write `findings contains finding if { … }`";
            dropped.insert(
                Arc::clone(&file.path),
                file.error("policy-invalid", 0..0, "it defines no `findings`").with_help(help),
            );
            continue;
        };
        let mut plan = Plan {
            rule: Arc::clone(rule),
            file: (*file).clone(),
            range: own.range.clone(),
            query: format!("data.{query}"),
            reads: BTreeSet::new(),
            reads_any: !rule.builtin,
            attributes: BTreeSet::new(),
            handles_unknown: own.names.contains("unknown"),
            parts: BTreeSet::new(),
            one_by_one: own.sight.one_by_one,
        };
        for path in definitions.reachable(&query) {
            let Some(definition) = definitions.get(path) else { continue };
            plan.parts.extend(definition.sight.parts.iter().cloned());
            plan.one_by_one &= path == query || definition.sight.parts.is_empty();
            plan.reads.extend(definition.names.iter().cloned());
            plan.attributes.extend(definition.attributes.iter().cloned());
        }
        plans.push(plan);
    }
    plans
}

impl Prepared {
    /// The input of what is evaluated next.
    pub(crate) fn set_input(&mut self, input: &Value) {
        self.engine.set_input(input.clone());
        self.pristine.set_input(input.clone());
    }

    /// Evaluates one rule; undefined is an empty set.
    pub(crate) fn rule(&mut self, query: &str) -> Result<Value, EngineError> {
        self.call(|engine| Ok(engine.eval_rule(query.to_owned())?))
    }

    /// Records from now on which lines run.
    pub(crate) fn watch(&mut self) {
        self.engine.set_enable_coverage(true);
        self.engine.set_strict_builtin_errors(true);
    }

    /// The lines that ran and those that did not.
    pub(crate) fn coverage(&self) -> Vec<FileCoverage> {
        let report = self.engine.get_coverage_report().unwrap_or_default();
        let mut files: Vec<FileCoverage> = report
            .files
            .into_iter()
            .map(|file| FileCoverage {
                path: file.path.into(),
                covered: file.covered.into_iter().collect(),
                not_covered: file.not_covered.into_iter().collect(),
            })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    }

    /// What `print` wrote since the last call.
    pub(crate) fn prints(&mut self) -> Vec<String> {
        self.engine.take_prints().unwrap_or_default()
    }

    /// The parsed files.
    pub(crate) fn modules(&mut self) -> Vec<Ref<Module>> {
        self.engine.get_modules().clone()
    }

    /// Calls the engine and replaces it when it panics.
    pub(crate) fn call<T>(
        &mut self,
        call: impl FnOnce(&mut Engine) -> Result<T, Box<dyn std::error::Error + Send + Sync>>,
    ) -> Result<T, EngineError> {
        let engine = &mut self.engine;
        let result = guarded(|| call(engine));
        if result.as_ref().is_err_and(|error| error.cause == Cause::Panicked) {
            self.engine = self.pristine.clone();
        }
        result
    }
}
