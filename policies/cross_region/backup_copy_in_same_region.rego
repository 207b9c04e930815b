# METADATA
# title: Backup copies stay in the region of the backups
# description: "The copy was meant for the loss of the region, and is lost with it."
# related_resources:
#   - https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html
# custom:
#   severity: warning
#   resource_types: [aws_backup_plan]
#   objectives: [rpo]
#   remediation: Copy to a vault in another region.
#   since: 0.1.0
package resilint.cross_region.backup_copy_in_same_region

import data.resilint.lib

findings contains finding if {
	some plan in input.by_type.aws_backup_plan
	lib.must_survive(plan, "region")
	some edge in input.graph.references[plan.address]
	edge.kind == "replicates_to"
	vault := input.resources[edge.address]
	vault.region.value == plan.region.value
	finding := lib.with_related(
		lib.at(plan, edge.at, sprintf("`%s` copies backups to `%s`, which is in `%s` too", [plan.address, vault.address, plan.region.value])),
		[{"address": vault.address, "at": [], "message": sprintf("this vault is in `%s`", [vault.region.value])}],
	)
}
