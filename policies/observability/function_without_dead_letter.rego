# METADATA
# title: Function drops events that fail
# description: An event that fails three times is gone without a trace. Who calls a function and waits for the answer sees that it failed; who sends it an event does not.
# custom:
#   severity: info
#   roles: [compute]
#   objectives: [rpo]
#   remediation: Add a dead-letter target or a failure destination.
#   equivalents: [CKV_AWS_116]
#   since: 0.1.0
package resilint.observability.function_without_dead_letter

import data.resilint.lib

findings contains finding if {
	some compute in input.by_role.compute
	compute.dead_letter.value == false
	gets_events(compute)
	finding := lib.finding(compute, compute.dead_letter, sprintf("`%s` drops events that fail", [compute.address]))
}

gets_events(compute) if {
	some caller in callers(compute.address)
	caller.type in {
		"aws_cloudwatch_event_target",
		"aws_cloudwatch_log_subscription_filter",
		"aws_cloudwatch_metric_alarm",
		"aws_iot_topic_rule",
		"aws_s3_bucket_notification",
		"aws_scheduler_schedule",
		"aws_ses_receipt_rule",
		"aws_sns_topic_subscription",
	}
}

gets_events(compute) if {
	some caller in callers(compute.address)
	caller.type == "aws_lambda_permission"
	caller.attributes.principal in {
		"config.amazonaws.com",
		"events.amazonaws.com",
		"iot.amazonaws.com",
		"lambda.alarms.cloudwatch.amazonaws.com",
		"logs.amazonaws.com",
		"s3.amazonaws.com",
		"scheduler.amazonaws.com",
		"ses.amazonaws.com",
		"sns.amazonaws.com",
	}
}

callers(address) := [input.resources[edge.address] | some edge in array.concat(referrers(address), of_aliases(address))]

of_aliases(address) := [called |
	some edge in referrers(address)
	input.resources[edge.address].type == "aws_lambda_alias"
	some called in referrers(edge.address)
]

referrers(address) := object.get(input.graph.referrers, address, [])
