# METADATA
# title: Workload in a cluster has one replica
# description: When its only pod is evicted or its node fails, the service is gone until another pod has started.
# custom:
#   severity: warning
#   roles: [cache, compute, database, queue, search, stream]
#   objectives: [availability]
#   remediation: Run two replicas or more, spread over zones.
#   since: 0.1.0
package resilint.spof.single_replica_in_cluster

import data.resilint.lib

findings contains finding if {
	some role in ["cache", "compute", "database", "queue", "search", "stream"]
	some workload in input.by_role[role]
	workload.nodes.value < 2
	lib.in_cluster(workload)
	lib.must_survive(workload, "instance")
	finding := lib.finding(workload, workload.nodes, sprintf("`%s` runs %s in its cluster", [workload.address, lib.counted(workload.nodes, "replica", "replicas")]))
}
