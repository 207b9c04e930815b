//! Large systems: nothing overflows the stack, and the cost grows with the size, not with its square.

use std::time::Instant;

use super::build::Builder;
use crate::failure::{
    Level, Model, NodeId, Role, Scenario, Verdict, default_scenarios, simulate, single_points,
};

/// Services in ten regions with three zones each, every one with a database, behind one entry.
fn large(nodes: usize) -> Model {
    let mut builder = Builder::default();
    let mut services: Vec<NodeId> = Vec::new();
    for number in 0..nodes / 2 {
        let region = format!("region-{}", number % 10);
        let zones = builder.zones(
            "aws",
            &region,
            &[&format!("{region}a"), &format!("{region}b"), &format!("{region}c")],
        );
        let database = builder.node(
            &format!("db.n{number}"),
            Role::Data,
            zones[..2].to_vec(),
            1,
            Some(0.9999),
        );
        let service =
            builder.node(&format!("service.n{number}"), Role::Compute, zones, 2, Some(0.9999));
        builder.needs(service, &[database]);
        if number >= 10 {
            let earlier = services[number - 10];
            builder.needs(service, &[earlier]);
        }
        services.push(service);
    }
    let global = builder.global("aws");
    let entry = builder.node("entry.main", Role::Entry, global, 1, Some(0.9999));
    builder.routes(entry, &services[services.len() - 10..], Some(90));
    builder.entry(entry)
}

fn places(model: &Model) -> Vec<Scenario> {
    default_scenarios(model).into_iter().take(12).collect()
}

fn milliseconds(work: impl FnOnce()) -> u128 {
    let start = Instant::now();
    work();
    start.elapsed().as_millis()
}

#[test]
fn the_cost_grows_with_the_size_and_not_with_its_square() {
    let (small, large) = (large(4_000), large(32_000));
    let scenarios = places(&large);
    assert_eq!((scenarios.len(), places(&small).len()), (12, 12));
    let run = |model: &Model| {
        let outcomes = simulate(model, &places(model), &[]).scenarios;
        assert!(outcomes.iter().all(|outcome| matches!(outcome, crate::failure::ScenarioOutcome::Loss { entries, .. } if entries[0].verdict == Verdict::Survives)));
    };
    let fastest = |model: &Model| (0..3).map(|_| milliseconds(|| run(model))).min().unwrap();
    let (little, much) = (fastest(&small).max(1), fastest(&large));
    println!("4,000 nodes: {little} ms; 32,000 nodes: {much} ms");
    // Eight times the size; a quadratic way would take 64 times as long. Other work on the machine may disturb either measurement.
    assert!(much < little * 50, "{little} ms, then {much} ms");
    let usual = self::large(5_000);
    let all: Vec<Scenario> = default_scenarios(&usual).into_iter().take(40).collect();
    let took = (0..3).map(|_| milliseconds(|| drop(simulate(&usual, &all, &[])))).min().unwrap();
    println!("5,000 nodes, all zones and regions: {took} ms");
    let took = milliseconds(|| {
        assert!(!single_points(&large, Level::Region).iter().any(|point| point.level == Level::Az))
    });
    println!("single points: {took} ms");
}

#[test]
fn a_chain_of_a_hundred_thousand_does_not_overflow() {
    let mut builder = Builder::default();
    let zone = builder.zones("aws", "eu-west-1", &["eu-west-1a"]);
    let mut last = builder.node("node.first", Role::Data, zone, 1, Some(0.999_999));
    for number in 0..100_000 {
        let region = builder.region("aws", "eu-west-1");
        let next = builder.node(&format!("node.n{number}"), Role::Compute, region, 1, Some(1.0));
        builder.needs(next, &[last]);
        last = next;
    }
    let model = builder.entry(last);
    let outcome = super::build::lose(&model, &["az:eu-west-1a"]);
    assert_eq!((outcome.verdict, outcome.path.len()), (Verdict::Fails, 100_001));
}
