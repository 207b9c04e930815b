# METADATA
# title: DNS records outlive a failover
# description: Resolvers keep sending users to the failed region until the record expires.
# custom:
#   severity: warning
#   roles: [dns]
#   objectives: [rto]
#   remediation: Set the TTL to 60 seconds.
#   since: 0.1.0
package resilint.cross_region.dns_ttl_too_long

import data.resilint.lib

findings contains finding if {
	some record in input.by_role.dns
	record.ttl.value > 60
	fails_over(record)
	finding := lib.finding(record, record.ttl, sprintf("`%s` may be cached for %v s, a fast failover needs 60 s or less", [record.address, record.ttl.value]))
}

# A name that somebody has to point elsewhere: what is cached as long as the recovery may take leaves no time for it.
findings contains finding if {
	some record in input.by_role.dns
	record.ttl.value >= record.objectives.rto_seconds
	not fails_over(record)
	leads_to_data(record)
	finding := lib.finding(record, record.ttl, sprintf("`%s` may be cached for %v s, the objective is to be back after %v s", [record.address, record.ttl.value, record.objectives.rto_seconds]))
}

leads_to_data(record) if {
	some edge in input.graph.references[record.address]
	some role in input.resources[edge.address].roles
	role in {"cache", "compute", "database", "search", "stream"}
}

fails_over(record) if {
	record.routing.value.policy in {"failover", "latency", "weighted", "geolocation", "multivalue"}
}
