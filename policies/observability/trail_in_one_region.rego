# METADATA
# title: Trail records a single region
# description: What somebody does in another region leaves no trace.
# custom:
#   severity: info
#   resource_types: [aws_cloudtrail]
#   objectives: [audit]
#   remediation: Set `is_multi_region_trail = true`.
#   equivalents: [CKV_AWS_67, AVD-AWS-0014, AC_AWS_0034, AC_AWS_0448]
#   since: 0.1.0
package resilint.observability.trail_in_one_region

import data.resilint.lib

findings contains finding if {
	some trail in input.by_type.aws_cloudtrail
	lib.off(object.get(trail.attributes, "is_multi_region_trail", false))
	finding := lib.finding(trail, {"at": ["is_multi_region_trail"]}, sprintf("trail `%s` records one region", [trail.address]))
}
