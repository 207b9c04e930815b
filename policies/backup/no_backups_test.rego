package resilint.backup.no_backups_test

import data.resilint.backup.no_backups
import data.resilint.world_test as world

test_fails if {
	count(no_backups.findings) == 1 with input as world.one("database", {"backup_days": {"value": 0, "at": ["backup_days"]}})
}

test_passes if {
	count(no_backups.findings) == 0 with input as world.one("database", {"backup_days": {"value": 7, "at": ["backup_days"]}})
}

test_is_silent_when_unknown if {
	count(no_backups.findings) == 0 with input as world.one("database", {"backup_days": {"unknown": "a variable has no value", "at": ["backup_days"]}})
}

test_passes_2 if {
	count(no_backups.findings) == 0 with input as world.one("database", {"backup_days": {"value": 0, "at": ["backup_days"]}, "replica_of": {"value": "a", "at": ["replica_of"]}})
}

test_passes_3 if {
	count(no_backups.findings) == 0 with input as world.one("database", {"backup_days": {"value": 0, "at": ["backup_days"]}, "backup_plan": {"value": true, "at": ["backup_plan"]}})
}

test_passes_4 if {
	count(no_backups.findings) == 0 with input as world.one("database", {"backup_days": {"value": 0, "at": ["backup_days"]}, "objectives": {"backup_days": 0}})
}
