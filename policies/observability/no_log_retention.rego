# METADATA
# title: Logs are kept without a limit
# description: "Nobody decided how long logs are needed: they cost money, and hold personal data, for ever."
# custom:
#   severity: warning
#   roles: [log]
#   objectives: [retention]
#   remediation: Set the retention in days.
#   equivalents: [CKV_AWS_338, CKV_AWS_66, AC_AWS_0041, AC_AWS_0452]
#   since: 0.1.0
package resilint.observability.no_log_retention

import data.resilint.lib

findings contains finding if {
	some log in input.by_role.log
	not log.objectives.retention_years
	log.retention_days.value == "never"
	finding := lib.finding(log, log.retention_days, sprintf("`%s` keeps its logs for ever", [log.address]))
}
