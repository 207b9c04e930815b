package resilint.multi_az.network_in_too_few_zones_test

import data.resilint.multi_az.network_in_too_few_zones
import data.resilint.world_test as world

test_fails if {
	count(network_in_too_few_zones.findings) == 1 with input as world.one("network", {"zones": {"value": 1, "at": ["zones"]}, "promised_zones": {"value": 2, "at": ["promised_zones"]}})
}

test_passes if {
	count(network_in_too_few_zones.findings) == 0 with input as world.one("network", {"zones": {"value": 3, "at": ["zones"]}, "promised_zones": {"value": 3, "at": ["promised_zones"]}})
}

test_is_silent_when_unknown if {
	count(network_in_too_few_zones.findings) == 0 with input as world.one("network", {"zones": {"unknown": "a variable has no value", "at": ["zones"]}, "promised_zones": {"value": 3, "at": ["promised_zones"]}})
}
