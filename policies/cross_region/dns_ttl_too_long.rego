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

fails_over(record) if {
	record.routing.value.policy in {"failover", "latency", "weighted", "geolocation", "multivalue"}
}
