//! Prints the instances of a root module as JSON: `cargo run -p resilint-eval --example dump -- DIR [--workspace DIR] [--var-file FILE]… [--var NAME=VALUE]… [--summary]`
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this program prints")]

use std::path::PathBuf;
use std::time::Instant;

use resilint_config::{LoadOptions, Modules, load};
use resilint_eval::{Evaluation, Inputs, Instance, PathStep, evaluate};
use resilint_syntax::{Disk, Files};
use serde_json::{Value as Json, json};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut directory, mut workspace, mut inputs, mut summary) =
        (PathBuf::from("."), None, Inputs::default(), false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--workspace" => workspace = arguments.next().map(PathBuf::from),
            "--var-file" => inputs.var_files.extend(arguments.next().map(PathBuf::from)),
            "--var" => inputs.vars.extend(arguments.next().and_then(|var| {
                var.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()))
            })),
            "--summary" => summary = true,
            other => directory = PathBuf::from(other),
        }
    }
    let (files, modules) = (Files::new(), Modules::new());
    let started = Instant::now();
    let options = LoadOptions::new(workspace.unwrap_or_else(|| directory.clone()));
    let (configuration, mut diagnostics) = load(&files, &Disk, &directory, &options, &modules);
    let loaded = started.elapsed();
    let evaluation = evaluate(&configuration, &files, &Disk, &inputs);
    let evaluated = started.elapsed() - loaded;
    diagnostics.extend(evaluation.diagnostics.iter().cloned());
    for diagnostic in &diagnostics {
        let (line, path) = (
            files.line_index(diagnostic.span.file).line(diagnostic.span.start) + 1,
            files.path(diagnostic.span.file),
        );
        eprintln!(
            "{}:{line}: {} [{}] {}",
            path.display(),
            diagnostic.severity,
            diagnostic.code,
            diagnostic.message
        );
    }
    if summary {
        println!(
            "{}: {} instances, {} diagnostics, load {loaded:?}, evaluate {evaluated:?}",
            directory.display(),
            evaluation.instances.len(),
            diagnostics.len()
        );
        return;
    }
    println!("{}", serde_json::to_string_pretty(&to_json(&evaluation)).unwrap_or_default());
}

fn to_json(evaluation: &Evaluation) -> Json {
    let outputs: serde_json::Map<String, Json> = evaluation
        .outputs
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_json()))
        .collect();
    json!({ "instances": evaluation.instances.iter().map(instance).collect::<Vec<_>>(), "outputs": outputs, "undecided_variables": evaluation.undecided_variables })
}

fn instance(instance: &Instance) -> Json {
    let references = instance.references.iter().map(|reference| {
        let path = reference.path.iter().map(|step| match step {
            PathStep::Name(name) => name.to_string(),
            PathStep::Index(index) => index.to_string(),
        });
        format!(
            "{} -> {}.{} ({:?})",
            path.collect::<Vec<_>>().join("."),
            reference.target.address,
            reference.target.attribute,
            reference.target.certainty
        )
    });
    json!({
        "address": instance.address,
        "attributes": instance.attributes.to_json(),
        "references": references.collect::<Vec<_>>(),
        "provider": format!("{}{}", instance.provider.name, instance.provider.alias.as_ref().map_or_else(String::new, |alias| format!(".{alias}"))),
        "provider_attributes": instance.provider.attributes.to_json(),
        "multiplicity": format!("{:?}", instance.multiplicity),
        "maybe_absent": instance.maybe_absent.as_ref().map(ToString::to_string),
    })
}
