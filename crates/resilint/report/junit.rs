//! JUnit XML: a suite for each root module, a case for each finding.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};
use resilint_project::{Finding, Outcome, TextDiagnostic};

use super::View;

pub(super) fn render(view: View<'_>) -> String {
    let mut suites: BTreeMap<&str, Vec<TestCase>> = BTreeMap::new();
    for finding in &view.report.findings {
        suites.entry(&finding.root).or_default().push(case(finding));
    }
    let mut junit = Junit::new("resilint");
    if !view.report.diagnostics.is_empty() {
        let mut suite = TestSuite::new("diagnostics");
        suite.add_test_cases(view.report.diagnostics.iter().map(diagnostic_case));
        junit.add_test_suite(suite);
    }
    if suites.is_empty() {
        suites.insert(".", vec![TestCase::new("nothing found", TestCaseStatus::success())]);
    }
    for (root, cases) in suites {
        let mut suite = TestSuite::new(root);
        suite.add_test_cases(cases);
        junit.add_test_suite(suite);
    }
    junit.to_string().expect("JUnit XML is written to memory")
}

fn case(finding: &Finding) -> TestCase {
    let mut status = match finding.outcome {
        Outcome::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Outcome::Unknown | Outcome::Suppressed => TestCaseStatus::skipped(),
    };
    status.set_message(finding.message.as_str());
    if finding.outcome == Outcome::Fail {
        status.set_type(finding.severity.as_str());
        let start = finding.range.start;
        let help = finding.help.as_deref().unwrap_or_default();
        status.set_description(format!("{}:{}:{}\n{help}", finding.file, start.line, start.column));
    }
    let mut case = TestCase::new(format!("{} {}", finding.rule_id, finding.address), status);
    case.set_classname(finding.category.as_str());
    case
}

fn diagnostic_case(diagnostic: &TextDiagnostic) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    let start = diagnostic.range.start;
    status.set_message(diagnostic.message.as_str());
    status.set_type(diagnostic.severity.as_str());
    status.set_description(format!("{}:{}:{}", diagnostic.file, start.line, start.column));
    let mut case =
        TestCase::new(format!("{} {}:{}", diagnostic.code, diagnostic.file, start.line), status);
    case.set_classname("diagnostics");
    case
}
