package resilint.observability.trail_in_one_region_test

import data.resilint.observability.trail_in_one_region
import data.resilint.world_test as world

test_fails if {
	count(trail_in_one_region.findings) == 1 with input as world.one("log", {"type": "aws_cloudtrail"})
}

test_passes if {
	count(trail_in_one_region.findings) == 0 with input as world.one("log", {"type": "aws_cloudtrail", "attributes": {"is_multi_region_trail": true}})
}
