# METADATA
# title: Target group finds failed targets too late
# description: Until a failed target is found, a part of all requests goes to it.
# custom:
#   severity: warning
#   resource_types: [aws_lb_target_group, aws_alb_target_group]
#   objectives: [availability, rto]
#   remediation: Check every 10 seconds, and take a target out after 3 failures.
#   since: 0.1.0
package resilint.multi_az.slow_health_check

import data.resilint.lib

findings contains finding if {
	some type in ["aws_lb_target_group", "aws_alb_target_group"]
	some group in input.by_type[type]
	lib.must_survive(group, "instance")
	some index, check in group.attributes.health_check
	interval := lib.number(object.get(check, "interval", 30))
	threshold := lib.number(object.get(check, "unhealthy_threshold", 3))
	interval * threshold > 90
	finding := lib.at(group, ["health_check", index, blamed(interval)], sprintf("target group `%s` needs %v s to find a failed target, more than 90 s", [group.address, interval * threshold]))
}

blamed(interval) := "interval" if {
	interval > 30
} else := "unhealthy_threshold"
