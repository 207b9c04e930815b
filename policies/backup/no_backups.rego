# METADATA
# title: Data is not backed up
# description: A wrong command, a bug or an attacker deletes the data for good.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
# custom:
#   severity: error
#   roles: [database, warehouse, file-storage]
#   objectives: [rpo, backup]
#   remediation: Set the backup retention to the number of days in the objective.
#   remedies:
#     google_sql_database_instance: Set `enabled = true` in `backup_configuration`, and retain as many backups as the objective has days.
#   equivalents: [AC_AWS_0052, CKV_AWS_133, AVD-GCP-0024, FG_R00436]
#   since: 0.1.0
package resilint.backup.no_backups

import data.resilint.lib

findings contains finding if {
	some role in ["database", "warehouse", "file-storage"]
	some resource in input.by_role[role]
	not resource.backup_plan.value == true
	resource.backup_days.value == 0
	resource.objectives.backup_days > 0
	lib.independent(resource)
	not lib.in_cluster(resource)
	not is_table(resource)
	finding := lib.finding(resource, resource.backup_days, sprintf("%s is not backed up, the objective is %s", [lib.called(resource), lib.plural(resource.objectives.backup_days, "day", "days")]))
}

# Tables have a rule of their own.
is_table(resource) if {
	resource.point_in_time.value == false
	lib.regional(resource)
}
