//! The worked examples of the failure model, through the binary: every number that the model's design computed by hand.

use serde_json::Value;

use super::support::{fixture, run};

/// What becomes of the entry without something: the verdict, seconds at once and step by step, seconds of data, and whether people act.
struct Lost {
    lose: &'static str,
    verdict: &'static str,
    rto: Option<(u64, u64)>,
    rpo: Option<u64>,
    manual: bool,
}

const fn lost(
    lose: &'static str,
    verdict: &'static str,
    rto: Option<(u64, u64)>,
    rpo: Option<u64>,
    manual: bool,
) -> Lost {
    Lost { lose, verdict, rto, rpo, manual }
}

struct Example {
    name: &'static str,
    entry: &'static str,
    /// Floor, independent, ceiling, in percent.
    availability: [&'static str; 3],
    losses: &'static [Lost],
}

const AT_ONCE: Option<(u64, u64)> = Some((0, 0));

const EXAMPLES: &[Example] = &[
    Example {
        name: "ex1",
        entry: "aws_cloudfront_distribution.app",
        // Counted as if the two regions shared nothing it would be 99.8999 %.
        availability: ["99.8200", "99.8401", "99.9000"],
        losses: &[
            // A database over two zones fails over in 60 to 120 s; its cache lacks seconds.
            lost("az:us-east-1a", "survives", Some((120, 120)), Some(5), false),
            lost("region:eu-west-1", "survives", Some((90, 90)), Some(0), false),
            // 90 s to notice, 900 s to promote, 120 s to verify; 60 s more for the cache, step by step.
            lost("region:us-east-1", "recovers", Some((1110, 1170)), Some(60), true),
        ],
    },
    Example {
        name: "ex2",
        entry: "aws_route53_record.eu",
        availability: ["99.9600", "99.9800", "99.9900"],
        losses: &[
            lost("az:us-east-1a", "survives", Some((60, 60)), Some(5), false),
            lost("region:us-east-1", "recovers", Some((270, 330)), Some(1), true),
            lost("region:eu-west-1", "survives", Some((90, 90)), Some(0), false),
            // The European secondary has one instance.
            lost("region:us-east-1,az:eu-west-1a", "fails", None, None, false),
        ],
    },
    Example {
        name: "ex3",
        entry: "aws_lb.app",
        // The floor holds however brokers fail together, so it is below that of brokers as one part (99.4725 %).
        availability: ["98.4800", "99.4727", "99.5000"],
        losses: &[
            lost("az:us-east-1a", "fails", None, None, false),
            lost("az:us-east-1b", "survives", AT_ONCE, Some(0), false),
            lost("region:us-east-1", "fails", None, None, false),
        ],
    },
    Example {
        name: "ex3b",
        entry: "aws_lb.app",
        availability: ["98.9300", "99.9225", "99.9500"],
        losses: &[
            lost("az:us-east-1a", "survives", Some((120, 120)), Some(0), false),
            lost("region:us-east-1", "fails", None, None, false),
        ],
    },
    Example {
        name: "ex4",
        entry: "aws_globalaccelerator_accelerator.platform",
        availability: ["99.7200", "99.7203", "99.9000"],
        losses: &[
            // Nothing brings the only gateway back; the data is still there.
            lost("az:eu-central-1a", "fails", None, Some(0), false),
            lost("az:eu-central-1b", "survives", AT_ONCE, Some(0), false),
            lost("region:eu-central-1", "fails", None, None, false),
        ],
    },
    Example {
        name: "ex5",
        entry: "aws_lb.app",
        // Whether the group spans zones is not known: the floor takes the worse figure.
        availability: ["99.4400", "99.9300", "99.9500"],
        losses: &[
            lost("az:eu-west-1a", "unknown", None, None, false),
            lost("region:eu-west-1", "fails", None, None, false),
        ],
    },
    Example {
        name: "ex6",
        entry: "azurerm_cdn_frontdoor_profile.app",
        availability: ["99.8700", "99.8700", "99.9000"],
        losses: &[
            // The server that stands for the pinned store has backups: it is restored in an hour.
            lost("az:westeurope/1", "recovers", Some((4620, 4620)), Some(300), true),
            lost("az:westeurope/2", "survives", AT_ONCE, Some(0), false),
            lost("region:westeurope", "fails", None, None, false),
        ],
    },
    Example {
        name: "ex6b",
        entry: "azurerm_cdn_frontdoor_profile.app",
        availability: ["99.8700", "99.8700", "99.9000"],
        losses: &[
            lost("az:westeurope/1", "unknown", None, None, false),
            lost("az:westeurope/2", "unknown", None, None, false),
            lost("az:westeurope/*", "fails", None, None, false),
            lost("region:westeurope", "fails", None, None, false),
        ],
    },
];

fn simulated(example: &Example, arguments: &[&str]) -> Value {
    let folder = fixture(&format!("architectures/worked-examples/{}", example.name));
    let base = ["simulate", "--format", "json", "--exit-zero"];
    run(&folder, &[&base, arguments].concat()).json()
}

fn percents(estimate: &Value) -> [String; 3] {
    ["floor", "independent", "ceiling"]
        .map(|name| format!("{:.4}", estimate[name].as_f64().unwrap() * 100.0))
}

#[test]
fn every_example_is_as_available_as_computed() {
    for example in EXAMPLES {
        let report = simulated(example, &[]);
        let estimates = report["availability"].as_array().unwrap();
        let own = estimates.iter().find(|one| one["address"] == example.entry).unwrap();
        assert_eq!(percents(own), example.availability, "{}", example.name);
    }
}

#[test]
fn every_loss_ends_as_computed() {
    for example in EXAMPLES {
        for expected in example.losses {
            let report = simulated(example, &["--lose", expected.lose]);
            let entries = report["scenarios"][0]["entries"].as_array().unwrap();
            let entry = entries.iter().find(|one| one["address"] == example.entry).unwrap();
            let what = format!("{} without {}", example.name, expected.lose);
            assert_eq!(entry["verdict"], expected.verdict, "{what}");
            let seconds = |name: &str| entry["rto_seconds"][name].as_u64();
            let rto = seconds("automatic").zip(seconds("runbook"));
            assert_eq!(rto, expected.rto, "{what}");
            assert_eq!(entry["rpo_seconds"].as_u64(), expected.rpo, "{what}");
            assert_eq!(entry["manual"], expected.manual, "{what}");
        }
    }
}

/// A lost region with nothing elsewhere takes the data with it: that is told apart from what nobody knows.
#[test]
fn lost_data_is_not_unknown_data() {
    let of = |name: &str, lose: &str| {
        let example = EXAMPLES.iter().find(|example| example.name == name).unwrap();
        let report = simulated(example, &["--lose", lose]);
        let entries = report["scenarios"][0]["entries"].as_array().unwrap().clone();
        let entry = entries.into_iter().find(|one| one["address"] == example.entry).unwrap();
        entry.get("rpo_seconds").cloned()
    };
    assert_eq!(of("ex3", "az:us-east-1a"), Some(Value::Null));
    assert_eq!(of("ex5", "az:eu-west-1a"), None);
}

/// The zones and regions that are single points.
#[test]
fn single_points_are_those_of_the_design() {
    for (name, expected) in [
        ("ex1", &["region:us-east-1 recoverable"][..]),
        ("ex3", &["az:us-east-1a hard", "region:us-east-1 hard"]),
        ("ex3b", &["region:us-east-1 hard"]),
        ("ex4", &["az:eu-central-1a hard", "region:eu-central-1 hard"]),
        // In exactly one of the three, nobody knows which.
        (
            "ex6b",
            &[
                "az:westeurope/* hard",
                "az:westeurope/1 possible",
                "az:westeurope/2 possible",
                "az:westeurope/3 possible",
                "region:westeurope hard",
            ],
        ),
    ] {
        let example = EXAMPLES.iter().find(|example| example.name == name).unwrap();
        let report = simulated(example, &[]);
        let points = report["single_points"].as_array().unwrap().iter();
        let own: Vec<String> = points
            .filter(|point| point["entry"] == example.entry)
            .filter(|point| {
                let domain = point["domain"].as_str().unwrap();
                domain.starts_with("az:") || domain.starts_with("region:")
            })
            .map(|point| {
                let text = |key: &str| point[key].as_str().unwrap().to_owned();
                format!("{} {}", text("domain"), text("grade"))
            })
            .collect();
        assert_eq!(own, expected, "{name}");
    }
}
