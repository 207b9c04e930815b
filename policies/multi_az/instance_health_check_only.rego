# METADATA
# title: Group behind a load balancer does not replace what the load balancer finds unhealthy
# description: Instances that run but do not answer stay in the group.
# custom:
#   severity: warning
#   roles: [compute]
#   objectives: [availability]
#   remediation: Set `health_check_type = "ELB"`.
#   equivalents: [CKV2_AWS_15]
#   since: 0.1.0
package resilint.multi_az.instance_health_check_only

import data.resilint.lib

findings contains finding if {
	some compute in input.by_role.compute
	compute.health_check.value == false
	lib.must_survive(compute, "instance")
	finding := lib.finding(compute, compute.health_check, sprintf("compute group `%s` ignores the health checks of its load balancer", [compute.address]))
}
