package resilint.observability.no_log_retention_test

import data.resilint.observability.no_log_retention
import data.resilint.world_test as world

test_fails if {
	count(no_log_retention.findings) == 1 with input as world.one("log", {"retention_days": {"value": "never", "at": ["retention_days"]}})
}

test_passes if {
	count(no_log_retention.findings) == 0 with input as world.one("log", {"retention_days": {"value": 30, "at": ["retention_days"]}})
}

test_is_silent_when_unknown if {
	count(no_log_retention.findings) == 0 with input as world.one("log", {"retention_days": {"unknown": "a variable has no value", "at": ["retention_days"]}})
}
