# METADATA
# title: Backup vault is not locked
# description: Whoever may delete backups can delete all of them, before their retention ends.
# related_resources:
#   - https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
# custom:
#   severity: warning
#   resource_types: [aws_backup_vault]
#   objectives: [retention]
#   remediation: Add a vault lock configuration.
#   since: 0.1.0
package resilint.backup.unlocked_backup_vault

import data.resilint.lib

findings contains finding if {
	some vault in input.by_type.aws_backup_vault
	vault.objectives.retention_years > 0
	vault.deletion_protected.value == false
	finding := lib.finding(vault, vault.deletion_protected, sprintf("backups in `%s` can be deleted before their retention ends", [vault.address]))
}
