# METADATA
# title: Database is deleted without a last snapshot
# description: Nothing is left to restore from after a deletion by mistake.
# custom:
#   severity: warning
#   roles: [database, warehouse]
#   objectives: [backup]
#   remediation: Set `skip_final_snapshot = false`, and name the snapshot.
#   since: 0.1.0
package resilint.backup.final_snapshot_skipped

import data.resilint.lib

findings contains finding if {
	some role in ["database", "warehouse"]
	some resource in input.by_role[role]
	resource.final_snapshot.value == false
	resource.objectives.backup_days > 0
	lib.independent(resource)
	finding := lib.finding(resource, resource.final_snapshot, sprintf("no snapshot is taken when %s is deleted", [lib.called(resource)]))
}
