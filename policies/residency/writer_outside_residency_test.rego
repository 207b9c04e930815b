package resilint.residency.writer_outside_residency_test

import data.resilint.residency.writer_outside_residency
import data.resilint.world_test as world

test_fails if {
	count(writer_outside_residency.findings) == 1 with input as world.of([world.resource("database", {"objectives": {"residency": ["eu"]}, "region": {"value": "eu-west-1", "at": ["region"]}, "replica_of": {"value": "w", "at": ["replica_of"]}, "locations": {"value": [{"place": "eu-west-1", "region": "eu-west-1", "country": "IE", "eu": true, "eea": true, "adequate": "yes"}], "at": ["locations"]}}), world.resource("database", {"address": "w", "region": {"value": "us-east-1", "at": ["region"]}, "locations": {"value": [{"place": "us-east-1", "region": "us-east-1", "country": "US", "eu": false, "eea": false, "adequate": "conditional"}], "at": ["locations"]}})])
}

test_passes if {
	count(writer_outside_residency.findings) == 0 with input as world.one("database", {"objectives": {"residency": ["eu"]}, "region": {"value": "eu-west-1", "at": ["region"]}})
}
