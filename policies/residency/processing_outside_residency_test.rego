package resilint.residency.processing_outside_residency_test

import data.resilint.residency.processing_outside_residency
import data.resilint.world_test as world

test_fails if {
	count(processing_outside_residency.findings) == 1 with input as world.one("compute", {"region": {"value": "us-east-1", "at": ["region"]}, "locations": {"value": [{"place": "us-east-1", "region": "us-east-1", "country": "US", "eu": false, "eea": false, "adequate": "conditional"}], "at": ["locations"]}, "objectives": {"residency": ["eu"]}})
}

test_passes if {
	count(processing_outside_residency.findings) == 0 with input as world.one("compute", {"region": {"value": "eu-west-1", "at": ["region"]}, "locations": {"value": [{"place": "eu-west-1", "region": "eu-west-1", "country": "IE", "eu": true, "eea": true, "adequate": "yes"}], "at": ["locations"]}, "objectives": {"residency": ["eu"]}})
}

test_fails_2 if {
	count(processing_outside_residency.findings) == 1 with input as world.one("compute", {"region": {"value": "us-east-1", "at": ["region"]}, "objectives": {"residency": ["eu-west-1"]}})
}

test_is_silent_when_unknown if {
	count(processing_outside_residency.findings) == 0 with input as world.one("compute", {"region": {"unknown": "a variable has no value", "at": ["region"]}, "objectives": {"residency": ["eu"]}})
}
