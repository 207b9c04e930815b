# METADATA
# title: Key exists in one region only
# description: Data that is replicated to another region cannot be read there without a key.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
# custom:
#   severity: warning
#   roles: [key]
#   objectives: [rto]
#   remediation: Make it a multi-region key, with a replica in the standby region.
#   since: 0.1.0
package resilint.cross_region.no_cross_region_key

import data.resilint.lib

findings contains finding if {
	some key in input.by_role.key
	not key.replica_of.value
	lib.must_survive(key, "region")
	count(key.replicas.value) == 0
	protects_data(key)
	not has_counterpart(key)
	finding := lib.finding(key, key.replicas, sprintf("key `%s` has no replica in another region", [key.address]))
}

protects_data(key) if {
	some edge in input.graph.referrers[key.address]
	edge.kind == "encrypts_with"
}

has_counterpart(key) if {
	some other in input.by_type[key.type]
	other.region.value != key.region.value
}
