//! Failures of real configurations: each worked example, written as Terraform, gives the numbers of its design.

use std::path::Path;

use resilint_config::{LoadOptions, Modules, load};
use resilint_eval::{Inputs, evaluate};
use resilint_graph::failure::{
    EntryOutcome, Model, ScenarioOutcome, Times, Verdict, bind, default_scenarios, parse_lose,
    simulate,
};
use resilint_graph::{Catalog, DeclaredDependency, Objectives, ResourceGraph, Survey};
use resilint_syntax::{Disk, Files};

#[derive(serde::Deserialize)]
struct Settings {
    #[serde(default)]
    dependency: Vec<DeclaredDependency>,
}

fn model(name: &str) -> Model {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/architectures").join(name);
    let files = Files::default();
    let (configuration, _) =
        load(&files, &Disk, &root, &LoadOptions::new(&root), &Modules::default());
    let evaluation = evaluate(&configuration, &files, &Disk, &Inputs::default());
    let mut graph = ResourceGraph::build(evaluation.instances, &Catalog::builtin());
    assert_eq!(graph.declare(&dependencies(&root)), Vec::new(), "{name}");
    bind(&Survey::of(&graph, &Objectives::default()), &Times::default())
}

#[expect(clippy::disallowed_methods, reason = "a test reads its own data")]
fn dependencies(root: &Path) -> Vec<DeclaredDependency> {
    let text = std::fs::read_to_string(root.join("resilint.toml")).unwrap_or_default();
    toml::from_str::<Settings>(&text).expect("the settings of a fixture are valid").dependency
}

/// The default matrix, a line for each entry and scenario.
fn show(model: &Model) -> String {
    let mut lines = Vec::new();
    for outcome in simulate(model, &default_scenarios(model), &[]).scenarios {
        let ScenarioOutcome::Loss { lose, entries, .. } = outcome else { continue };
        for entry in entries {
            let because: Vec<String> = entry
                .because
                .iter()
                .map(|because| format!("`{}` {}", because.address, because.message))
                .collect();
            lines.push(format!(
                "{}: `{}` {:?} {:?} rpo {:?}: {}",
                lose.join(", "),
                entry.address,
                entry.verdict,
                entry.rto_seconds,
                entry.rpo_seconds,
                because.join("; ")
            ));
        }
    }
    lines.join("\n")
}

