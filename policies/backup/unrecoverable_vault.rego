# METADATA
# title: Vault can be deleted for good
# description: A wrong plan or an attacker deletes keys or backups, and nothing brings back what they protect.
# related_resources:
#   - https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
# custom:
#   severity: warning
#   roles: [backup]
#   resource_types: [azurerm_key_vault]
#   objectives: [backup]
#   remediation: Switch purge protection or soft delete on.
#   equivalents: [CKV_AZURE_42, CKV_AZURE_110, AVD-AZU-0016, FG_R00227]
#   since: 0.1.0
package resilint.backup.unrecoverable_vault

import data.resilint.lib

findings contains finding if {
	some vault in input.by_type.azurerm_key_vault
	vault.deletion_protected.value == false
	vault.objectives.backup_days > 0
	finding := lib.finding(vault, vault.deletion_protected, sprintf("keys and secrets in `%s` can be deleted for good at once", [vault.address]))
}

findings contains finding if {
	some vault in input.by_role.backup
	vault.soft_delete.value == false
	vault.objectives.backup_days > 0
	finding := lib.finding(vault, vault.soft_delete, sprintf("backups in `%s` can be deleted for good at once", [vault.address]))
}
