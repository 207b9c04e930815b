# METADATA
# title: Nobody is told when it fails
# description: Failures of what users depend on are found by users.
# custom:
#   severity: warning
#   roles: [database, entry]
#   objectives: [rto]
#   remediation: Add an alarm on its errors, its latency or its capacity.
#   since: 0.1.0
package resilint.observability.no_alarms

import data.resilint.lib

findings contains finding if {
	some role in ["database", "entry"]
	some resource in input.by_role[role]
	not resource.member_of.value
	not resource.replica_of.value
	resource.alarms.value == 0
	lib.must_survive(resource, "az")
	not lib.in_cluster(resource)
	not contains(resource.type, "_listener")
	finding := lib.finding(resource, resource.alarms, sprintf("no alarm watches %s", [lib.called(resource)]))
}
