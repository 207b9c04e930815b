//! The worked examples of the design, with their numbers.

use super::build::{Builder, failover, lose, standby};
use crate::failure::{
    Availability, Evidence, Grading, Level, Model, Need, NodeId, Role, Strength, Verdict,
    parse_lose, simulate, single_points,
};

fn percent(share: f64) -> String {
    format!("{:.4}", share * 100.0)
}

/// Floor, independent, ceiling.
fn availability(model: &Model) -> (String, String, String) {
    let estimate = simulate(model, &[], &[]).availability.remove(0);
    (
        percent(estimate.floor.unwrap()),
        percent(estimate.independent.unwrap()),
        percent(estimate.ceiling),
    )
}

#[track_caller]
fn check(model: &Model, lost: &[&str], verdict: Verdict) {
    assert_eq!(lose(model, lost).verdict, verdict, "{lost:?}");
}

/// A load balancer and a service in three zones.
fn regional(builder: &mut Builder, region: &str, needs: &[NodeId]) -> NodeId {
    let zones = builder.zones(
        "aws",
        region,
        &[&format!("{region}a"), &format!("{region}b"), &format!("{region}c")],
    );
    let service = builder.node(
        &format!("aws_ecs_service.{region}"),
        Role::Compute,
        zones.clone(),
        1,
        Some(0.9999),
    );
    builder.needs(service, needs);
    let balancer = builder.node(&format!("aws_lb.{region}"), Role::Entry, zones, 1, Some(0.9999));
    builder.needs(balancer, &[service]);
    balancer
}

fn example_1() -> Builder {
    let mut builder = Builder::default();
    let zones = builder.zones("aws", "us-east-1", &["us-east-1a", "us-east-1b"]);
    let database = builder.node("aws_db_instance.main", Role::Data, zones, 1, Some(0.9995));
    builder.at(database).failover = failover(60, 120);
    let replica = builder.zone("aws", "eu-west-1", "eu-west-1a");
    builder.at(database).standbys = vec![standby("aws_db_instance.replica", replica, 900, 60)];
    let zones = builder.zones("aws", "us-east-1", &["us-east-1a", "us-east-1b", "us-east-1c"]);
    let cache =
        builder.node("aws_elasticache_replication_group.main", Role::Cache, zones, 1, Some(0.9999));
    let copy = builder.region("aws", "eu-west-1").remove(0);
    builder.at(cache).standbys = vec![standby("aws_elasticache_replication_group.eu", copy, 60, 1)];
    let us = regional(&mut builder, "us-east-1", &[database, cache]);
    let eu = regional(&mut builder, "eu-west-1", &[database, cache]);
    let global = builder.global("aws");
    let names = builder.node("aws_route53_record.app", Role::Entry, global.clone(), 1, Some(1.0));
    builder.routes(names, &[us, eu], Some(90));
    let cdn = builder.node("aws_cloudfront_distribution.app", Role::Entry, global, 1, Some(0.999));
    builder.needs(cdn, &[names]);
    builder.model.entries = vec![cdn];
    builder
}

#[test]
fn a_shared_writer_makes_active_active_wait_for_a_promotion() {
    let mut model = example_1().model;
    assert_eq!(availability(&model), ("99.8200".into(), "99.8401".into(), "99.9000".into()));
    let zone = lose(&model, &["az:us-east-1a"]);
    assert_eq!(
        (zone.verdict, zone.rto_seconds.automatic, zone.rpo_seconds),
        (Verdict::Survives, Some(120), Some(Some(0)))
    );
    assert_eq!((zone.actions[0].from_seconds, zone.actions[0].to_seconds), (Some(60), Some(120)));
    check(&model, &["region:eu-west-1"], Verdict::Survives);
    let region = lose(&model, &["region:us-east-1"]);
    assert_eq!(
        (region.verdict, region.manual, region.rpo_seconds),
        (Verdict::Recovers, true, Some(Some(60)))
    );
    assert_eq!(
        (region.rto_seconds.automatic, region.rto_seconds.runbook),
        (Some(1110), Some(1170))
    );
    assert_eq!(region.because[0].address, "aws_db_instance.main");
    let points = single_points(&model, Level::Region);
    assert_eq!(
        points.iter().map(|point| (point.domain.as_str(), point.grade)).collect::<Vec<_>>(),
        [("region:us-east-1", Grading::Recoverable)]
    );

    model.entries = vec![NodeId(6)];
    assert_eq!(availability(&model), ("99.9200".into(), "99.9400".into(), "99.9500".into()));
}

