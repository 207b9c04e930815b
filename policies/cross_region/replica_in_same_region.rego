# METADATA
# title: Every replica lies in the same region as its source
# description: A copy in the same region is lost together with its source.
# custom:
#   severity: warning
#   roles: [cache, database, object-store, registry, secret, warehouse]
#   objectives: [rpo, rto]
#   remediation: Place a copy in another region.
#   since: 0.1.0
package resilint.cross_region.replica_in_same_region

import data.resilint.lib

findings contains finding if {
	some role in ["cache", "database", "object-store", "registry", "secret", "warehouse"]
	some source in input.by_role[role]
	lib.must_survive(source, "region")
	not lib.auxiliary(source)
	lib.independent(source)
	copies := [replica | some replica in source.replicas.value; replica.kind != "cluster-member"]
	count(copies) > 0
	every replica in copies {
		replica.same_region == true
	}
	finding := lib.with_related(
		lib.finding(source, source.replicas, sprintf("every copy of %s lies in its own region, the objective is to survive the loss of a region", [lib.called(source)])),
		[{"address": replica.address, "at": [], "message": "a copy in the same region"} | some replica in copies; replica.address],
	)
}
