package resilint.cross_region.entry_fails_with_region_test

import data.resilint.cross_region.entry_fails_with_region
import data.resilint.world_test as world

test_fails if {
	count(entry_fails_with_region.findings) == 1 with input as object.union(world.one("entry", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}}), {"graph": {"paths": [{"entry": "aws_thing.main", "compute": [], "data": []}]}, "failures": {"region:us-east-1": {"fails": ["aws_thing.main"], "unknown": []}}})
}

test_passes if {
	count(entry_fails_with_region.findings) == 0 with input as world.one("entry", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}})
}
