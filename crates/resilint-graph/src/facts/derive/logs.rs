//! Buckets that only receive logs, queues that only take what could not be delivered, and functions that get no events.

use std::collections::BTreeSet;

use super::super::table::{Context, FactTable};
use crate::attribute::text_at;
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;

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

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    for (at, node) in context.judged() {
        if node.role() == Some(Role::ObjectStore) {
            let mut logs = context
                .graph
                .incoming(at)
                .filter(|(_, edge)| edge.kind == EdgeKind::LogsTo)
                .map(|(from, edge)| (from, edge.at.clone()));
            let used = context
                .graph
                .incoming(at)
                .any(|(_, edge)| matches!(edge.kind, EdgeKind::DependsOnData | EdgeKind::RoutesTo));
            let fact = match logs.next().filter(|_| !used) {
                Some((from, path)) => Fact::known(true, path).decided_by(context.address(from)),
                None => Fact::known(false, Vec::new()).by_default(),
            };
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
