package resilint.residency.flow_outside_residency_test

import data.resilint.residency.flow_outside_residency
import data.resilint.world_test as world

test_fails if {
	count(flow_outside_residency.findings) == 1 with input as object.union(world.one("log", {"objectives": {"residency": ["eu"]}, "locations": {"value": [{"place": "us-east-1", "region": "us-east-1", "country": "US", "eu": false, "eea": false, "adequate": "conditional"}, {"place": "eu-west-1", "region": "eu-west-1", "country": "IE", "eu": true, "eea": true, "adequate": "yes"}], "at": ["locations"]}}), {"flows": [{"kind": "logs", "from": "aws_thing.main", "to": "x", "of": "aws_thing.main", "at": [], "from_region": "eu-west-1", "to_region": "us-east-1"}]})
}

test_passes if {
	count(flow_outside_residency.findings) == 0 with input as world.one("log", {"objectives": {"residency": ["eu"]}})
}
