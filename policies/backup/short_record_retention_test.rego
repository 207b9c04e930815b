package resilint.backup.short_record_retention_test

import data.resilint.backup.short_record_retention
import data.resilint.world_test as world

test_fails if {
	count(short_record_retention.findings) == 1 with input as world.one("log", {"retention_days": {"value": 30, "at": ["retention_days"]}, "objectives": {"retention_years": 7}})
}

test_passes if {
	count(short_record_retention.findings) == 0 with input as world.one("log", {"retention_days": {"value": 2557, "at": ["retention_days"]}, "objectives": {"retention_years": 7}})
}

test_passes_2 if {
	count(short_record_retention.findings) == 0 with input as world.one("log", {"retention_days": {"value": "never", "at": ["retention_days"]}, "objectives": {"retention_years": 7}})
}

test_is_silent_when_unknown if {
	count(short_record_retention.findings) == 0 with input as world.one("log", {"retention_days": {"unknown": "a variable has no value", "at": ["retention_days"]}, "objectives": {"retention_years": 7}})
}
