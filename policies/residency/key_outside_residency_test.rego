package resilint.residency.key_outside_residency_test

import data.resilint.residency.key_outside_residency
import data.resilint.world_test as world

test_fails if {
	count(key_outside_residency.findings) == 1 with input as world.one("database", {"objectives": {"residency": ["eu"]}, "locations": {"value": [{"place": "us-east-1", "region": "us-east-1", "country": "US", "eu": false, "eea": false, "adequate": "conditional"}], "at": ["locations"]}, "key": {"value": {"region": "us-east-1"}, "at": ["key"]}})
}

test_passes if {
	count(key_outside_residency.findings) == 0 with input as world.one("database", {"objectives": {"residency": ["eu"]}, "locations": {"value": [{"place": "eu-west-1", "region": "eu-west-1", "country": "IE", "eu": true, "eea": true, "adequate": "yes"}], "at": ["locations"]}, "key": {"value": {"region": "eu-west-1"}, "at": ["key"]}})
}
