# METADATA
# title: Distribution caches data all over the world
# description: Edge locations keep copies of what they serve, wherever users ask for it.
# custom:
#   severity: info
#   resource_types: [aws_cloudfront_distribution]
#   objectives: [residency]
#   remediation: "Do not cache personal data: serve it with `Cache-Control: no-store`, or from another name."
#   since: 0.1.0
package resilint.residency.edge_cache_outside_residency

import data.resilint.lib

findings contains finding if {
	some distribution in input.by_type.aws_cloudfront_distribution
	distribution.objectives.residency
	finding := lib.at(distribution, ["price_class"], sprintf("distribution `%s` caches at edges outside %s", [distribution.address, concat(" or ", distribution.objectives.residency)]))
}
