package resilint.residency.backup_copy_outside_residency_test

import data.resilint.residency.backup_copy_outside_residency
import data.resilint.world_test as world

test_fails if {
	count(backup_copy_outside_residency.findings) == 1 with input as world.one("database", {"objectives": {"residency": ["eu"]}, "locations": {"value": [{"place": "us-east-1", "region": "us-east-1", "country": "US", "eu": false, "eea": false, "adequate": "conditional"}], "at": ["locations"]}, "backup_copies": {"value": [{"region": "us-east-1"}], "at": ["backup_copies"]}})
}

test_passes if {
	count(backup_copy_outside_residency.findings) == 0 with input as world.one("database", {"objectives": {"residency": ["eu"]}, "locations": {"value": [{"place": "eu-west-1", "region": "eu-west-1", "country": "IE", "eu": true, "eea": true, "adequate": "yes"}], "at": ["locations"]}, "backup_copies": {"value": [{"region": "eu-west-1"}], "at": ["backup_copies"]}})
}

test_is_silent_when_unknown if {
	count(backup_copy_outside_residency.findings) == 0 with input as world.one("database", {"objectives": {"residency": ["eu"]}, "backup_copies": {"unknown": "a variable has no value", "at": ["backup_copies"]}})
}
