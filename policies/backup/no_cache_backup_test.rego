package resilint.backup.no_cache_backup_test

import data.resilint.backup.no_cache_backup
import data.resilint.world_test as world

test_fails if {
	count(no_cache_backup.findings) == 1 with input as world.one("cache", {"backup_days": {"value": 0, "at": ["backup_days"]}})
}

test_passes if {
	count(no_cache_backup.findings) == 0 with input as world.one("cache", {"backup_days": {"value": 1, "at": ["backup_days"]}})
}

test_is_silent_when_unknown if {
	count(no_cache_backup.findings) == 0 with input as world.one("cache", {"backup_days": {"unknown": "a variable has no value", "at": ["backup_days"]}})
}
