//! Alarms and what they watch.

use std::collections::BTreeSet;

use resilint_eval::{Data, UNKNOWN_PART, Value};

use super::super::table::{Context, FactTable};
use crate::attribute::{known_text, values};
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;
use crate::graph::Node;

const WATCHED: [Role; 8] = [
    Role::Entry,
    Role::Compute,
    Role::Database,
    Role::Cache,
    Role::Queue,
    Role::Stream,
    Role::Search,
    Role::Warehouse,
];

/// What a metric's name begins with on Google Cloud, and part of the types that it is of. A policy watches all there are of them.
const METRICS: [(&str, &str); 11] = [
    ("alloydb.googleapis.com", "google_alloydb_"),
    ("bigtable.googleapis.com", "google_bigtable_"),
    ("cloudsql.googleapis.com", "google_sql_"),
    ("firestore.googleapis.com", "google_firestore_"),
    ("loadbalancing.googleapis.com", "forwarding_rule"),
    ("memorystore.googleapis.com", "google_memorystore_"),
    ("monitoring.googleapis.com/uptime_check", "forwarding_rule"),
    ("pubsub.googleapis.com", "google_pubsub_"),
    ("redis.googleapis.com", "google_redis_"),
    ("run.googleapis.com", "google_cloud_run_"),
    ("spanner.googleapis.com", "google_spanner_"),
];

/// The namespaces of metrics on AWS, and part of the types that they are of.
const NAMESPACES: [(&str, &str); 13] = [
    ("AWS/ApiGateway", "aws_api_gateway_rest_api"),
    ("AWS/ApiGateway", "aws_apigatewayv2_api"),
    ("AWS/ApplicationELB", "aws_lb"),
    ("AWS/ApplicationELB", "aws_alb"),
    ("AWS/CloudFront", "aws_cloudfront_distribution"),
    ("AWS/DocDB", "aws_docdb_cluster"),
    ("AWS/DynamoDB", "aws_dynamodb_table"),
    ("AWS/ELB", "aws_elb"),
    ("AWS/Neptune", "aws_neptune_cluster"),
    ("AWS/NetworkELB", "aws_lb"),
    ("AWS/RDS", "aws_db_instance"),
    ("AWS/RDS", "aws_rds_cluster"),
    ("AWS/Redshift", "aws_redshift_cluster"),
];

/// Where a policy of Google Cloud names metrics.
const FILTERS: [&str; 5] = [
    "conditions.condition_absent.filter",
    "conditions.condition_monitoring_query_language.query",
    "conditions.condition_prometheus_query_language.query",
    "conditions.condition_sql.query",
    "conditions.condition_threshold.filter",
];

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    let unsure: Vec<(usize, Unsure<'_>)> =
        context.judged().filter_map(|(at, node)| Some((at, unsure(context, at, node)?))).collect();
    let by_metric: Vec<(usize, Metrics)> = context
        .judged()
        .filter(|(_, node)| node.type_name() == "google_monitoring_alert_policy")
        .map(|(at, node)| (at, metrics(node)))
        .collect();
    for (at, node) in context.judged() {
        if !node.role().is_some_and(|role| WATCHED.contains(&role)) || node.owner.is_some() {
            continue;
        }
        // A composite is watched when one of its members or settings is.
        let parts = context
            .graph
            .incoming(at)
            .filter(|(_, edge)| matches!(edge.kind, EdgeKind::MemberOf | EdgeKind::Configures))
            .map(|(from, _)| from);
        let mut alarms: Vec<(usize, bool)> = parts
            .chain([at])
            .flat_map(|part| context.graph.incoming(part))
            .filter(|(_, edge)| edge.kind == EdgeKind::Monitors)
            .map(|(from, edge)| (from, edge.certain))
            .collect();
        alarms.extend(by_metric.iter().filter_map(|(alarm, metrics)| {
            let certain = metrics.are_of(node.type_name())?;
            Some((*alarm, certain))
        }));
        let may_watch = unsure.iter().filter(|(_, unsure)| unsure.may_be(node));
        alarms.extend(may_watch.map(|(alarm, _)| (*alarm, false)));
        alarms.retain(|(from, _)| context.node(*from).is_some_and(|node| node.plays(Role::Alarm)));
        alarms.sort_unstable();
        alarms.dedup_by_key(|(from, _)| *from);
        let certain = alarms.iter().filter(|(_, certain)| *certain).count();
        let fact = match (certain, alarms.first()) {
            (0, Some((alarm, _))) => {
                Fact::unknown(format!("`{}` may watch it", context.address(*alarm)), Vec::new())
            }
            (count, _) => Fact::known(count, Vec::new()),
        };
        table.set(at, "alarms", fact);
    }
}

