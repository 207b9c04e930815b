package resilint.cross_region.replica_in_same_region_test

import data.resilint.cross_region.replica_in_same_region
import data.resilint.world_test as world

test_fails if {
	count(replica_in_same_region.findings) == 1 with input as world.one("database", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "replicas": {"value": [{"address": "a", "region": "r", "same_region": true, "kind": "read-replica"}], "at": ["replicas"]}})
}

test_passes if {
	count(replica_in_same_region.findings) == 0 with input as world.one("database", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "replicas": {"value": [{"address": "a", "region": "r", "same_region": true, "kind": "read-replica"}, {"address": "b", "region": "s", "same_region": false, "kind": "read-replica"}], "at": ["replicas"]}})
}

test_is_silent_when_unknown if {
	count(replica_in_same_region.findings) == 0 with input as world.one("database", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "replicas": {"unknown": "a variable has no value", "at": ["replicas"]}})
}
