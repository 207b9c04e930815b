# METADATA
# title: Records are deleted before their retention ends
# description: The objective asks to keep records for years; here they expire earlier.
# custom:
#   severity: warning
#   roles: [backup, log, object-store]
#   objectives: [retention]
#   remediation: Raise the retention to the objective; 7 years are 2557 days in CloudWatch Logs.
#   equivalents: [CKV_AWS_338, CKV_AWS_66, AC_AWS_0041, AC_AWS_0452]
#   since: 0.1.0
package resilint.backup.short_record_retention

import data.resilint.lib

findings contains finding if {
	some role in ["backup", "log", "object-store"]
	some resource in input.by_role[role]
	years := resource.objectives.retention_years
	days := resource.retention_days.value
	is_number(days)
	days < years * 365
	finding := lib.finding(resource, resource.retention_days, sprintf("`%s` keeps records for %v days, the objective is %v years (%v days)", [resource.address, days, years, years * 365]))
}
