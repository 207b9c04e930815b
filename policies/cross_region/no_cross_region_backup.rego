# METADATA
# title: Backups stay in the region of what they protect
# description: A backup in the failed region cannot be restored anywhere.
# related_resources:
#   - https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html
# custom:
#   severity: warning
#   roles: [backup, database, block-storage, file-storage, warehouse]
#   objectives: [rpo]
#   remediation: Copy backups to a vault in another region.
#   since: 0.1.0
package resilint.cross_region.no_cross_region_backup

import data.resilint.lib

findings contains finding if {
	some resource in input.resources
	lib.must_survive(resource, "region")
	resource.backup_copies
	count(resource.backup_copies.value) == 0
	count(object.get(resource, ["replicas", "value"], [])) == 0
	finding := lib.finding(resource, resource.backup_copies, sprintf("backups of `%s` are not copied to another region", [resource.address]))
}
