package resilint.cross_region.no_cross_region_registry_test

import data.resilint.cross_region.no_cross_region_registry
import data.resilint.world_test as world

test_fails if {
	count(no_cross_region_registry.findings) == 1 with input as world.one("registry", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "replicas": {"value": [], "at": ["replicas"]}})
}

test_passes if {
	count(no_cross_region_registry.findings) == 0 with input as world.one("registry", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "replicas": {"value": [{"address": "", "region": "eu-west-1", "same_region": false}], "at": ["replicas"]}})
}

test_is_silent_when_unknown if {
	count(no_cross_region_registry.findings) == 0 with input as world.one("registry", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "replicas": {"unknown": "a variable has no value", "at": ["replicas"]}})
}

test_passes_2 if {
	count(no_cross_region_registry.findings) == 0 with input as world.one("registry", {"replicas": {"value": [], "at": ["replicas"]}, "objectives": {"survive": "az"}})
}
