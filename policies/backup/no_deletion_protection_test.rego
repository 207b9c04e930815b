package resilint.backup.no_deletion_protection_test

import data.resilint.backup.no_deletion_protection
import data.resilint.world_test as world

test_fails if {
	count(no_deletion_protection.findings) == 1 with input as world.one("database", {"deletion_protected": {"value": false, "at": ["deletion_protected"]}})
}

test_passes if {
	count(no_deletion_protection.findings) == 0 with input as world.one("database", {"deletion_protected": {"value": true, "at": ["deletion_protected"]}})
}

test_is_silent_when_unknown if {
	count(no_deletion_protection.findings) == 0 with input as world.one("database", {"deletion_protected": {"unknown": "a variable has no value", "at": ["deletion_protected"]}})
}
