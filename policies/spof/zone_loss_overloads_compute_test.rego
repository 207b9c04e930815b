package resilint.spof.zone_loss_overloads_compute_test

import data.resilint.spof.zone_loss_overloads_compute
import data.resilint.world_test as world

test_fails if {
	count(zone_loss_overloads_compute.findings) == 1 with input as world.one("compute", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "zones": {"value": 2, "at": ["zones"]}, "nodes": {"value": 4, "at": ["nodes"]}})
}

test_passes if {
	count(zone_loss_overloads_compute.findings) == 0 with input as world.one("compute", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "zones": {"value": 3, "at": ["zones"]}, "nodes": {"value": 6, "at": ["nodes"]}})
}

test_passes_2 if {
	count(zone_loss_overloads_compute.findings) == 0 with input as world.one("compute", {"zones": {"value": 2, "at": ["zones"]}, "nodes": {"value": 4, "at": ["nodes"]}})
}

test_is_silent_when_unknown if {
	count(zone_loss_overloads_compute.findings) == 0 with input as world.one("compute", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "zones": {"unknown": "a variable has no value", "at": ["zones"]}, "nodes": {"value": 4, "at": ["nodes"]}})
}
