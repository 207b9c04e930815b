package resilint.observability.no_alarms_test

import data.resilint.observability.no_alarms
import data.resilint.world_test as world

test_fails if {
	count(no_alarms.findings) == 1 with input as world.one("database", {"alarms": {"value": 0, "at": ["alarms"]}})
}

test_passes if {
	count(no_alarms.findings) == 0 with input as world.one("database", {"alarms": {"value": 2, "at": ["alarms"]}})
}

test_is_silent_when_unknown if {
	count(no_alarms.findings) == 0 with input as world.one("database", {"alarms": {"unknown": "a variable has no value", "at": ["alarms"]}})
}
