package resilint.cross_region.standby_too_small_test

import data.resilint.cross_region.standby_too_small
import data.resilint.world_test as world

test_fails if {
	count(standby_too_small.findings) == 1 with input as world.of([world.resource("compute", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "nodes": {"value": 20, "at": ["nodes"]}, "max_nodes": {"value": 30, "at": ["max_nodes"]}, "region": {"value": "us-east-1", "at": ["region"]}}), world.resource("compute", {"address": "module.eu.aws_thing.main", "module": "module.eu", "nodes": {"value": 2, "at": ["nodes"]}, "max_nodes": {"value": 10, "at": ["max_nodes"]}, "region": {"value": "eu-west-1", "at": ["region"]}})])
}

test_passes if {
	count(standby_too_small.findings) == 0 with input as world.of([world.resource("compute", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "nodes": {"value": 20, "at": ["nodes"]}, "max_nodes": {"value": 30, "at": ["max_nodes"]}, "region": {"value": "us-east-1", "at": ["region"]}}), world.resource("compute", {"address": "module.eu.aws_thing.main", "module": "module.eu", "nodes": {"value": 2, "at": ["nodes"]}, "max_nodes": {"value": 40, "at": ["max_nodes"]}, "region": {"value": "eu-west-1", "at": ["region"]}})])
}
