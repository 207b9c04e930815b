//! Prints the facts of a root module: `cargo run -p resilint-graph --example facts -- DIR [--workspace DIR] [--json] [--summary]`
#![expect(clippy::print_stdout, reason = "this program prints")]

use std::path::PathBuf;
use std::time::Instant;

use resilint_config::{LoadOptions, Modules, load};
use resilint_eval::{Inputs, evaluate};
use resilint_graph::{
    Catalog, Fact, FactValue, Facts, Objectives, ResourceGraph, facts, path_to_string,
};
use resilint_syntax::{Disk, Files};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut directory, mut workspace, mut json, mut summary) =
        (PathBuf::from("."), None, false, false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--workspace" => workspace = arguments.next().map(PathBuf::from),
            "--json" => json = true,
            "--summary" => summary = true,
            other => directory = PathBuf::from(other),
        }
    }
    let (files, modules) = (Files::new(), Modules::new());
    let options = LoadOptions::new(workspace.unwrap_or_else(|| directory.clone()));
    let (configuration, _) = load(&files, &Disk, &directory, &options, &modules);
    let evaluation = evaluate(&configuration, &files, &Disk, &Inputs::default());
    let started = Instant::now();
    let graph = ResourceGraph::build(evaluation.instances, &Catalog::builtin());
    let found = facts(&graph, &Objectives::default());
    let took = started.elapsed();
    if summary {
        let (mut known, mut unknown) = (0, 0);
        for fact in found.resources.values().flat_map(|resource| resource.facts.values()) {
            match fact.value {
                FactValue::Known(_) => known += 1,
                FactValue::Unknown(_) => unknown += 1,
            }
        }
        println!(
            "{}: {} resources, {known} facts known, {unknown} unknown, {} paths, {took:?}",
            directory.display(),
            found.resources.len(),
            found.graph.paths.len()
        );
    } else if json {
        println!("{}", serde_json::to_string_pretty(&found).unwrap_or_default());
    } else {
        print(&found);
    }
}

fn print(facts: &Facts) {
    for resource in facts.resources.values() {
        println!(
            "{} [{}] {}",
            resource.address,
            resource.role.as_deref().unwrap_or("?"),
            resource.provider_alias.as_deref().unwrap_or("")
        );
        for (name, fact) in &resource.facts {
            println!("    {name} = {}", shown(fact));
        }
    }
    for path in &facts.graph.paths {
        println!("path {}: {:?} -> {:?}", path.entry, path.compute, path.data);
    }
    for flow in &facts.flows {
        println!(
            "flow {} {} -> {} ({:?} -> {:?})",
            flow.kind, flow.from, flow.to, flow.from_region, flow.to_region
        );
    }
}

fn shown(fact: &Fact) -> String {
    let value = match &fact.value {
        FactValue::Known(value) => value.to_string(),
        FactValue::Unknown(reason) => format!("? {reason}"),
    };
    let of = fact.of.as_ref().map_or_else(String::new, |of| format!(" of {of}"));
    let default = if fact.default { " (default)" } else { "" };
    format!("{value}    at {}{of}{default}", path_to_string(&fact.at))
}
