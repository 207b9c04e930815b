# METADATA
# title: Alarm tells nobody
# description: An alarm without an action changes colour where nobody looks.
# custom:
#   severity: warning
#   resource_types: [aws_cloudwatch_metric_alarm, aws_cloudwatch_composite_alarm]
#   objectives: [rto]
#   remediation: Add a topic to `alarm_actions`.
#   equivalents: [CKV_AWS_319, FG_R00240]
#   since: 0.1.0
package resilint.observability.alarm_without_action

import data.resilint.lib

findings contains finding if {
	some type in ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"]
	some alarm in input.by_type[type]
	count(object.get(alarm.attributes, "alarm_actions", [])) == 0
	not acts(alarm)
	not names_one(alarm.unknown)
	not watched(alarm)
	finding := lib.at(alarm, ["alarm_actions"], sprintf("alarm `%s` tells nobody", [alarm.address]))
}

acts(alarm) if {
	some edge in input.graph.references[alarm.address]
	edge.at[0] == "alarm_actions"
}

# There is one, whoever that tells.
names_one(unknown) if {
	some path in unknown
	startswith(path, "alarm_actions.")
}

# Something else acts on its state: another alarm, a health check, a deployment that rolls back, an experiment that stops.
watched(alarm) if {
	some edge in input.graph.referrers[alarm.address]
	input.resources[edge.address].type in {
		"aws_appconfig_environment",
		"aws_cloudwatch_composite_alarm",
		"aws_codedeploy_deployment_group",
		"aws_ecs_service",
		"aws_fis_experiment_template",
		"aws_route53_health_check",
	}
}
