# METADATA
# title: Distribution has no second origin to fail over to
# description: When the only origin fails, everything that is not cached fails.
# custom:
#   severity: warning
#   resource_types: [aws_cloudfront_distribution]
#   objectives: [rto]
#   remediation: Add an origin group with origins in two regions.
#   equivalents: [CKV_AWS_310]
#   since: 0.1.0
package resilint.cross_region.cdn_without_origin_failover

import data.resilint.lib

findings contains finding if {
	some distribution in input.by_type.aws_cloudfront_distribution
	lib.must_survive(distribution, "region")
	count(object.get(distribution.attributes, "origin_group", [])) == 0
	not routed(distribution)
	finding := lib.at(distribution, ["origin_group"], sprintf("distribution `%s` has no origin group", [distribution.address]))
}

# The origin may be a name that leads to several regions.
routed(distribution) if {
	some edge in input.graph.references[distribution.address]
	edge.kind == "routes_to"
	input.resources[edge.address].role == "dns"
}
