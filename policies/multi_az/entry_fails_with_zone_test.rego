package resilint.multi_az.entry_fails_with_zone_test

import data.resilint.multi_az.entry_fails_with_zone
import data.resilint.world_test as world

test_fails if {
	count(entry_fails_with_zone.findings) == 1 with input as object.union(world.one("entry", {}), {"graph": {"paths": [{"entry": "aws_thing.main", "compute": [], "data": []}]}, "failures": {"az:a": {"fails": ["aws_thing.main"], "unknown": []}, "az:b": {"fails": ["aws_thing.main"], "unknown": []}}})
}

test_passes if {
	count(entry_fails_with_zone.findings) == 0 with input as object.union(world.one("entry", {}), {"graph": {"paths": [{"entry": "aws_thing.main", "compute": [], "data": []}]}, "failures": {"az:a": {"fails": [], "unknown": []}}})
}
