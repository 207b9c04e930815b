package resilint.multi_az.no_cross_zone_load_balancing_test

import data.resilint.multi_az.no_cross_zone_load_balancing
import data.resilint.world_test as world

test_fails if {
	count(no_cross_zone_load_balancing.findings) == 1 with input as world.one("entry", {"zones": {"value": 2, "at": ["zones"]}, "cross_zone": {"value": false, "at": ["cross_zone"]}})
}

test_passes if {
	count(no_cross_zone_load_balancing.findings) == 0 with input as world.one("entry", {"zones": {"value": 2, "at": ["zones"]}, "cross_zone": {"value": true, "at": ["cross_zone"]}})
}

test_is_silent_when_unknown if {
	count(no_cross_zone_load_balancing.findings) == 0 with input as world.one("entry", {"zones": {"value": 2, "at": ["zones"]}, "cross_zone": {"unknown": "a variable has no value", "at": ["cross_zone"]}})
}