/// The metrics that a policy looks at.
#[derive(Debug, Default)]
struct Metrics {
    /// Part of the types that they are of.
    types: BTreeSet<&'static str>,
    /// Whether there are others of which the name is not known.
    and_others: bool,
}

impl Metrics {
    /// Whether they are of this type for certain; `None` when they are not.
    fn are_of(&self, type_name: &str) -> Option<bool> {
        let named = self.types.iter().any(|part| type_name.contains(part));
        (named || self.and_others && type_name.starts_with("google_")).then_some(named)
    }
}

fn metrics(policy: &Node) -> Metrics {
    let mut found = Metrics::default();
    let filters = FILTERS.iter().flat_map(|path| values(&policy.instance.attributes, path));
    for filter in filters {
        let Some(text) = known_text(filter) else {
            found.and_others = true;
            continue;
        };
        // PromQL writes underscores.
        let names =
            |metric: &str| text.contains(metric) || text.contains(&metric.replace('.', "_"));
        found
            .types
            .extend(METRICS.iter().filter(|(metric, _)| names(metric)).map(|(_, part)| *part));
    }
    found
}

/// An alarm on metrics of which nobody knows whose they are: the text of a dimension is not known.
#[derive(Debug)]
struct Unsure<'a> {
    types: Vec<&'static str>,
    /// What is known of the dimensions.
    dimensions: Vec<&'a str>,
}

impl Unsure<'_> {
    /// Whether the metrics may be this resource's.
    fn may_be(&self, node: &Node) -> bool {
        let names = node.entry.iter().flat_map(|entry| &entry.names);
        let name = names.flat_map(|name| values(&node.instance.attributes, name)).next();
        let name = name.map_or("", beginning);
        self.types.contains(&node.type_name())
            && self
                .dimensions
                .iter()
                .any(|known| known.starts_with(name) || name.starts_with(known))
    }
}

/// What a text begins with for certain.
fn beginning(value: &Value) -> &str {
    let known = known_text(value).map_or("", |text| &**text);
    known.find(UNKNOWN_PART).and_then(|end| known.get(..end)).unwrap_or(known)
}

/// `None` for what is no alarm of AWS, or one that names what it watches.
fn unsure<'a>(context: &'a Context<'_>, at: usize, node: &'a Node) -> Option<Unsure<'a>> {
    let is_alarm = node.type_name() == "aws_cloudwatch_metric_alarm";
    let names = |at: usize| {
        let mut outgoing = context.graph.outgoing(at);
        outgoing.any(|(_, edge)| edge.kind == EdgeKind::Monitors)
    };
    if !is_alarm || names(at) {
        return None;
    }
    let attributes = &node.instance.attributes;
    let read = |path: &str| values(attributes, path);
    let namespaces: Vec<&str> = read("namespace")
        .into_iter()
        .chain(read("metric_query.metric.namespace"))
        .filter_map(|value| known_text(value).map(|text| &**text))
        .collect();
    let dimensions: Vec<&str> = read("dimensions.*")
        .into_iter()
        .chain(read("metric_query.metric.dimensions.*"))
        .filter(|value| matches!(value.data, Data::Unknown(_)))
        .map(beginning)
        .collect();
    let types = NAMESPACES.iter().filter(|(namespace, _)| namespaces.contains(namespace));
    (!dimensions.is_empty())
        .then(|| Unsure { types: types.map(|(_, part)| *part).collect(), dimensions })
}
