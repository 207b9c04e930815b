package resilint.cross_region.no_cross_region_key_test

import data.resilint.cross_region.no_cross_region_key
import data.resilint.world_test as world

test_fails if {
	count(no_cross_region_key.findings) == 1 with input as object.union(world.one("key", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "replicas": {"value": [], "at": ["replicas"]}, "region": {"value": "us-east-1", "at": ["region"]}}), {"graph": {"referrers": {"aws_thing.main": [{"address": "x", "kind": "encrypts_with"}]}}})
}

test_passes if {
	count(no_cross_region_key.findings) == 0 with input as world.one("key", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "replicas": {"value": [], "at": ["replicas"]}})
}
