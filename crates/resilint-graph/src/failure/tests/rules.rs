//! The decisions of the design, each on the smallest system that shows it.

use super::build::{Builder, lose, standby};
use crate::failure::{
    Actor, Automation, Capacity, DomainKind, Grading, Level, Met, Need, ObjectiveName, Promise,
    Replica, Role, Scenario, ScenarioOutcome, StandbyKind, Strength, Verdict, casualties,
    default_scenarios, parse_lose, parse_partition, simulate, single_points,
};

/// A database with its writer in one region and a copy in another, behind a service in each.
fn two_regions(notices: Option<u32>) -> Builder {
    let mut builder = Builder::default();
    let writer = builder.zones("aws", "us-east-1", &["us-east-1a", "us-east-1b"]);
    let database = builder.node("aws_db_instance.main", Role::Data, writer, 1, None);
    let copy = builder.zone("aws", "eu-west-1", "eu-west-1a");
    builder.at(database).standbys = vec![standby("aws_db_instance.copy", copy, 900, 5)];
    let mut members = Vec::new();
    for region in ["us-east-1", "eu-west-1"] {
        let zones = builder.zones("aws", region, &[&format!("{region}a"), &format!("{region}b")]);
        let service =
            builder.node(&format!("aws_ecs_service.{region}"), Role::Compute, zones, 1, None);
        builder.at(service).capacity = Some(Capacity { per_replica: 5.0, most: None });
        builder.needs(service, &[database]);
        members.push(service);
    }
    let global = builder.global("aws");
    let names = builder.node("aws_route53_record.app", Role::Entry, global, 1, None);
    builder.routes(names, &members, notices);
    builder.model.entries = vec![names];
    builder
}

#[test]
fn without_a_health_check_every_member_is_needed() {
    let seeing = lose(&two_regions(Some(150)).model, &["region:eu-west-1"]);
    assert_eq!((seeing.verdict, seeing.rto_seconds.automatic), (Verdict::Survives, Some(150)));
    let blind = lose(&two_regions(None).model, &["region:eu-west-1"]);
    assert_eq!(
        (blind.verdict, blind.manual, blind.detect_seconds),
        (Verdict::Recovers, true, Some(900))
    );
    assert!(
        blind.because.iter().any(|because| because
            .message
            .starts_with("keeps sending users to `aws_ecs_service.eu-west-1`")),
        "{:?}",
        blind.because
    );
}

#[test]
fn what_is_left_is_too_small_when_it_cannot_grow() {
    let mut builder = two_regions(Some(150));
    let left = lose(&builder.model, &["region:us-east-1"]);
    assert_eq!(
        (left.capacity, left.shortfall.as_slice()),
        (Some(0.5), ["aws_ecs_service.eu-west-1".to_owned()].as_slice())
    );
    assert_eq!(left.rto_seconds.automatic, Some(150 + 900 + 120));
    builder.model.nodes[2].capacity = Some(Capacity { per_replica: 5.0, most: Some(40.0) });
    let grows = lose(&builder.model, &["region:us-east-1"]);
    assert_eq!(
        (grows.shortfall.len(), grows.rto_seconds.runbook),
        (0, Some(150 + 900 + 300 + 120))
    );
}

#[test]
fn automation_does_not_run_in_the_region_that_it_should_replace() {
    for (region, manual) in [("us-east-1", true), ("eu-west-1", false)] {
        let mut builder = two_regions(Some(90));
        let replica = builder.region("aws", region).remove(0);
        builder.model.automations = vec![Automation {
            address: "aws_lambda_function.promote".to_owned(),
            replica,
            detect_seconds: 60,
        }];
        builder.model.nodes[0].standbys[0].by = Actor::Automation(vec![0]);
        let lost = lose(&builder.model, &["region:us-east-1"]);
        assert_eq!(
            (lost.verdict, lost.manual, lost.automation_lost.is_empty()),
            (Verdict::Recovers, manual, !manual),
            "{region}"
        );
    }
}

