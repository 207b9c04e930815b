# METADATA
# title: Backups do not reach back far enough
# description: Damage that is found late can no longer be undone.
# custom:
#   severity: error
#   roles: [database, warehouse, object-store, block-storage, file-storage, compute]
#   objectives: [backup]
#   remediation: Raise the retention of the backups, or of the plan that takes them, to the objective.
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
	finding := lib.finding(resource, resource.backup_days, sprintf("backups of %s reach back %s, the objective is %s", [lib.called(resource), reach(resource.backup_days.value), reach(resource.objectives.backup_days)]))
}

# A plan is told once, whatever relies on it.
findings contains finding if {
	some keeper in {store.plan_days.of | some store in relying}
	stores := [store | some store in relying; store.plan_days.of == keeper]
	first := stores[0]
	most := max([store.objectives.backup_days | some store in stores])
	message := sprintf("`%s` keeps backups for %s, the objective of what it takes is %s", [keeper, reach(first.plan_days.value), reach(most)])
	finding := lib.with_related(
		lib.at(input.resources[keeper], first.plan_days.at, message),
		[{"address": store.address, "at": [], "message": sprintf("backed up by it for %s", [reach(store.plan_days.value)])} | some store in stores],
	)
}

relying contains store if {
	some role in ["database", "warehouse", "object-store", "block-storage", "file-storage", "compute"]
	some store in input.by_role[role]
	store.backup_plan.value == true
	is_number(store.plan_days.value)
	store.plan_days.value < store.objectives.backup_days
	lib.independent(store)
	not lib.reaches_back(store)
}

reach(days) := lib.plural(days, "day", "days") if days >= 1

reach(days) := lib.plural(round(days * 24), "hour", "hours") if days < 1
