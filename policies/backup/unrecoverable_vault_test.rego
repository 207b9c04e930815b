package resilint.backup.unrecoverable_vault_test

import data.resilint.backup.unrecoverable_vault
import data.resilint.world_test as world

key_vault(more) := world.of([world.resource("secret", object.union({"type": "azurerm_key_vault"}, more))])

test_fails if {
	count(unrecoverable_vault.findings) == 1 with input as key_vault({"deletion_protected": {"value": false, "at": ["purge_protection_enabled"]}})
}

test_fails_for_backups if {
	count(unrecoverable_vault.findings) == 1 with input as world.one("backup", {"soft_delete": {"value": false, "at": ["soft_delete_enabled"]}})
}

test_passes if {
	count(unrecoverable_vault.findings) == 0 with input as key_vault({"deletion_protected": {"value": true, "at": ["purge_protection_enabled"]}})
}

test_is_silent_when_unknown if {
	count(unrecoverable_vault.findings) == 0 with input as key_vault({"deletion_protected": {"unknown": "a variable has no value", "at": ["purge_protection_enabled"]}})
}
