//! The recorded expressions once more, as outputs of a configuration that is evaluated as a whole.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use resilint_config::{LoadOptions, Modules, load, normalize_path};
use resilint_eval::{Inputs, Value, evaluate};
use resilint_syntax::{Disk, FileId, FileSystem, Files, Format, Overlay, parse};

use crate::{cases, fixtures, judge};

/// The answers are of Terraform 1.11. Later versions accept what it refuses: an operand that does not matter.
const VERSIONS: &str = "terraform {\n  required_version = \"~> 1.11.0\"\n}\n";

#[test]
fn functions_answer_as_terraform_does_in_a_configuration() {
    check("functions");
}

#[test]
fn operators_answer_as_terraform_does_in_a_configuration() {
    check("operators");
}

fn check(folder: &str) {
    let folder = normalize_path(&fixtures(folder));
    let cases = cases(&folder);
    let expressions: Vec<&str> = cases.iter().map(|(_, case)| case.expression.as_str()).collect();
    let answers = answers(&folder, &expressions);
    let judged = cases.iter().zip(answers).filter_map(|((list, case), answer)| {
        let message = judge(case, answer).err()?;
        Some(format!("{list}: {}\n    {message}", case.expression))
    });
    let failures: Vec<String> = judged.collect();
    assert!(cases.len() > 1_000, "only {} cases", cases.len());
    assert!(
        failures.is_empty(),
        "{} of {} differ:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

/// What each expression gives as an output of a root module in the folder, or what is said about it.
fn answers(folder: &Path, expressions: &[&str]) -> Vec<Result<Value, String>> {
    let name = |index: usize| format!("expression_{index:04}");
    let path = |index: usize| folder.join(name(index) + ".tf");
    let overlay = Overlay::new(Disk);
    overlay.set(folder.join("prelude.tf"), Disk.read(&folder.join("../prelude.tf")).unwrap());
    overlay.set(folder.join("versions.tf"), VERSIONS.as_bytes());
    let mut refused: BTreeMap<usize, String> = BTreeMap::new();
    for (index, expression) in expressions.iter().enumerate() {
        let text = format!("output \"{}\" {{\n  value = {expression}\n}}\n", name(index));
        // A syntax error would make the module incomplete, of which nothing is called missing.
        let (_, said) = parse(FileId::default(), &Arc::from(text.as_bytes()), Format::Native);
        match said.into_iter().next() {
            Some(said) => {
                refused.insert(index, said.message);
            }
            None => overlay.set(path(index), text),
        }
    }
    let (files, modules) = (Files::new(), Modules::new());
    let options = LoadOptions::new(folder);
    let (configuration, mut said) = load(&files, &overlay, folder, &options, &modules);
    let evaluation = evaluate(&configuration, &files, &overlay, &Inputs::default());
    said.extend(evaluation.diagnostics);
    let answer = |index: usize| {
        if let Some(message) = refused.get(&index) {
            return Err(message.clone());
        }
        match said.iter().find(|said| *files.path(said.span.file) == path(index)) {
            Some(diagnostic) => Err(diagnostic.message.clone()),
            None => Ok(evaluation.outputs[name(index).as_str()].clone()),
        }
    };
    (0..expressions.len()).map(answer).collect()
}
