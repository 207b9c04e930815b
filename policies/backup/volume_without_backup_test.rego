package resilint.backup.volume_without_backup_test

import data.resilint.backup.volume_without_backup
import data.resilint.world_test as world

test_fails if {
	count(volume_without_backup.findings) == 1 with input as world.one("block-storage", {"backup_plan": {"value": false, "at": ["backup_plan"]}})
}

test_passes if {
	count(volume_without_backup.findings) == 0 with input as world.one("block-storage", {"backup_plan": {"value": true, "at": ["backup_plan"]}})
}

test_is_silent_when_unknown if {
	count(volume_without_backup.findings) == 0 with input as world.one("block-storage", {"backup_plan": {"unknown": "a variable has no value", "at": ["backup_plan"]}})
}
