# METADATA
# title: Table cannot be restored to a point in time
# description: "Replicas repeat a wrong write everywhere: only a backup undoes it."
# custom:
#   severity: error
#   roles: [database]
#   objectives: [rpo]
#   remediation: Enable point-in-time recovery.
#   equivalents: [CKV_AWS_28, AVD-AWS-0024, AC_AWS_0458, FG_R00106]
#   since: 0.1.0
package resilint.backup.table_without_point_in_time_recovery

import data.resilint.lib

findings contains finding if {
	some database in input.by_role.database
	not database.backup_plan.value == true
	database.point_in_time.value == false
	database.objectives.backup_days > 0
	not database.replica_of.value
	database.backup_days.value == 0
	lib.regional(database)
	finding := lib.finding(database, database.point_in_time, sprintf("table `%s` cannot be restored to a point in time", [database.address]))
}