/// The entry that users reach, its independent availability in percent, and what becomes of it.
type Example = (&'static str, &'static str, &'static str, &'static [(&'static str, Verdict)]);

const EXAMPLES: &[Example] = &[
    (
        "ex1",
        "aws_cloudfront_distribution.app",
        "99.8401",
        &[
            ("az:us-east-1a", Verdict::Survives),
            ("region:eu-west-1", Verdict::Survives),
            ("region:us-east-1", Verdict::Recovers),
        ],
    ),
    (
        "ex2",
        "aws_route53_record.eu",
        "99.9800",
        &[
            ("az:us-east-1a", Verdict::Survives),
            ("region:us-east-1", Verdict::Recovers),
            ("region:eu-west-1", Verdict::Survives),
            ("region:us-east-1,az:eu-west-1a", Verdict::Fails),
        ],
    ),
    (
        "ex3",
        "aws_lb.app",
        "99.4727",
        &[
            ("az:us-east-1a", Verdict::Fails),
            ("az:us-east-1b", Verdict::Survives),
            ("region:us-east-1", Verdict::Fails),
        ],
    ),
    (
        "ex3b",
        "aws_lb.app",
        "99.9225",
        &[("az:us-east-1a", Verdict::Survives), ("region:us-east-1", Verdict::Fails)],
    ),
    (
        "ex4",
        "aws_globalaccelerator_accelerator.platform",
        "99.7203",
        &[
            ("az:eu-central-1a", Verdict::Fails),
            ("az:eu-central-1b", Verdict::Survives),
            ("region:eu-central-1", Verdict::Fails),
        ],
    ),
    (
        "ex5",
        "aws_lb.app",
        "99.9300",
        &[
            ("az:eu-west-1a", Verdict::Unknown),
            ("az:eu-west-1/*", Verdict::Unknown),
            ("region:eu-west-1", Verdict::Fails),
        ],
    ),
    // The server that stands for the pinned store has backups, so its zone is not the end.
    (
        "ex6",
        "azurerm_cdn_frontdoor_profile.app",
        "99.8700",
        &[
            ("az:westeurope/1", Verdict::Recovers),
            ("az:westeurope/2", Verdict::Survives),
            ("region:westeurope", Verdict::Fails),
        ],
    ),
    (
        "ex6b",
        "azurerm_cdn_frontdoor_profile.app",
        "99.8700",
        &[
            ("az:westeurope/1", Verdict::Unknown),
            ("az:westeurope/2", Verdict::Unknown),
            ("az:westeurope/*", Verdict::Fails),
            ("region:westeurope", Verdict::Fails),
        ],
    ),
];

/// What becomes of each entry when something is lost.
fn without(model: &Model, lost: &str) -> Vec<EntryOutcome> {
    let scenario = parse_lose(model, &[lost]).expect("the test names something that can be lost");
    match simulate(model, &[scenario], &[]).scenarios.remove(0) {
        ScenarioOutcome::Loss { entries, .. } => entries,
        ScenarioOutcome::Partition { .. } => unreachable!("a loss was asked for"),
    }
}

#[test]
fn worked_examples_give_their_numbers() {
    let mut wrong = Vec::new();
    for (name, entry, availability, cases) in EXAMPLES {
        let model = model(&format!("worked-examples/{name}"));
        let estimates = simulate(&model, &[], &[]).availability;
        let found = estimates
            .iter()
            .find(|estimate| estimate.address == *entry)
            .and_then(|estimate| estimate.independent);
        if found.map(|found| format!("{:.4}", found * 100.0)).as_deref() != Some(*availability) {
            wrong.push(format!(
                "{name}: availability of `{entry}` is {found:?}, not {availability}"
            ));
        }
        for (lost, verdict) in *cases {
            let entries = without(&model, lost);
            let found = entries
                .iter()
                .find(|outcome| outcome.address == *entry)
                .unwrap_or_else(|| panic!("{name}: no entry `{entry}`"));
            if found.verdict != *verdict {
                wrong.push(format!(
                    "{name}: {lost} is {:?} because {:?}, not {verdict:?}",
                    found.verdict, found.because
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}",
        wrong.join(
            "
"
        )
    );
}

#[test]
fn a_regional_failover_takes_the_time_of_its_steps() {
    for (name, entry, automatic, runbook, rpo) in [
        ("ex1", "aws_cloudfront_distribution.app", 1110, 1170, 60),
        ("ex2", "aws_route53_record.eu", 270, 330, 1),
    ] {
        let model = model(&format!("worked-examples/{name}"));
        let entries = without(&model, "region:us-east-1");
        let found = entries.iter().find(|outcome| outcome.address == entry).unwrap();
        assert_eq!(
            (found.rto_seconds.automatic, found.rto_seconds.runbook, found.rpo_seconds),
            (Some(automatic), Some(runbook), Some(Some(rpo))),
            "{name}"
        );
        assert!(found.manual && found.detect_seconds == Some(90), "{name}");
    }
}

/// Run with `--nocapture` to read what the simulation makes of the large architectures.
#[test]
fn architectures_are_simulated_without_gaps() {
    for name in ["ha-web-app", "multi-region-dr", "scalable-banking", "eks-platform"] {
        for twin in ["as-described", "degraded"] {
            let model = model(&format!("{name}/{twin}"));
            assert!(!model.entries.is_empty(), "{name}/{twin}");
            println!("##### {name}/{twin}\n{}", show(&model));
        }
    }
}

#[test]
fn automation_in_the_failing_region_is_no_help() {
    for (twin, manual) in [("as-described", false), ("degraded", true)] {
        let model = model(&format!("multi-region-dr/{twin}"));
        assert_eq!(model.automations.len(), 1, "{twin}");
        let entries = without(&model, "region:us-east-1");
        let found = entries
            .iter()
            .find(|outcome| outcome.address == "aws_route53_record.app[\"eu\"]")
            .unwrap();
        let promotion = found
            .actions
            .iter()
            .find(|action| action.address == "module.database.aws_rds_cluster.primary")
            .unwrap();
        assert_eq!(
            (found.verdict, promotion.automatic, found.automation_lost.is_empty()),
            (Verdict::Recovers, !manual, !manual),
            "{twin}"
        );
    }
}
