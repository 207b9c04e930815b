# METADATA
# title: Copy in another region lags behind the objective
# description: Copies to another region are asynchronous. What was written since the last copy is lost with the region.
# custom:
#   severity: warning
#   roles: [block-storage, cache, database, file-storage, object-store, queue, search, stream, warehouse]
#   objectives: [rpo]
#   remediation: Use replication with a guaranteed lag, or a store that writes to both regions.
#   since: 0.1.0
package resilint.objectives.replica_too_slow_for_rpo

import data.resilint.lib

findings contains finding if {
	some role in lib.data_roles
	some source in input.by_role[role]
	lib.must_survive(source, "region")
	not lib.auxiliary(source)
	rpo := source.objectives.rpo_seconds
	remote := lib.remote_replicas(source)
	count(remote) > 0
	every replica in remote {
		replica.rpo_seconds > rpo
	}
	best := min([replica.rpo_seconds | some replica in remote])
	nearest := [replica | some replica in remote; replica.rpo_seconds == best][0]
	finding := lib.finding(source, lib.copied_by(source, nearest), sprintf("copies of %s in other regions are asynchronous and lag up to %v s, the objective is %v s", [lib.called(source), best, rpo]))
}
