package resilint.cross_region.no_cross_region_queue_test

import data.resilint.cross_region.no_cross_region_queue
import data.resilint.world_test as world

test_fails if {
	count(no_cross_region_queue.findings) == 1 with input as world.one("queue", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "region": {"value": "us-east-1", "at": ["region"]}})
}

test_passes if {
	count(no_cross_region_queue.findings) == 0 with input as world.of([world.resource("queue", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "region": {"value": "us-east-1", "at": ["region"]}}), world.resource("queue", {"address": "aws_thing.other", "region": {"value": "eu-west-1", "at": []}})])
}