#[test]
fn a_side_without_the_writer_can_only_read() {
    let mut builder = two_regions(Some(90));
    let partition = |builder: &Builder| match simulate(
        &builder.model,
        &[parse_partition(&builder.model, "us-east-1/eu-west-1").unwrap()],
        &[],
    )
    .scenarios
    .remove(0)
    {
        ScenarioOutcome::Partition { sides, .. } => sides,
        ScenarioOutcome::Loss { .. } => panic!("a partition was asked for"),
    };
    let sides = partition(&builder);
    let (us, eu) = (&sides[0].entries[0], &sides[1].entries[0]);
    assert_eq!(
        (us.verdict, us.split_brain, us.rpo_grows.as_slice()),
        (Verdict::Survives, false, ["aws_db_instance.main".to_owned()].as_slice())
    );
    assert_eq!((eu.verdict, eu.split_brain), (Verdict::ReadOnly, true));
    builder.model.nodes[0].standbys[0].readable = false;
    assert_eq!(partition(&builder)[1].entries[0].verdict, Verdict::Fails);
}

#[test]
fn a_cache_only_degrades_and_a_backup_recovers() {
    let mut builder = Builder::default();
    let one = builder.zones("aws", "eu-west-1", &["eu-west-1a"]);
    let cache = builder.node("aws_elasticache_cluster.main", Role::Cache, one.clone(), 1, None);
    let database = builder.node("aws_db_instance.main", Role::Data, one, 1, None);
    let backup = builder.region("aws", "eu-west-1").remove(0);
    builder.at(database).standbys.push(crate::failure::Standby {
        kind: StandbyKind::Restore,
        readable: false,
        ..standby("aws_db_instance.main", backup, 4 * 3600, 300)
    });
    let two = builder.zones("aws", "eu-west-1", &["eu-west-1b", "eu-west-1c"]);
    let service = builder.node("aws_ecs_service.app", Role::Compute, two, 1, None);
    builder.soft(service, cache);
    let model = builder.entry(service);
    assert_eq!(lose(&model, &["az:eu-west-1a"]).degraded, ["aws_elasticache_cluster.main"]);

    let mut hard = model;
    hard.nodes[2].requires.clear();
    let needs = crate::failure::Group {
        k: 1,
        members: vec![crate::failure::Requirement::on(crate::failure::NodeId(1))],
        ..Default::default()
    };
    hard.nodes[2].requires.push(needs);
    let zone = lose(&hard, &["az:eu-west-1a"]);
    assert_eq!(
        (zone.verdict, zone.rto_seconds.runbook, zone.rpo_seconds),
        (Verdict::Recovers, Some(900 + 4 * 3600 + 120), Some(Some(300)))
    );
    let region = lose(&hard, &["region:eu-west-1"]);
    assert_eq!((region.verdict, region.rpo_seconds), (Verdict::Fails, Some(None)));
    assert_eq!(single_points(&hard, Level::Az)[0].grade, Grading::Recoverable);
}

#[test]
fn replicas_in_different_unknown_zones_do_not_fall_together() {
    let mut builder = Builder::default();
    builder.zone("aws", "eu-west-1", "eu-west-1a");
    let replicas = vec![
        builder.somewhere("aws", "eu-west-1", "db/0"),
        builder.somewhere("aws", "eu-west-1", "db/1"),
    ];
    let database = builder.node("aws_db_instance.main", Role::Data, replicas, 1, None);
    builder.at(database).spread = true;
    let mut model = builder.entry(database);
    assert_eq!(lose(&model, &["az:eu-west-1a"]).verdict, Verdict::Survives);
    assert_eq!(lose(&model, &["az:eu-west-1/*"]).verdict, Verdict::Survives);
    model.nodes[0].spread = false;
    assert_eq!(lose(&model, &["az:eu-west-1/*"]).verdict, Verdict::Unknown);
}

#[test]
fn a_zone_by_name_may_be_any_of_the_symbolic_ones() {
    let mut builder = Builder::default();
    let zones = builder.zones("aws", "us-east-1", &["#0", "#1"]);
    let one = builder.node("aws_db_instance.one", Role::Data, zones[..1].to_vec(), 1, None);
    let both = builder.node("aws_db_instance.both", Role::Data, zones, 1, None);
    builder.model.entries = vec![one, both];
    let scenario = parse_lose(&builder.model, &["az:us-east-1a"]).unwrap();
    let ScenarioOutcome::Loss { entries, .. } =
        simulate(&builder.model, &[scenario], &[]).scenarios.remove(0)
    else {
        panic!("a loss was asked for")
    };
    assert_eq!((entries[0].verdict, entries[1].verdict), (Verdict::Unknown, Verdict::Survives));
}