#[test]
fn a_global_database_recovers_unless_its_only_secondary_goes_too() {
    let mut builder = Builder::default();
    let zones = builder.zones("aws", "us-east-1", &["us-east-1a", "us-east-1b"]);
    let database = builder.node("aws_rds_global_cluster.main", Role::Data, zones, 1, Some(0.9999));
    let secondary = builder.zone("aws", "eu-west-1", "eu-west-1a");
    builder.at(database).standbys = vec![standby("aws_rds_cluster.eu", secondary, 60, 1)];
    let zones = builder.zones("aws", "us-east-1", &["us-east-1a", "us-east-1b", "us-east-1c"]);
    let cache = builder.node(
        "aws_elasticache_global_replication_group.main",
        Role::Cache,
        zones,
        1,
        Some(0.9999),
    );
    let copy = builder.region("aws", "eu-west-1").remove(0);
    builder.at(cache).standbys = vec![standby("aws_elasticache_replication_group.eu", copy, 60, 1)];
    let us = regional(&mut builder, "us-east-1", &[database, cache]);
    let eu = regional(&mut builder, "eu-west-1", &[database, cache]);
    let global = builder.global("aws");
    let names = builder.node("aws_route53_record.app", Role::Entry, global, 1, Some(1.0));
    builder.routes(names, &[us, eu], Some(90));
    let model = builder.entry(names);

    assert_eq!(availability(&model).1, "99.9800");
    assert_eq!(availability(&model).0, "99.9600");
    check(&model, &["az:us-east-1a"], Verdict::Survives);
    check(&model, &["region:eu-west-1"], Verdict::Survives);
    let region = lose(&model, &["region:us-east-1"]);
    assert_eq!(
        (region.verdict, region.rto_seconds.automatic, region.rto_seconds.runbook),
        (Verdict::Recovers, Some(270), Some(330))
    );
    assert_eq!(region.rpo_seconds, Some(Some(1)));
    check(&model, &["region:us-east-1", "az:eu-west-1a"], Verdict::Fails);
    check(&model, &["region:us-east-1,az:eu-west-1a"], Verdict::Fails);
}

fn example_3(database_zones: &[&str], figure: f64) -> Model {
    let mut builder = Builder::default();
    let zones = builder.zones("aws", "us-east-1", database_zones);
    let database = builder.node("aws_instance.postgres", Role::Data, zones, 1, Some(figure));
    let two = builder.zones("aws", "us-east-1", &["us-east-1a", "us-east-1b"]);
    let cache = builder.node(
        "aws_elasticache_replication_group.main",
        Role::Cache,
        two.clone(),
        1,
        Some(0.9999),
    );
    let three = builder.zones("aws", "us-east-1", &["us-east-1a", "us-east-1b", "us-east-1c"]);
    let brokers = 0.995_f64.powi(3) + 3.0 * 0.995_f64.powi(2) * 0.005;
    let queue = builder.node("aws_msk_cluster.main", Role::Queue, three.clone(), 2, Some(brokers));
    let app = builder.node("aws_autoscaling_group.app", Role::Compute, three, 2, Some(0.9999));
    builder.needs(app, &[database, queue]);
    builder.soft(app, cache);
    let balancer = builder.node("aws_lb.main", Role::Entry, two, 1, Some(0.9999));
    builder.needs(balancer, &[app]);
    builder.entry(balancer)
}

