//! The files of a new policy.

use crate::policy_file::PolicyFile;
use crate::rule::Category;
use crate::rule_set::RuleSet;

/// Why a policy cannot be called so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScaffoldError {
    /// The id is not kebab-case.
    #[error("`{0}` is no rule id: use lower-case words joined by `-`")]
    Name(String),
    /// The id is taken.
    #[error("there is a rule `{0}` already")]
    Taken(String),
}

/// The policy and its test for a rule id, to be written into `folder`.
pub fn scaffold(
    rules: &RuleSet,
    folder: &str,
    category: Category,
    id: &str,
) -> Result<Vec<PolicyFile>, ScaffoldError> {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .chars()
                .all(|character| character.is_ascii_lowercase() || character.is_ascii_digit())
    };
    if !id.split('-').all(word) || !id.starts_with(|character: char| character.is_ascii_lowercase())
    {
        return Err(ScaffoldError::Name(id.to_owned()));
    }
    if rules.rule(id).is_some() {
        return Err(ScaffoldError::Taken(id.to_owned()));
    }
    let name = id.replace('-', "_");
    let group = category.as_str().replace('-', "_");
    let title = id.replace('-', " ");
    let policy = format!(
        "# METADATA\n# title: {title}\n# description: What happens when it fails, in one sentence.\n# custom:\n#   severity: warning\n#   roles: [database]\n#   remediation: What to do.\npackage custom.{group}.{name}\n\nimport data.resilint.lib\n\nfindings contains finding if {{\n\tsome database in input.by_role.database\n\tdatabase.zones.value < 2\n\tfinding := lib.finding(database, database.zones, sprintf(\"database `%s` runs in %v zone\", [database.address, database.zones.value]))\n}}\n"
    );
    let test = format!(
        "package custom.{group}.{name}_test\n\nimport data.custom.{group}.{name}\n\ndatabase(zones) := {{\"by_role\": {{\"database\": [{{\"address\": \"aws_db_instance.main\", \"type\": \"aws_db_instance\", \"zones\": zones}}]}}}}\n\ntest_fails if {{\n\tcount({name}.findings) == 1 with input as database({{\"value\": 1, \"at\": [\"multi_az\"]}})\n}}\n\ntest_passes if {{\n\tcount({name}.findings) == 0 with input as database({{\"value\": 2, \"at\": [\"multi_az\"]}})\n}}\n"
    );
    let folder = folder.trim_end_matches('/');
    Ok(vec![
        PolicyFile::user(format!("{folder}/{name}.rego"), policy),
        PolicyFile::user(format!("{folder}/{name}_test.rego"), test),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author::{check_policies, run_tests};

    #[test]
    fn a_new_policy_works_as_it_is() {
        let rules = RuleSet::builtin();
        let files = scaffold(&rules, "policies", Category::MultiAz, "my-first-rule").unwrap();
        assert_eq!(check_policies(&files), []);
        let libraries = rules.files().iter().filter(|file| file.path.starts_with("lib/")).cloned();
        let report = run_tests(&libraries.chain(files).collect::<Vec<_>>(), "my_first_rule");
        assert_eq!((report.passed(), report.results.len()), (true, 2), "{report:#?}");
    }

    #[test]
    fn names_are_checked() {
        let rules = RuleSet::builtin();
        assert!(matches!(
            scaffold(&rules, "p", Category::Spof, "Single_AZ"),
            Err(ScaffoldError::Name(_))
        ));
        assert!(matches!(
            scaffold(&rules, "p", Category::Spof, "single-az-database"),
            Err(ScaffoldError::Taken(_))
        ));
    }
}
