//! Buckets that only receive logs, queues that only take what could not be delivered, and functions that get no events.

use std::collections::BTreeSet;

use super::super::table::{Context, FactTable};
use crate::attribute::{at_path, known_text, names_of, text_at};
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;
use crate::graph::{Edge, Node};

/// What sends events to functions, and does not wait for an answer.
const SENDERS: [&str; 8] = [
    "aws_cloudwatch_event_target",
    "aws_cloudwatch_log_subscription_filter",
    "aws_cloudwatch_metric_alarm",
    "aws_iot_topic_rule",
    "aws_s3_bucket_notification",
    "aws_scheduler_schedule",
    "aws_ses_receipt_rule",
    "aws_sns_topic_subscription",
];

/// The services behind them, as permissions name them.
const SERVICES: [&str; 9] = [
    "config.amazonaws.com",
    "events.amazonaws.com",
    "iot.amazonaws.com",
    "lambda.alarms.cloudwatch.amazonaws.com",
    "logs.amazonaws.com",
    "s3.amazonaws.com",
    "scheduler.amazonaws.com",
    "ses.amazonaws.com",
    "sns.amazonaws.com",
];

/// What calls functions and waits for the answer, or calls again until the event is taken.
const WAITING: [&str; 6] = [
    "aws_api_gateway_integration",
    "aws_apigatewayv2_integration",
    "aws_cloudfront_distribution",
    "aws_lambda_event_source_mapping",
    "aws_lambda_function_url",
    "aws_sfn_state_machine",
];

/// Accounts of services that put logs into buckets, as data sources tell them.
const DELIVERERS: [&str; 3] =
    ["aws_cloudtrail_service_account", "aws_elb_service_account", "aws_redshift_service_account"];

/// What leaves results in a store that can be had again: of queries, reports and builds; and what takes a program from there that was put there to be run. Each
/// with the attributes that name the store.
const RESULTS: [(&str, &str); 17] = [
    ("aws_athena_database", "bucket"),
    ("aws_athena_workgroup", "configuration.result_configuration.output_location"),
    ("aws_codebuild_project", "artifacts.location"),
    ("aws_codepipeline", "artifact_store.location"),
    ("aws_cur_report_definition", "s3_bucket"),
    ("aws_elastic_beanstalk_application_version", "bucket"),
    ("aws_lambda_function", "s3_bucket"),
    ("aws_lambda_layer_version", "s3_bucket"),
    // The service's own account, unless there is more in it.
    ("azurerm_batch_account", "storage_account_id"),
    ("azurerm_function_app", "storage_account_name"),
    ("azurerm_linux_function_app", "storage_account_name"),
    ("azurerm_linux_function_app_slot", "storage_account_name"),
    ("azurerm_logic_app_standard", "storage_account_name"),
    ("azurerm_windows_function_app", "storage_account_name"),
    ("azurerm_windows_function_app_slot", "storage_account_name"),
    ("google_cloudfunctions2_function", "build_config.source.storage_source.bucket"),
    ("google_cloudfunctions_function", "source_archive_bucket"),
];

/// What reads or writes data in a store, though it is no program.
const USERS: [&str; 5] = [
    "aws_glue_catalog_table",
    "aws_glue_crawler",
    "aws_kinesis_firehose_delivery_stream",
    "aws_lakeformation_resource",
    "aws_transfer_user",
];

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    for (at, node) in context.judged() {
        if node.role() == Some(Role::ObjectStore) {
            let fact = logs_of(context, table, at)
                .filter(|_| !is_used(context, at))
                .unwrap_or_else(|| Fact::known(false, Vec::new()).by_default());
            table.set(at, "log_target", fact);
        }
        let takes_dead_letters =
            context.graph.incoming(at).any(|(_, edge)| edge.kind == EdgeKind::DeadLettersTo);
        if takes_dead_letters
            || (node.type_name() == "aws_lambda_function" && only_answers(context, at))
        {
            table.remove(at, "dead_letter");
        }
    }
}

