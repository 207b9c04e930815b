# METADATA
# title: Data cannot be restored to a point in time
# description: What was written since the last snapshot is lost.
# custom:
#   severity: error
#   roles: [database]
#   objectives: [rpo]
#   remediation: Enable point-in-time recovery.
#   equivalents: [CKV_AWS_28, AVD-AWS-0024, AC_AWS_0458, FG_R00106, CKV2_GCP_20]
#   since: 0.1.0
package resilint.backup.no_point_in_time_recovery

import data.resilint.lib

findings contains finding if {
	some database in input.by_role.database
	not database.backup_days.value == 0
	database.point_in_time.value == false
	database.objectives.backup_days > 0
	lib.independent(database)
	finding := lib.finding(database, database.point_in_time, sprintf("database `%s` cannot be restored to a point in time", [database.address]))
}
