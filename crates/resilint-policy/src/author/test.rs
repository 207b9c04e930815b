//! Runs the `test_*` rules of policies, as `opa test` does.

use std::collections::BTreeMap;
use std::sync::Arc;

use regorus::Value;
use serde::Serialize;

use crate::evaluate::{Prepared, prepare};
use crate::policy_file::{PolicyDiagnostic, PolicyFile};

/// How one test ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestResult {
    /// The test file.
    pub path: Arc<str>,
    /// The bytes of the test in it.
    pub range: std::ops::Range<usize>,
    /// The package and the name, `acme.zones_test.test_fails`.
    pub name: String,
    /// Whether it held. A `todo_test_*` is not run and counts as held.
    pub passed: bool,
    /// Whether it was left out as a `todo_test_*`.
    pub skipped: bool,
    /// The engine's error, if it was one.
    pub error: Option<String>,
    /// What `print` wrote.
    pub prints: Vec<String>,
}

/// Lines of one file that the tests reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileCoverage {
    /// The file.
    pub path: Arc<str>,
    /// Lines that ran, from 1.
    pub covered: Vec<u32>,
    /// Lines that did not.
    pub not_covered: Vec<u32>,
}

/// What a test run showed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TestReport {
    /// Every test, sorted by name.
    pub results: Vec<TestResult>,
    /// Coverage of the files that are no tests, sorted by path.
    pub coverage: Vec<FileCoverage>,
    /// Files that could not be loaded.
    pub diagnostics: Vec<PolicyDiagnostic>,
}

impl TestReport {
    /// Whether every test held and every file could be loaded.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.diagnostics.is_empty() && self.results.iter().all(|result| result.passed)
    }
}

/// Runs the tests among these files whose name contains `filter`.
#[must_use]
pub fn run_tests(files: &[PolicyFile], filter: &str) -> TestReport {
    let all: Vec<&PolicyFile> = files.iter().collect();
    let mut prepared = prepare(&all, &[]);
    let mut results: Vec<TestResult> = prepared
        .definitions
        .iter()
        .filter(|(_, definition)| definition.path.ends_with("_test.rego"))
        .filter_map(|(path, definition)| {
            let name = path.rsplit('.').next().unwrap_or(path);
            let skipped = name.starts_with("todo_test_");
            let wanted = (skipped || name.starts_with("test_")) && path.contains(filter);
            wanted.then(|| TestResult {
                path: Arc::clone(&definition.path),
                range: definition.range.clone(),
                name: path.to_owned(),
                passed: skipped,
                skipped,
                error: None,
                prints: Vec::new(),
            })
        })
        .collect();
    prepared.watch();
    for result in results.iter_mut().filter(|result| !result.skipped) {
        run(&mut prepared, result);
    }
    let coverage =
        prepared.coverage().into_iter().filter(|file| !file.path.ends_with("_test.rego")).collect();
    TestReport { results, coverage, diagnostics: prepared.diagnostics }
}

fn run(prepared: &mut Prepared, result: &mut TestResult) {
    match prepared.rule(&format!("data.{}", result.name)) {
        Ok(value) => result.passed = value == Value::Bool(true),
        Err(error) => result.error = Some(error.message),
    }
    result.prints = prepared.prints();
}

/// Coverage by path, for tools that show one file.
impl TestReport {
    /// The share of lines that ran, over all files, in percent; 100 when there are none.
    #[must_use]
    pub fn coverage_percent(&self) -> f64 {
        let mut lines: BTreeMap<bool, usize> = BTreeMap::new();
        for file in &self.coverage {
            *lines.entry(true).or_default() += file.covered.len();
            *lines.entry(false).or_default() += file.not_covered.len();
        }
        let (covered, missed) =
            (lines.get(&true).copied().unwrap_or(0), lines.get(&false).copied().unwrap_or(0));
        if covered + missed == 0 {
            100.0
        } else {
            to_f64(covered) * 100.0 / to_f64(covered + missed)
        }
    }
}

fn to_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builtin() -> Vec<PolicyFile> {
        let all = resilint_policies::FILES.iter().chain(resilint_policies::TESTS);
        all.map(|(path, text)| PolicyFile {
            path: (*path).into(),
            text: (*text).into(),
            builtin: true,
        })
        .collect()
    }

    #[test]
    fn the_rules_pass_their_tests() {
        let report = run_tests(&builtin(), "");
        assert!(report.diagnostics.is_empty(), "{:#?}", report.diagnostics);
        let failed: Vec<&TestResult> =
            report.results.iter().filter(|result| !result.passed).collect();
        assert!(failed.is_empty(), "{failed:#?}");
        assert!(report.results.len() > 200, "{}", report.results.len());
    }

    #[test]
    fn the_tests_reach_the_rules() {
        let report = run_tests(&builtin(), "");
        let missed: Vec<String> = report
            .coverage
            .iter()
            .flat_map(|file| file.not_covered.iter().map(|line| format!("{}:{line}", file.path)))
            .collect();
        assert!(report.coverage_percent() > 90.0, "{} %: {missed:#?}", report.coverage_percent());
    }

    #[test]
    fn a_failing_test_is_told_with_what_it_printed() {
        let files = [
            PolicyFile::user("a.rego", "package a\n\nx := input.n + 1\n"),
            PolicyFile::user(
                "a_test.rego",
                "package a_test\n\nimport data.a\n\ntest_good if a.x == 2 with input as {\"n\": 1}\n\ntest_bad if {\n\tprint(\"seen\", a.x)\n\ta.x == 3\n}\n\ntodo_test_later if false\n",
            ),
        ];
        let report = run_tests(&files, "");
        let told: Vec<(&str, bool, bool)> = report
            .results
            .iter()
            .map(|result| (result.name.as_str(), result.passed, result.skipped))
            .collect();
        assert_eq!(
            told,
            [
                ("a_test.test_bad", false, false),
                ("a_test.test_good", true, false),
                ("a_test.todo_test_later", true, true)
            ]
        );
        assert!(!report.passed());
        assert!(
            report.results[0].prints.iter().any(|line| line.contains("seen")),
            "{:?}",
            report.results[0]
        );
    }
}
