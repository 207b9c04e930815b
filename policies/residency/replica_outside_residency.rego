# METADATA
# title: Data is replicated to a place it may not be in
# description: The original is where it should be; its copy is not.
# custom:
#   severity: error
#   roles: [block-storage, cache, database, file-storage, object-store, queue, search, stream, warehouse]
#   objectives: [residency]
#   remediation: Replicate to a region inside.
#   since: 0.1.0
package resilint.residency.replica_outside_residency

import data.resilint.lib

findings contains finding if {
	some role in lib.data_roles
	some source in input.by_role[role]
	allowed := source.objectives.residency
	some replica in source.replicas.value
	replica.same_region == false
	lib.region_outside(replica.region, allowed)
	finding := lib.finding(source, source.replicas, sprintf("%s is replicated to `%s`, the objective is %s", [lib.called(source), replica.region, concat(" or ", allowed)]))
}
