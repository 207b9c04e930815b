# METADATA
# title: DNS name leads to one region only
# description: When the region fails, somebody has to change the record by hand.
# related_resources:
#   - https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html
# custom:
#   severity: warning
#   roles: [dns]
#   objectives: [rto]
#   remediation: Use failover or latency records with a health check for each region.
#   since: 0.1.0
package resilint.cross_region.single_region_dns

import data.resilint.lib

findings contains finding if {
	some record in input.by_role.dns
	lib.must_survive(record, "region")
	routing := record.routing.value
	routing.policy == "simple"
	not validates(record)
	count(routing.regions) > 0
	count(routing.regions) < 2
	finding := lib.finding(record, record.routing, sprintf("`%s` leads to `%s` only", [record.address, concat("`, `", routing.regions)]))
}

# Records that only prove who owns the name.
validates(record) if {
	some edge in input.graph.references[record.address]
	input.resources[edge.address].type == "aws_acm_certificate"
}
