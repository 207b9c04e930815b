# METADATA
# title: Cache has no member in another region
# description: After the loss of the region, the other one starts with an empty cache and an overloaded database.
# custom:
#   severity: warning
#   roles: [cache]
#   objectives: [rpo, rto]
#   remediation: Make it part of a global datastore.
#   since: 0.1.0
package resilint.cross_region.no_cross_region_cache

import data.resilint.lib

findings contains finding if {
	some cache in input.by_role.cache
	not cache.replica_of.value
	not cache.member_of.value
	lib.must_survive(cache, "region")
	count(cache.replicas.value) == 0
	finding := lib.finding(cache, cache.replicas, sprintf("cache `%s` has no copy in another region", [cache.address]))
}
