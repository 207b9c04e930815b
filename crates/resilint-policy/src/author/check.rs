//! Checks policies without running them.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::evaluate::prepare;
use crate::metadata::{find_package, read_rule};
use crate::policy_file::{PolicyDiagnostic, PolicyFile};
use crate::rego::{check_formats, negated_attributes, unknown_builtins};
use crate::rule::Rule;
use crate::rule_set::RuleSet;

/// Roles that the catalog knows.
const ROLES: [&str; 22] = [
    "alarm",
    "backup",
    "block-storage",
    "cache",
    "compute",
    "database",
    "dns",
    "entry",
    "file-storage",
    "identity",
    "key",
    "log",
    "network",
    "object-store",
    "other",
    "queue",
    "registry",
    "search",
    "secret",
    "stream",
    "warehouse",
    "certificate",
];

/// Everything that is wrong with users' policies: what would keep them from running, and what would make them silently find nothing.
#[must_use]
pub fn check_policies(files: &[PolicyFile]) -> Vec<PolicyDiagnostic> {
    let builtin = RuleSet::builtin();
    let set = builtin.with_user_policies(files.iter().cloned());
    let mut diagnostics = set.diagnostics().to_vec();
    let rules: Vec<Arc<Rule>> = set.rules().iter().filter(|rule| !rule.builtin).cloned().collect();
    let all: Vec<&PolicyFile> =
        builtin.files().iter().filter(|file| file.path.starts_with("lib/")).chain(files).collect();
    let mut prepared = prepare(&all, &rules);
    diagnostics.append(&mut prepared.diagnostics);
    for module in prepared.modules() {
        let path = module.package.span.source.file().as_str();
        let Some(file) = files.iter().find(|file| *file.path == *path) else { continue };
        let problems = [
            ("policy-format", check_formats(&module)),
            ("policy-builtin", unknown_builtins(&module)),
            ("policy-attribute", negated_attributes(&module)),
        ];
        for (code, found) in problems {
            diagnostics.extend(
                found.into_iter().map(|(range, message)| file.warning(code, range, message)),
            );
        }
    }
    for file in files.iter().filter(|file| !file.is_test()) {
        diagnostics.extend(check_metadata(file, files));
    }
    diagnostics.sort();
    diagnostics.dedup();
    diagnostics
}

fn check_metadata(file: &PolicyFile, files: &[PolicyFile]) -> Vec<PolicyDiagnostic> {
    let Some((package, range)) = find_package(&file.text) else {
        return vec![file.error("policy-syntax", 0..0, "it has no package")];
    };
    let Ok(rule) = read_rule(file) else { return Vec::new() };
    let Some(rule) = rule else {
        let finds = file.text.lines().any(|line| line.starts_with("findings contains"));
        let message =
            "it defines findings, but has no METADATA with `custom.severity`: it never runs";
        return if finds {
            vec![file.warning("policy-metadata", range, message)]
        } else {
            Vec::new()
        };
    };
    let mut problems = Vec::new();
    let last = package.rsplit('.').next().unwrap_or_default();
    let stem = file
        .path
        .rsplit(['/', '\\'])
        .next()
        .and_then(|name| name.strip_suffix(".rego"))
        .unwrap_or_default();
    if stem != last {
        problems.push(file.warning(
            "policy-name",
            range.clone(),
            format!("the file is called `{stem}`, its package ends in `{last}`"),
        ));
    }
    if rule.description.is_empty() {
        problems.push(file.warning(
            "policy-metadata",
            range.clone(),
            "METADATA has no `description`",
        ));
    }
    if rule.roles.is_empty() && rule.resource_types.is_empty() {
        let message = "METADATA names neither `custom.roles` nor `custom.resource_types`: the rule is loaded for every project";
        problems.push(file.warning("policy-metadata", range.clone(), message));
    }
    let known: BTreeSet<&str> = ROLES.into();
    for role in rule.roles.iter().filter(|role| !known.contains(&***role)) {
        problems.push(file.warning(
            "policy-metadata",
            range.clone(),
            format!("there is no role `{role}`"),
        ));
    }
    let test = file.path.replace(".rego", "_test.rego");
    if !files.iter().any(|other| *other.path == *test) {
        problems.push(file.warning(
            "policy-untested",
            range,
            format!("it has no tests: `{test}` does not exist"),
        ));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        let metadata = "# METADATA\n# title: T\n# description: D\n# custom:\n#   severity: error\n#   roles: [database]\npackage acme.spof.rule\n\n";
        let files = [
            PolicyFile::user("rule.rego", format!("{metadata}{text}")),
            PolicyFile::user("rule_test.rego", "package acme.spof.rule_test\n\ntest_a if true\n"),
        ];
        check_policies(&files).into_iter().map(|diagnostic| diagnostic.code).collect()
    }

    #[test]
    fn finds_what_would_be_silent() {
        let good = "findings contains finding if {\n\tsome db in input.by_role.database\n\tfinding := {\"address\": db.address, \"at\": [], \"message\": sprintf(\"%s\", [db.address])}\n}\n";
        assert_eq!(codes(good), Vec::<&str>::new());
        assert_eq!(codes(&good.replace("[db.address]", "[]")), ["policy-format"]);
        assert_eq!(
            codes(&good.replace("some db", "not input.resources.x.attributes.y\n\tsome db")),
            ["policy-attribute"]
        );
        assert_eq!(codes(&good.replace("some db", "opa.runtime()\n\tsome db")), ["policy-builtin"]);
        assert_eq!(codes(&good.replace("some db in", "some db\n\tother in")), ["policy-invalid"]);
        assert_eq!(codes("f(x) := f(x)\n"), ["policy-recursion"]);
    }

    #[test]
    fn the_built_in_rules_pass() {
        let files: Vec<PolicyFile> = resilint_policies::FILES
            .iter()
            .chain(resilint_policies::TESTS)
            .map(|(path, text)| PolicyFile::user(*path, *text))
            .collect();
        let problems: Vec<PolicyDiagnostic> = check_policies(&files)
            .into_iter()
            .filter(|diagnostic| diagnostic.code != "policy-duplicate")
            .collect();
        assert!(problems.is_empty(), "{problems:#?}");
    }
}
