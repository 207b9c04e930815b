# METADATA
# title: Backups do not reach back far enough
# description: Damage that is found late can no longer be undone.
# custom:
#   severity: error
#   roles: [database, warehouse]
#   objectives: [backup]
#   remediation: Raise the backup retention to the objective.
#   equivalents: [CKV_AWS_133, CKV_AWS_360, CKV_AWS_361, AC_AWS_0495]
#   since: 0.1.0
package resilint.backup.short_backup_retention

import data.resilint.lib

findings contains finding if {
	some role in ["database", "warehouse"]
	some resource in input.by_role[role]
	not resource.backup_plan.value == true
	resource.backup_days.value > 0
	resource.backup_days.value < resource.objectives.backup_days
	lib.independent(resource)
	finding := lib.finding(resource, resource.backup_days, sprintf("backups of %s reach back %s, the objective is %v", [lib.called(resource), reach(resource.backup_days.value), resource.objectives.backup_days]))
}

reach(days) := lib.plural(days, "day", "days") if days >= 1

reach(days) := lib.plural(round(days * 24), "hour", "hours") if days < 1