#[test]
fn a_replica_falls_with_its_nat_gateway_and_the_verdict_says_that_this_is_assumed() {
    let mut builder = Builder::default();
    let one = builder.zones("aws", "eu-west-1", &["eu-west-1a"]);
    let nat = builder.node("aws_nat_gateway.main", Role::Network, one, 1, None);
    let mut two = builder.zones("aws", "eu-west-1", &["eu-west-1a", "eu-west-1b"]);
    for replica in &mut two {
        replica.needs = vec![Need { node: nat, strength: Strength::Assumed }];
    }
    let service = builder.node("aws_ecs_service.app", Role::Compute, two, 1, None);
    let model = builder.entry(service);
    let zone = lose(&model, &["az:eu-west-1a"]);
    assert_eq!(
        (zone.verdict, zone.assumed, zone.path.last().map(String::as_str)),
        (Verdict::Fails, true, Some("aws_nat_gateway.main"))
    );
    assert_eq!(lose(&model, &["aws_nat_gateway.main"]).verdict, Verdict::Fails);
    assert_eq!(
        casualties(&model)["az:eu-west-1a"].fails,
        ["aws_ecs_service.app", "aws_nat_gateway.main"]
    );
}

#[test]
fn promises_are_checked_against_findings_and_each_other() {
    let builder = two_regions(Some(90));
    let promise = Promise {
        survive: Some(Level::Region),
        availability: Some(0.9999),
        rto_seconds: Some(3600),
        rpo_seconds: Some(1),
        ..Promise::default()
    };
    let judged =
        simulate(&builder.model, &default_scenarios(&builder.model), &[promise]).objectives;
    let met = |name: ObjectiveName| {
        judged
            .iter()
            .find(|outcome| outcome.name == name)
            .map(|outcome| (outcome.met, outcome.message.as_str()))
            .unwrap()
    };
    assert_eq!(met(ObjectiveName::Survive).0, Met::Yes);
    assert_eq!(
        met(ObjectiveName::Rto),
        (Met::Yes, "`aws_route53_record.app` is back 18 min 30 s after `region:us-east-1` is lost")
    );
    assert_eq!(
        met(ObjectiveName::Rpo),
        (Met::No, "`aws_route53_record.app` loses 5 s of data with `region:us-east-1`")
    );
    assert_eq!(
        met(ObjectiveName::Consistency),
        (Met::No, "99.99 % allows 52.56 minutes a year, less than one recovery of 60 minutes")
    );
    assert_eq!(met(ObjectiveName::Availability).0, Met::Unknown);
}

#[test]
fn the_matrix_has_every_zone_every_region_and_what_is_shared() {
    let builder = two_regions(Some(90));
    let model = &builder.model;
    let scenarios = simulate(model, &default_scenarios(model), &[]).scenarios;
    let names: Vec<String> = scenarios
        .iter()
        .map(|scenario| {
            if let ScenarioOutcome::Loss { lose, .. } = scenario {
                lose.join("+")
            } else {
                String::new()
            }
        })
        .collect();
    assert_eq!(
        names,
        [
            "az:eu-west-1a",
            "az:eu-west-1b",
            "az:us-east-1a",
            "az:us-east-1b",
            "region:eu-west-1",
            "region:us-east-1",
            "aws_db_instance.main"
        ]
    );
    assert!(model.tokens.iter().all(|token| model.tokens.kind(token) != DomainKind::HiddenZone));
}

#[test]
fn a_domain_that_nothing_uses_is_an_error_that_lists_those_in_use() {
    let model = two_regions(None).model;
    let error = parse_lose(&model, &["az:ap-south-1a"]).unwrap_err().to_string();
    assert!(
        error.starts_with("nothing uses `az:ap-south-1a`; in use are `az:eu-west-1a`"),
        "{error}"
    );
    assert!(
        parse_partition(&model, "us-east-1").is_err()
            && parse_partition(&model, "us-east-1/us-east-1").is_err()
            && parse_partition(&model, "us-east-1/ap-south-1").is_err()
    );
    assert!(parse_lose(&model, &[" , "]).is_err());
    assert_eq!(
        parse_lose(&model, &["node:aws_db_instance.main"]).unwrap(),
        parse_lose(&model, &["aws_db_instance.main"]).unwrap()
    );
    assert!(
        matches!(parse_lose(&model, &["region:us-east-1,az:eu-west-1a"]).unwrap(), Scenario::Lose(both) if both.len() == 2)
    );
    let everything = Replica::default();
    assert!(everything.domains.is_empty());
}
