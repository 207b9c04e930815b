package resilint.multi_az.too_few_zones_test

import data.resilint.multi_az.too_few_zones
import data.resilint.world_test as world

test_fails if {
	count(too_few_zones.findings) == 1 with input as world.one("compute", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "zones": {"value": 2, "at": ["zones"]}})
}

test_passes if {
	count(too_few_zones.findings) == 0 with input as world.one("compute", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "zones": {"value": 3, "at": ["zones"]}})
}

test_is_silent_when_unknown if {
	count(too_few_zones.findings) == 0 with input as world.one("compute", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "zones": {"unknown": "a variable has no value", "at": ["zones"]}})
}