#[test]
fn a_database_on_one_machine_falls_with_its_zone() {
    let model = example_3(&["us-east-1a"], 0.995);
    assert_eq!(availability(&model).1, "99.4727");
    assert_eq!(availability(&model).0, "99.4725");
    let zone = lose(&model, &["az:us-east-1a"]);
    assert_eq!((zone.verdict, zone.rpo_seconds), (Verdict::Fails, Some(None)));
    assert_eq!(zone.path, ["aws_lb.main", "aws_autoscaling_group.app", "aws_instance.postgres"]);
    assert_eq!(zone.because.len(), 1);
    assert_eq!(zone.because[0].message, "is in `az:us-east-1a` only");
    check(&model, &["az:us-east-1b"], Verdict::Survives);
    let points = single_points(&model, Level::Az);
    assert_eq!(
        points.iter().map(|point| (point.domain.as_str(), point.grade)).collect::<Vec<_>>(),
        [("az:us-east-1a", Grading::Hard)]
    );
    assert_eq!(
        points[0].choke_points,
        ["aws_lb.main", "aws_autoscaling_group.app", "aws_instance.postgres"]
    );

    let multi_az = example_3(&["us-east-1a", "us-east-1b"], 0.9995);
    assert_eq!(availability(&multi_az).1, "99.9225");
    check(&multi_az, &["az:us-east-1a"], Verdict::Survives);
    check(&multi_az, &["region:us-east-1"], Verdict::Fails);
}

#[test]
fn one_nat_gateway_takes_every_node_down() {
    let mut builder = Builder::default();
    let zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
    let one = builder.zones("aws", "eu-central-1", &zones[..1]);
    let nat = builder.node("aws_nat_gateway.main", Role::Network, one, 1, Some(0.999));
    let two = builder.zones("aws", "eu-central-1", &zones[..2]);
    let database = builder.node("aws_db_instance.main", Role::Data, two, 1, Some(0.9995));
    let managed = builder.region("aws", "eu-central-1");
    let queue = builder.node("aws_sqs_queue.jobs", Role::Queue, managed, 1, Some(0.999));
    let three = builder.zones("aws", "eu-central-1", &zones);
    let nodes =
        builder.node("aws_eks_node_group.main", Role::Compute, three.clone(), 2, Some(0.9999));
    builder.needs(nodes, &[nat, database, queue]);
    let balancer = builder.node("aws_lb.main", Role::Entry, three, 1, Some(0.9999));
    builder.needs(balancer, &[nodes]);
    let global = builder.global("aws");
    let accelerator = builder.node(
        "aws_globalaccelerator_accelerator.main",
        Role::Entry,
        global,
        1,
        Some(0.9999),
    );
    builder.routes(accelerator, &[balancer], Some(30));
    let model = builder.entry(accelerator);

    assert_eq!(availability(&model).1, "99.7203");
    assert_eq!(availability(&model).0, "99.7200");
    let zone = lose(&model, &["az:eu-central-1a"]);
    assert_eq!(
        (zone.verdict, zone.path.last().map(String::as_str)),
        (Verdict::Fails, Some("aws_nat_gateway.main"))
    );
    assert_eq!(zone.rpo_seconds, Some(Some(0)), "the data is still there");
    check(&model, &["az:eu-central-1b"], Verdict::Survives);
    check(&model, &["region:eu-central-1"], Verdict::Fails);
}

#[test]
fn what_is_not_known_stays_unknown_unless_it_cannot_matter() {
    let mut builder = Builder::default();
    let two = builder.zones("aws", "eu-west-1", &["eu-west-1a", "eu-west-1b"]);
    let database = builder.node("aws_db_instance.main", Role::Data, two.clone(), 1, Some(0.9995));
    let anywhere = (0..3)
        .map(|place| {
            builder.somewhere("aws", "eu-west-1", &format!("aws_autoscaling_group.app/{place}"))
        })
        .collect();
    let group = builder.node("aws_autoscaling_group.app", Role::Compute, anywhere, 1, Some(0.9999));
    builder.needs(group, &[database]);
    let balancer = builder.node("aws_lb.main", Role::Entry, two, 1, Some(0.9999));
    builder.needs(balancer, &[group]);
    let model = builder.entry(balancer);

    assert_eq!(availability(&model).1, "99.9300");
    let zone = lose(&model, &["az:eu-west-1a"]);
    assert_eq!(
        (zone.verdict, zone.at_worst, zone.at_best),
        (Verdict::Unknown, Verdict::Fails, Verdict::Survives)
    );
    assert_eq!(zone.because[0].address, "aws_autoscaling_group.app");
    assert!(zone.because[0].message.contains("is not known"), "{}", zone.because[0].message);
    check(&model, &["region:eu-west-1"], Verdict::Fails);
    check(&model, &["az:eu-west-1/*"], Verdict::Unknown);
    let nothing = crate::failure::Scenario::Lose(Vec::new());
    assert_eq!(super::build::run(&model, &nothing).verdict, Verdict::Survives);
}

