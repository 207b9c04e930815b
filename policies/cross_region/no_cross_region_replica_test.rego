package resilint.cross_region.no_cross_region_replica_test

import data.resilint.cross_region.no_cross_region_replica
import data.resilint.world_test as world

test_fails if {
	count(no_cross_region_replica.findings) == 1 with input as world.one("database", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "replicas": {"value": [], "at": ["replicas"]}})
}

test_passes if {
	count(no_cross_region_replica.findings) == 0 with input as world.one("database", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "replicas": {"value": [{"region": "eu-west-1", "same_region": false}], "at": ["replicas"]}})
}

test_passes_2 if {
	count(no_cross_region_replica.findings) == 0 with input as world.one("database", {"replicas": {"value": [], "at": ["replicas"]}})
}

test_is_silent_when_unknown if {
	count(no_cross_region_replica.findings) == 0 with input as world.one("database", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "replicas": {"unknown": "a variable has no value", "at": ["replicas"]}})
}
