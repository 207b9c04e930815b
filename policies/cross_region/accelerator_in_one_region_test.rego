package resilint.cross_region.accelerator_in_one_region_test

import data.resilint.cross_region.accelerator_in_one_region
import data.resilint.world_test as world

test_fails if {
	count(accelerator_in_one_region.findings) == 1 with input as world.of([world.resource("entry", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "type": "aws_globalaccelerator_accelerator"}), world.resource("other", {"address": "aws_globalaccelerator_endpoint_group.a", "type": "aws_globalaccelerator_endpoint_group", "region": {"value": "us-east-1", "at": []}})])
}

test_passes if {
	count(accelerator_in_one_region.findings) == 0 with input as world.of([world.resource("entry", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "type": "aws_globalaccelerator_accelerator"}), world.resource("other", {"address": "aws_globalaccelerator_endpoint_group.a", "type": "aws_globalaccelerator_endpoint_group", "region": {"value": "us-east-1", "at": []}}), world.resource("other", {"address": "aws_globalaccelerator_endpoint_group.b", "type": "aws_globalaccelerator_endpoint_group", "region": {"value": "eu-west-1", "at": []}})])
}
