package resilint.backup.short_backup_retention_test

import data.resilint.backup.short_backup_retention
import data.resilint.world_test as world

test_fails if {
	count(short_backup_retention.findings) == 1 with input as world.one("database", {"backup_days": {"value": 1, "at": ["backup_days"]}})
}

test_passes if {
	count(short_backup_retention.findings) == 0 with input as world.one("database", {"backup_days": {"value": 7, "at": ["backup_days"]}})
}

test_is_silent_when_unknown if {
	count(short_backup_retention.findings) == 0 with input as world.one("database", {"backup_days": {"unknown": "a variable has no value", "at": ["backup_days"]}})
}
test_says_hours_of_less_than_a_day if {
	findings := short_backup_retention.findings with input as world.one("database", {"backup_days": {"value": 0.333333, "at": ["backup"]}})
	{finding.message | some finding in findings} == {"backups of database `aws_thing.main` reach back 8 hours, the objective is 7"}
}