fn leaves_results(context: &Context<'_>, from: usize, edge: &Edge) -> bool {
    let place = (context.node(from).map_or("", Node::type_name), &*names_of(&edge.at));
    RESULTS.contains(&place)
}

/// That a store receives logs: something sends them there, or its settings let a service that delivers logs put them there.
fn logs_of(context: &Context<'_>, table: &FactTable, store: usize) -> Option<Fact> {
    let sent = context
        .graph
        .incoming(store)
        .find(|(from, edge)| edge.kind == EdgeKind::LogsTo || leaves_results(context, *from, edge));
    if let Some((from, edge)) = sent {
        return Some(Fact::known(true, edge.at.clone()).decided_by(context.address(from)));
    }
    let told = table.get(store, "log_target").filter(|fact| fact.get() == Some(&true.into()));
    let deliverer = || {
        let let_in = context.graph.outgoing(store).find(|(to, _)| {
            context.node(*to).is_some_and(|node| DELIVERERS.contains(&node.type_name()))
        });
        let (_, edge) = let_in?;
        Some(Fact::known(true, edge.at.clone()).decided_by(context.address(edge.of)))
    };
    told.cloned().or_else(deliverer)
}

/// Whether a store serves anybody, or keeps what programs put there. Who only reads the logs makes no data of them.
fn is_used(context: &Context<'_>, store: usize) -> bool {
    let graph = context.graph;
    let notified: BTreeSet<usize> = graph
        .outgoing(store)
        .filter(|(_, edge)| edge.kind == EdgeKind::PublishesTo)
        .map(|(to, _)| to)
        .collect();
    graph.incoming(store).any(|(from, edge)| match edge.kind {
        EdgeKind::RoutesTo | EdgeKind::MemberOf => true,
        _ if leaves_results(context, from, edge) => false,
        EdgeKind::DependsOnData => !notified.contains(&from) && !only_reads(context, edge),
        _ => context.node(from).is_some_and(|node| USERS.contains(&node.type_name())),
    })
}

/// Whether the policy that tells of a program's data lets it read objects, and write none.
fn only_reads(context: &Context<'_>, edge: &Edge) -> bool {
    const READS: [&str; 2] = ["s3:Get", "s3:List"];
    const WRITES: [&str; 6] =
        ["s3:*", "s3:Put", "s3:Delete", "s3:Restore", "s3:Replicate", "\"*\""];
    let policy =
        context.node(edge.of).and_then(|node| at_path(&node.instance.attributes, &edge.at));
    let Some(text) = policy.and_then(known_text) else { return false };
    let names = |words: &[&str]| words.iter().any(|word| text.contains(word));
    names(&READS) && !names(&WRITES)
}

/// Whether a function, or an alias of it, is called, and only by what waits for the answer and so sees that it failed.
fn only_answers(context: &Context<'_>, function: usize) -> bool {
    let callers = |at: usize| context.graph.incoming(at).map(|(from, _)| from);
    let aliases = callers(function).filter(|from| {
        context.node(*from).is_some_and(|node| node.type_name() == "aws_lambda_alias")
    });
    let aliases: BTreeSet<usize> = aliases.collect();
    let all = callers(function).chain(aliases.into_iter().flat_map(callers));
    let calls: Vec<bool> = all.filter_map(|from| sends_events(context, from)).collect();
    calls.contains(&false) && !calls.contains(&true)
}

/// Whether a caller sends events; `None` for what calls nothing.
fn sends_events(context: &Context<'_>, caller: usize) -> Option<bool> {
    let node = context.node(caller)?;
    match node.type_name() {
        "aws_lambda_permission" => {
            let principal = text_at(&node.instance.attributes, "principal");
            Some(principal.is_none_or(|principal| SERVICES.contains(&&**principal)))
        }
        type_name if SENDERS.contains(&type_name) => Some(true),
        type_name if WAITING.contains(&type_name) => Some(false),
        _ => None,
    }
}
