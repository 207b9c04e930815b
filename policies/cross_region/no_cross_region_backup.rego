# METADATA
# title: Backups stay in the region of what they protect
# description: A backup in the failed region cannot be restored anywhere.
# related_resources:
#   - https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html
# custom:
#   severity: warning
#   roles: [block-storage, database, file-storage, object-store, warehouse]
#   objectives: [rpo]
#   remediation: Copy backups to a vault in another region.
#   since: 0.1.0
package resilint.cross_region.no_cross_region_backup

import data.resilint.lib

findings contains finding if {
	some role in ["block-storage", "database", "file-storage", "object-store", "warehouse"]
	some store in input.by_role[role]
	store.backup_plan.value == true
	lib.must_survive(store, "region")
	not copied(store)
	not replicated(store)
	finding := lib.finding(store, store.backup_plan, sprintf("backups of %s are not copied to another region", [lib.called(store)]))
}

copied(store) if count(store.backup_copies.value) > 0

replicated(store) if count(lib.remote_replicas(store)) > 0
