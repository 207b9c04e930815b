# METADATA
# title: Trail does not prove that it is complete
# description: Without validation nobody can show that records were not changed.
# custom:
#   severity: info
#   resource_types: [aws_cloudtrail]
#   objectives: [audit]
#   remediation: Set `enable_log_file_validation = true`.
#   equivalents: [CKV_AWS_36, AVD-AWS-0016, FG_R00027]
#   since: 0.1.0
package resilint.observability.trail_without_validation

import data.resilint.lib

findings contains finding if {
	some trail in input.by_type.aws_cloudtrail
	lib.off(object.get(trail.attributes, "enable_log_file_validation", false))
	finding := lib.finding(trail, {"at": ["enable_log_file_validation"]}, sprintf("trail `%s` does not validate its files", [trail.address]))
}
