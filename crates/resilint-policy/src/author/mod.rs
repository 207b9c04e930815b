//! What authors of policies need: tests, checks, a scaffold, a look at the input, documentation.

mod check;
mod evaluate;
mod page;
mod scaffold;
mod test;

pub use check::check_policies;
pub use evaluate::{input_of, input_of_all, query};
pub use page::{RuleExample, rule_page};
pub use scaffold::{ScaffoldError, scaffold};
pub use test::{FileCoverage, TestReport, TestResult, run_tests};