/// Zone-redundant parts with one storage account; the account's zone is given or not.
fn example_6(storage_zone: Option<&str>) -> Model {
    let mut builder = Builder::default();
    let two = builder.zones("azurerm", "westeurope", &["1", "2"]);
    let database =
        builder.node("azurerm_postgresql_flexible_server.main", Role::Data, two, 1, Some(0.9999));
    let place = match storage_zone {
        Some(zone) => builder.zone("azurerm", "westeurope", zone),
        None => builder.somewhere("azurerm", "westeurope", "azurerm_storage_account.main"),
    };
    let storage =
        builder.node("azurerm_storage_account.main", Role::Data, vec![place], 1, Some(0.999));
    let three = builder.zones("azurerm", "westeurope", &["1", "2", "3"]);
    let plan = builder.node("azurerm_service_plan.main", Role::Compute, three, 2, Some(0.9999));
    builder.needs(plan, &[database, storage]);
    let global = builder.global("azurerm");
    let door =
        builder.node("azurerm_cdn_frontdoor_profile.main", Role::Entry, global, 1, Some(0.9999));
    builder.routes(door, &[plan], Some(90));
    builder.entry(door)
}

#[test]
fn storage_in_exactly_one_unknown_zone_is_a_certain_single_point() {
    let known = example_6(Some("1"));
    assert_eq!(availability(&known).1, "99.8700");
    check(&known, &["az:westeurope/1"], Verdict::Fails);
    check(&known, &["az:westeurope/2"], Verdict::Survives);
    check(&known, &["region:westeurope"], Verdict::Fails);

    let unknown = example_6(None);
    check(&unknown, &["az:westeurope/1"], Verdict::Unknown);
    check(&unknown, &["az:westeurope/2"], Verdict::Unknown);
    let worst = lose(&unknown, &["az:westeurope/*"]);
    assert_eq!(
        (worst.verdict, worst.because[0].message.as_str()),
        (Verdict::Fails, "sits in exactly one zone")
    );
    let points = single_points(&unknown, Level::Az);
    assert_eq!((points[0].domain.as_str(), points[0].grade), ("az:westeurope/*", Grading::Hard));
    assert!(
        parse_lose(&unknown, &["az:eastus/1"])
            .unwrap_err()
            .to_string()
            .contains("`az:westeurope/1`")
    );
}

/// Two instances with a volume each and one key, of which one takes over from the other by itself.
#[test]
fn a_pair_is_in_service_as_long_as_one_of_it_is() {
    let mut builder = Builder::default();
    let pair = builder.zones("aws", "eu-west-1", &["eu-west-1a", "eu-west-1b"]);
    let volumes = pair.clone().into_iter().enumerate().map(|(place, replica)| {
        let address = format!("aws_ebs_volume.{place}");
        builder.node(&address, Role::Data, vec![replica], 1, Some(0.999))
    });
    let volumes: Vec<NodeId> = volumes.collect();
    let region = builder.region("aws", "eu-west-1");
    let key = builder.node("aws_kms_key.data", Role::Key, region, 1, Some(0.9999));
    let database = builder.node("aws_instance.db", Role::Data, pair, 1, Some(0.995));
    let alone = Availability::Figure { value: 0.99, evidence: Evidence::default() };
    let node = builder.at(database);
    node.stand_ins = vec![alone];
    for (replica, volume) in node.replicas.iter_mut().zip(volumes) {
        replica.needs = [volume, key].map(|node| Need { node, strength: Strength::Certain }).into();
    }
    builder.model.entries = vec![database];
    // 1 - 0.005 - 0.001 - 0.0001; 0.9999 × (1 - (1 - 0.995 × 0.999) × (1 - 0.99 × 0.999)); the key.
    assert_eq!(
        availability(&builder.model),
        ("99.3900".into(), "99.9834".into(), "99.9900".into())
    );
}
