package resilint.spof.entry_fails_with_one_resource_test

import data.resilint.spof.entry_fails_with_one_resource
import data.resilint.world_test as world

test_fails if {
	count(entry_fails_with_one_resource.findings) == 1 with input as object.union(world.of([world.resource("other", {}), world.resource("entry", {"address": "aws_lb.front"})]), {"graph": {"paths": [{"entry": "aws_lb.front", "compute": [], "data": []}]}, "failures": {"node:aws_thing.main": {"fails": ["aws_thing.main", "aws_lb.front"]}}})
}

test_passes if {
	count(entry_fails_with_one_resource.findings) == 0 with input as object.union(world.of([world.resource("other", {"nodes": {"value": 1}}), world.resource("entry", {"address": "aws_lb.front"})]), {"graph": {"paths": [{"entry": "aws_lb.front", "compute": [], "data": []}]}, "failures": {"node:aws_thing.main": {"fails": ["aws_lb.front"]}}})
}
