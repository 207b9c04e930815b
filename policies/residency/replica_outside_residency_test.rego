package resilint.residency.replica_outside_residency_test

import data.resilint.residency.replica_outside_residency
import data.resilint.world_test as world

test_fails if {
	count(replica_outside_residency.findings) == 1 with input as world.one("database", {"objectives": {"residency": ["eu"]}, "locations": {"value": [{"place": "us-east-1", "region": "us-east-1", "country": "US", "eu": false, "eea": false, "adequate": "conditional"}, {"place": "eu-west-1", "region": "eu-west-1", "country": "IE", "eu": true, "eea": true, "adequate": "yes"}], "at": ["locations"]}, "replicas": {"value": [{"region": "us-east-1", "same_region": false}], "at": ["replicas"]}})
}

test_passes if {
	count(replica_outside_residency.findings) == 0 with input as world.one("database", {"objectives": {"residency": ["eu"]}, "locations": {"value": [{"place": "eu-west-1", "region": "eu-west-1", "country": "IE", "eu": true, "eea": true, "adequate": "yes"}], "at": ["locations"]}, "replicas": {"value": [{"region": "eu-west-1", "same_region": false}], "at": ["replicas"]}})
}

test_is_silent_when_unknown if {
	count(replica_outside_residency.findings) == 0 with input as world.one("database", {"objectives": {"residency": ["eu"]}, "replicas": {"unknown": "a variable has no value", "at": ["replicas"]}})
}
