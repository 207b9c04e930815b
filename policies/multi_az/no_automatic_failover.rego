# METADATA
# title: Replicas do not take over by themselves
# description: There is a replica, but nothing promotes it when the primary fails.
# custom:
#   severity: error
#   roles: [database, cache]
#   objectives: [availability, rto]
#   remediation: Switch automatic failover on.
#   equivalents: [CKV2_AWS_50]
#   since: 0.1.0
package resilint.multi_az.no_automatic_failover

import data.resilint.lib

findings contains finding if {
	some role in ["database", "cache"]
	some resource in input.by_role[role]
	resource.nodes.value > 1
	resource.failover.value == false
	lib.must_survive(resource, "instance")
	lib.independent(resource)
	finding := lib.finding(resource, resource.failover, sprintf("%s has %v nodes, but automatic failover is off", [lib.called(resource), resource.nodes.value]))
}
