//! What the simulation of failures costs, as ratios within one run: it grows with the number of parts, and with the number of failures, and not with their
//! squares. An absolute time depends on the machine; for the usual size, 5,000 resources and every zone and region, one is wanted all the same.
#![expect(
    clippy::print_stdout,
    clippy::panic,
    reason = "a benchmark prints its result and has no one to tell of errors"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use resilint_graph::failure::{
    Availability, Evidence, Group, GroupKind, Level, Model, Node, NodeId, Replica, Requirement,
    Role, Scenario, ScenarioOutcome, Trigger, Verdict, place_scenarios, simulate, single_points,
};

/// Regions, with three zones each.
const REGIONS: usize = 10;
/// How long the simulation of every zone and region of 5,000 resources may take.
const WANTED: Duration = Duration::from_millis(200);

fn main() {
    let (small, usual, large) = (system(1_250), system(5_000), system(20_000));
    let all = place_scenarios(&usual);
    assert_eq!(all.len(), REGIONS * 4, "every zone and every region");
    let of = |model: &Model, scenarios: &[Scenario]| fastest(|| check(model, scenarios));
    let (little, middle, much) = (of(&small, &all), of(&usual, &all), of(&large, &all));
    let half = of(&usual, &all[..all.len() / 2]);
    let points = fastest(|| drop(black_box(single_points(&usual, Level::Region))));
    let alone = |size: usize| {
        let model = apart(size);
        let regions = place_scenarios(&model);
        fastest(|| {
            drop(black_box(simulate(&model, &regions, &[])));
            drop(black_box(single_points(&model, Level::Region)));
        })
    };
    let (some, many) = (alone(1_250), alone(5_000));
    show("1,250 resources", little, all.len());
    show("5,000 resources", middle, all.len());
    show("20,000 resources", much, all.len());
    show("5,000 resources, half", half, all.len() / 2);
    show("single points of 5,000", points, all.len());
    show("1,250 that nothing connects", some, REGIONS);
    show("5,000 that nothing connects", many, REGIONS);
    // Four times the size: linear is 4, quadratic 16. Caches and other work on the machine take their part.
    hold("20,000 against 5,000 resources", ratio(much, middle), 8.0);
    hold("5,000 against 1,250 resources", ratio(middle, little), 8.0);
    hold("5,000 against 1,250 unconnected", ratio(many, some), 8.0);
    hold("all failures against half", ratio(middle, half), 3.0);
    hold("5,000 resources, in ms", middle.as_secs_f64() * 1e3, WANTED.as_secs_f64() * 1e3);
}

fn show(what: &str, took: Duration, scenarios: usize) {
    println!("{what:32} {:9.1} ms, {scenarios} failures", took.as_secs_f64() * 1e3);
}

fn hold(what: &str, found: f64, most: f64) {
    println!("{what:32} {found:9.1} (wanted: at most {most})");
    // Without optimisation only the ratios say anything.
    if found > most && !(cfg!(debug_assertions) && what.ends_with("ms")) {
        panic!("{what}: {found:.1} is more than {most}");
    }
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64().max(1e-9)
}

fn fastest(work: impl Fn()) -> Duration {
    let times = (0..5).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

fn check(model: &Model, scenarios: &[Scenario]) {
    for outcome in simulate(model, scenarios, &[]).scenarios {
        let ScenarioOutcome::Loss { entries, .. } = outcome else { continue };
        assert!(entries.iter().all(|entry| entry.verdict == Verdict::Survives), "{entries:?}");
    }
}

/// Chains of services through ten regions, every one with a database of its own, behind one entry.
fn system(size: usize) -> Model {
    let mut model = Model::default();
    let mut services: Vec<NodeId> = Vec::new();
    for number in 0..size / 2 {
        let region = format!("region-{}", number % REGIONS);
        let zones = zones(&mut model, &region);
        let database = add(&mut model, &format!("db.n{number}"), Role::Data, zones[..2].to_vec());
        let service = add(&mut model, &format!("service.n{number}"), Role::Compute, zones);
        let earlier = number.checked_sub(REGIONS).map(|before| services[before]);
        let needed = [Some(database), earlier].into_iter().flatten();
        model.nodes[service.index()].requires = needed
            .map(|node| Group {
                k: 1,
                kind: GroupKind::Needs,
                members: vec![Requirement::on(node)],
            })
            .collect();
        services.push(service);
    }
    let provider = model.tokens.provider("aws");
    let global = Replica { domains: vec![provider], ..Replica::default() };
    let entry = add(&mut model, "entry.main", Role::Entry, vec![global]);
    let noticed = || Trigger::Detected { seconds: 90, how: String::new(), at: None };
    let last = services.iter().rev().take(REGIONS);
    let members =
        last.map(|node| Requirement { trigger: noticed(), ..Requirement::on(*node) }).collect();
    model.nodes[entry.index()].requires = vec![Group { k: 1, kind: GroupKind::Routes, members }];
    model.entries = vec![entry];
    model
}

/// Stores that nothing connects, each an entry of its own.
fn apart(size: usize) -> Model {
    let mut model = Model::default();
    for number in 0..size {
        let region = format!("region-{}", number % REGIONS);
        let domains = vec![model.tokens.region("aws", &region), model.tokens.provider("aws")];
        let replica = Replica { domains, ..Replica::default() };
        let store = add(&mut model, &format!("store.n{number}"), Role::Data, vec![replica]);
        model.entries.push(store);
    }
    model
}

fn zones(model: &mut Model, region: &str) -> Vec<Replica> {
    let provider = model.tokens.provider("aws");
    let names = ["a", "b", "c"].map(|zone| format!("{region}{zone}"));
    let places = names.iter().map(|zone| {
        let zone = model.tokens.zone("aws", region, zone);
        vec![zone, model.tokens.region("aws", region), provider]
    });
    places.map(|domains| Replica { domains, ..Replica::default() }).collect()
}

fn add(model: &mut Model, address: &str, role: Role, replicas: Vec<Replica>) -> NodeId {
    let id = NodeId(u32::try_from(model.nodes.len()).unwrap_or(u32::MAX));
    let availability = Availability::Figure { value: 0.9999, evidence: Evidence::default() };
    model.nodes.push(Node {
        address: address.to_owned(),
        role,
        replicas,
        k: 1,
        availability,
        ..Node::default()
    });
    id
}
