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

kept_by_plan(days, facts) := world.of([
	world.resource("file-storage", object.union({"backup_plan": {"value": true, "at": []}, "plan_days": object.union({"at": ["delete_after"], "of": "aws_thing.plan"}, days)}, facts)),
	world.resource("backup", {"address": "aws_thing.plan"}),
])

test_fails_with_a_plan_that_deletes_early if {
	findings := short_backup_retention.findings with input as kept_by_plan({"value": 3}, {})
	{[finding.address, finding.message] | some finding in findings} == {["aws_thing.plan", "`aws_thing.plan` keeps backups for 3 days, the objective of what it takes is 7 days"]}
}

test_passes_with_a_plan_that_keeps_all if {
	count(short_backup_retention.findings) == 0 with input as kept_by_plan({"value": "never"}, {})
}

test_passes_where_own_backups_reach_back if {
	count(short_backup_retention.findings) == 0 with input as kept_by_plan({"value": 3}, {"backup_days": {"value": 7, "at": []}})
}

test_is_silent_when_the_plan_is_unknown if {
	count(short_backup_retention.findings) == 0 with input as kept_by_plan({"unknown": "a variable has no value"}, {})
}

test_says_hours_of_less_than_a_day if {
	findings := short_backup_retention.findings with input as world.one("database", {"backup_days": {"value": 0.333333, "at": ["backup"]}})
	{finding.message | some finding in findings} == {"backups of database `aws_thing.main` reach back 8 hours, the objective is 7 days"}
}
