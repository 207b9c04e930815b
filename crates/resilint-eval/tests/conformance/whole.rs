//! The same recorded answers, through everything: one configuration with all expressions as outputs, loaded and evaluated.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use resilint_config::{LoadOptions, Modules, load};
use resilint_eval::{Inputs, evaluate};
use resilint_syntax::{Files, Memory};

use crate::{Case, cases, fixtures, judge, read};

/// Where the evaluation of whole configurations is not the same on purpose, or not yet: it says less, never something wrong about a resource.
const DIFFERENT: [&str; 16] = [
    // Sensitivity is kept rather than lost, or not lifted from nested values.
    "issensitive(can(local.sens))",
    "issensitive({a = 1}[sensitive(\"a\")])",
    "issensitive(sensitive([{a = 1}])[*].a)",
    // The arms of a conditional need no common type: only one of them counts.
    "true ? true : 1",
    "true ? [1] : {}",
    "true ? {a = 1} : {b = [1]}",
    "true ? \"a\" : [\"a\"]",
    "true ? \"a\" : {a = 1}",
    "local.unkb ? [1] : {}",
    "true ? [] : [1, {}]",
    // As newer releases of Terraform do it: the second operand is not looked at.
    "false && local.missing",
    "true || tonumber(\"x\")",
    // A mistake in a value that is unknown is not always seen, or seen earlier.
    "(local.unkb ? {a = 1} : {a = 2}).b",
    "local.unkl[\"a\"]",
    "\"a${local.unkl}\"",
    // An object may be expanded to arguments.
    "max({a = 1}...)",
];

#[test]
fn whole_configurations_answer_as_terraform_does() {
    let mut failures = Vec::new();
    let mut count = 0;
    for folder in ["functions", "operators"].map(fixtures) {
        let mut lists: BTreeMap<String, Vec<Case>> = BTreeMap::new();
        for (list, case) in cases(&folder)
            .into_iter()
            .filter(|(_, case)| !DIFFERENT.contains(&case.expression.as_str()))
        {
            lists.entry(list).or_default().push(case);
        }
        for (list, cases) in lists {
            count += cases.len();
            failures.extend(failures_of(&folder, &list, &cases));
        }
    }
    assert!(failures.is_empty(), "{} of {count} differ:\n{}", failures.len(), failures.join("\n"));
}

fn failures_of(folder: &Path, list: &str, cases: &[Case]) -> Vec<String> {
    let root = Path::new("/root");
    let memory = Memory::new();
    copy(&folder.join("files"), &root.join("files"), &memory);
    memory.insert(root.join("prelude.tf"), read(&folder.join("../prelude.tf")));
    let mut text = String::new();
    for (index, case) in cases.iter().enumerate() {
        writeln!(text, "output \"v{index}\" {{ value = {} }}", case.expression)
            .expect("writing to a string");
    }
    let main = root.join("main.tf");
    memory.insert(&main, &text);
    let (files, modules) = (Files::new(), Modules::new());
    let (configuration, mut diagnostics) =
        load(&files, &memory, root, &LoadOptions::new(root.to_owned()), &modules);
    let evaluation = evaluate(&configuration, &files, &memory, &Inputs::default());
    let mut errors: BTreeMap<usize, &str> = BTreeMap::new();
    diagnostics.extend(evaluation.diagnostics.iter().cloned());
    for diagnostic in &diagnostics {
        if *files.path(diagnostic.span.file) == *main {
            let line = files.line_index(diagnostic.span.file).line(diagnostic.span.start);
            errors
                .entry(usize::try_from(line).expect("a small file"))
                .or_insert(&diagnostic.message);
        }
    }
    let mut failures = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let value = evaluation.outputs.get(format!("v{index}").as_str()).cloned();
        let got = match errors.get(&index) {
            Some(message) => Err((*message).to_owned()),
            None => value.ok_or_else(|| "no output".to_owned()),
        };
        if let Err(message) = judge(case, got) {
            failures.push(format!("{list}: {}\n    {message}", case.expression));
        }
    }
    failures
}

#[expect(clippy::disallowed_methods, reason = "tests read fixtures")]
fn copy(from: &Path, to: &Path, memory: &Memory) {
    let entries: Vec<PathBuf> =
        std::fs::read_dir(from).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    for path in entries {
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target, memory)
        } else {
            memory.insert(target, read(&path))
        }
    }
}
