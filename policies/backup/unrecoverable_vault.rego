# METADATA
# title: Vault or secret can be deleted for good
# description: A wrong plan or an attacker deletes keys, secrets or backups, and nothing brings them back.
# related_resources:
#   - https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
# custom:
#   severity: warning
#   roles: [secret, backup]
#   objectives: [backup]
#   remediation: Switch purge protection or soft delete on, or give secrets a recovery window.
#   equivalents: [CKV_AZURE_42, CKV_AZURE_110, AVD-AZU-0016, FG_R00227]
#   since: 0.1.0
package resilint.backup.unrecoverable_vault

import data.resilint.lib

findings contains finding if {
	some secret in input.by_role.secret
	secret.deletion_protected.value == false
	secret.objectives.backup_days > 0
	finding := lib.finding(secret, secret.deletion_protected, sprintf("`%s` can be deleted for good at once", [secret.address]))
}

findings contains finding if {
	some vault in input.by_role.backup
	vault.soft_delete.value == false
	vault.objectives.backup_days > 0
	finding := lib.finding(vault, vault.soft_delete, sprintf("backups in `%s` can be deleted for good at once", [vault.address]))
}
