# METADATA
# title: Database has no copy in another region
# description: When the region fails, the data is out of reach, and lost if the region does not come back.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html
# custom:
#   severity: error
#   roles: [database, warehouse]
#   objectives: [rpo, rto]
#   remediation: Add a replica in another region, or make it part of a global cluster.
#   equivalents: [CKV_AZURE_136]
#   since: 0.1.0
package resilint.cross_region.no_cross_region_replica

import data.resilint.lib

findings contains finding if {
	some role in ["database", "warehouse"]
	some database in input.by_role[role]
	lib.must_survive(database, "region")
	lib.independent(database)
	remote := lib.remote_replicas(database)
	count(remote) == 0
	count(elsewhere(database)) == 0
	count(database.replicas.value) == 0
	finding := lib.finding(database, database.replicas, sprintf("%s has no copy outside its region, the objective is to survive the loss of a region", [lib.called(database)]))
}

# The composite it belongs to may have members in other regions.
elsewhere(database) := {other.address |
	some other in input.resources
	other.replica_of.value == database.address
	other.region.value != database.region.value
}
