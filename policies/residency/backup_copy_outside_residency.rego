# METADATA
# title: Backups are copied to a place data may not be in
# description: The copy for disasters leaves the places that were promised.
# custom:
#   severity: error
#   roles: [block-storage, database, file-storage, object-store, warehouse]
#   objectives: [residency]
#   remediation: Copy backups to a region inside.
#   since: 0.1.0
package resilint.residency.backup_copy_outside_residency

import data.resilint.lib

findings contains finding if {
	some role in ["block-storage", "database", "file-storage", "object-store", "warehouse"]
	some resource in input.by_role[role]
	allowed := resource.objectives.residency
	some copy in resource.backup_copies.value
	lib.region_outside(copy.region, allowed)
	finding := lib.finding(resource, resource.backup_copies, sprintf("backups of `%s` are copied to `%s`, the objective is %s", [resource.address, copy.region, concat(" or ", allowed)]))
}
