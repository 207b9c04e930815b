package resilint.multi_az.instance_health_check_only_test

import data.resilint.multi_az.instance_health_check_only
import data.resilint.world_test as world

test_fails if {
	count(instance_health_check_only.findings) == 1 with input as world.one("compute", {"health_check": {"value": false, "at": ["health_check"]}})
}

test_passes if {
	count(instance_health_check_only.findings) == 0 with input as world.one("compute", {"health_check": {"value": true, "at": ["health_check"]}})
}

test_is_silent_when_unknown if {
	count(instance_health_check_only.findings) == 0 with input as world.one("compute", {"health_check": {"unknown": "a variable has no value", "at": ["health_check"]}})
}
