# METADATA
# title: Health check needs more than a minute to find a failure
# description: Failover begins only after the health check has failed often enough.
# custom:
#   severity: info
#   resource_types: [aws_route53_health_check]
#   objectives: [rto]
#   remediation: Set `request_interval = 10`.
#   since: 0.1.0
package resilint.cross_region.slow_dns_failover

import data.resilint.lib

findings contains finding if {
	some check in input.by_type.aws_route53_health_check
	not check.attributes.type in ["CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"]
	interval := lib.number(object.get(check.attributes, "request_interval", 30))
	threshold := lib.number(object.get(check.attributes, "failure_threshold", 3))
	interval * threshold > 60
	finding := lib.at(check, ["request_interval"], sprintf("health check `%s` needs %v s to find a failure; with a TTL of 60 s, failover takes %v s", [check.address, interval * threshold, (interval * threshold) + 60]))
}
