//! Failures of real configurations: each worked example, written as Terraform, gives the numbers of its design.

use std::path::Path;

use resilint_config::{LoadOptions, Modules, load};
use resilint_eval::{Inputs, evaluate};
use resilint_graph::failure::{Dependency, FailureSettings, Model, ScenarioOutcome, Simulation, Verdict, bind, default_scenarios, parse_lose, simulate};
use resilint_graph::{Catalog, Objectives, ResourceGraph, Survey};
use resilint_syntax::{Disk, Files};

#[derive(serde::Deserialize)]
struct Settings {
    #[serde(default)]
    dependency: Vec<Dependency>,
}

fn model(name: &str) -> Model {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/architectures").join(name);
    let files = Files::default();
    let (configuration, _) = load(&files, &Disk, &root, &LoadOptions::new(&root), &Modules::default());
    let evaluation = evaluate(&configuration, &files, &Disk, &Inputs::default());
    let graph = ResourceGraph::build(evaluation.instances, &Catalog::builtin());
    let survey = Survey::of(&graph, &Objectives::default());
    bind(&survey, &FailureSettings { dependencies: dependencies(&root), ..FailureSettings::default() })
}

#[expect(clippy::disallowed_methods, reason = "a test reads its own data")]
fn dependencies(root: &Path) -> Vec<Dependency> {
    let text = std::fs::read_to_string(root.join("resilint.toml")).unwrap_or_default();
    toml::from_str::<Settings>(&text).unwrap().dependency
}

fn show(name: &str) -> String {
    use std::fmt::Write;
    let model = model(name);
    let mut text = String::new();
    for node in &model.nodes {
        let replicas: Vec<String> = node
            .replicas
            .iter()
            .map(|replica| {
                let mut names: Vec<String> = replica.domains.iter().map(|token| model.tokens.name(*token).to_owned()).collect();
                names.extend(replica.unknown.iter().map(|unknown| format!("?{}", unknown.reason)));
                names.extend(replica.needs.iter().map(|need| format!("needs {} {:?}", model.nodes[need.node.index()].address, need.strength)));
                names.join(" ")
            })
            .collect();
        writeln!(text, "{} {:?} k={} {:?} spread={} {:?}\n   {}", node.address, node.role, node.k, node.availability, node.spread, node.members, replicas.join(" | ")).unwrap();
        for group in &node.requires {
            let members: Vec<String> = group.members.iter().map(|member| format!("{}{} {:?} {:?}", model.nodes[member.node.index()].address, if member.soft { " soft" } else { "" }, member.strength, member.trigger)).collect();
            writeln!(text, "   -> {:?} {}: {}", group.kind, group.k, members.join(", ")).unwrap();
        }
        for standby in &node.standbys {
            writeln!(text, "   standby {} {:?} rto {:?} rpo {:?} {:?}", standby.address, standby.kind, standby.rto_seconds, standby.rpo_seconds, standby.by).unwrap();
        }
    }
    let simulation: Simulation = simulate(&model, &default_scenarios(&model), &[]);
    for outcome in &simulation.scenarios {
        if let ScenarioOutcome::Loss { lose, entries, .. } = outcome {
            for entry in entries {
                writeln!(text, "{}: {} {:?} {:?} {:?} because {:?}", lose.join("+"), entry.address, entry.verdict, entry.rto_seconds, entry.rpo_seconds, entry.because.iter().map(|because| format!("{} {}", because.address, because.message)).collect::<Vec<_>>()).unwrap();
            }
        }
    }
    writeln!(text, "{:#?}", simulation.availability).unwrap();
    text
}

#[test]
fn look() {
    for name in std::env::args().filter(|name| name.contains("worked")) {
        println!("{name}");
    }
    for name in ["worked-examples/ex1","worked-examples/ex3", "worked-examples/ex4", "worked-examples/ex5", "worked-examples/ex6", "worked-examples/ex6b"] {
        println!("{}", show(name));
    }
}
