package resilint.backup.unlocked_backup_vault_test

import data.resilint.backup.unlocked_backup_vault
import data.resilint.world_test as world

test_fails if {
	count(unlocked_backup_vault.findings) == 1 with input as world.one("backup", {"type": "aws_backup_vault", "deletion_protected": {"value": false, "at": ["deletion_protected"]}, "objectives": {"retention_years": 7}})
}

test_passes if {
	count(unlocked_backup_vault.findings) == 0 with input as world.one("backup", {"type": "aws_backup_vault", "deletion_protected": {"value": true, "at": ["deletion_protected"]}, "objectives": {"retention_years": 7}})
}

test_is_silent_when_unknown if {
	count(unlocked_backup_vault.findings) == 0 with input as world.one("backup", {"type": "aws_backup_vault", "deletion_protected": {"unknown": "a variable has no value", "at": ["deletion_protected"]}, "objectives": {"retention_years": 7}})
}
