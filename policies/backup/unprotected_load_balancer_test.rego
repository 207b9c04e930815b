package resilint.backup.unprotected_load_balancer_test

import data.resilint.backup.unprotected_load_balancer
import data.resilint.world_test as world

test_fails if {
	count(unprotected_load_balancer.findings) == 1 with input as world.one("entry", {"deletion_protected": {"value": false, "at": ["deletion_protected"]}})
}

test_passes if {
	count(unprotected_load_balancer.findings) == 0 with input as world.one("entry", {"deletion_protected": {"value": true, "at": ["deletion_protected"]}})
}

test_is_silent_when_unknown if {
	count(unprotected_load_balancer.findings) == 0 with input as world.one("entry", {"deletion_protected": {"unknown": "a variable has no value", "at": ["deletion_protected"]}})
}
