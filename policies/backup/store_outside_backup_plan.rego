# METADATA
# title: Backup plan leaves a data store out
# description: There is a backup plan, but nothing in it selects this store.
# custom:
#   severity: warning
#   roles: [database, object-store, warehouse]
#   objectives: [backup]
#   remediation: Select it in the backup plan, by a tag or by its ARN.
#   equivalents: [CKV2_AWS_8]
#   since: 0.1.0
package resilint.backup.store_outside_backup_plan

import data.resilint.lib

findings contains finding if {
	count(object.get(input.by_type, "aws_backup_plan", [])) > 0
	some role in ["database", "object-store", "warehouse"]
	some store in input.by_role[role]
	store.backup_plan.value == false
	store.objectives.backup_days > 0
	lib.independent(store)
	not lib.auxiliary(store)
	not otherwise_safe(store)
	not contains(store.type, "_global_")
	finding := lib.finding(store, store.backup_plan, sprintf("%s is in no backup plan", [lib.called(store)]))
}

otherwise_safe(store) if lib.reaches_back(store)

otherwise_safe(store) if store.expires_days.value <= store.objectives.backup_days
