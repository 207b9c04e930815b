package resilint.multi_az.no_automatic_failover_test

import data.resilint.multi_az.no_automatic_failover
import data.resilint.world_test as world

test_fails if {
	count(no_automatic_failover.findings) == 1 with input as world.one("database", {"nodes": {"value": 2, "at": ["nodes"]}, "failover": {"value": false, "at": ["failover"]}})
}

test_passes if {
	count(no_automatic_failover.findings) == 0 with input as world.one("database", {"nodes": {"value": 2, "at": ["nodes"]}, "failover": {"value": true, "at": ["failover"]}})
}

test_is_silent_when_unknown if {
	count(no_automatic_failover.findings) == 0 with input as world.one("database", {"nodes": {"value": 2, "at": ["nodes"]}, "failover": {"unknown": "a variable has no value", "at": ["failover"]}})
}
