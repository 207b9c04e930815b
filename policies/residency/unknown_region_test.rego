package resilint.residency.unknown_region_test

import data.resilint.residency.unknown_region
import data.resilint.world_test as world

test_fails if {
	count(unknown_region.findings) == 1 with input as world.one("database", {"objectives": {"residency": ["eu"]}, "locations": {"unknown": "a variable has no value", "at": ["locations"]}})
}

test_passes if {
	count(unknown_region.findings) == 0 with input as world.one("database", {"objectives": {"residency": ["eu"]}, "locations": {"value": [{"place": "eu-west-1", "region": "eu-west-1", "country": "IE", "eu": true, "eea": true, "adequate": "yes"}], "at": ["locations"]}})
}

test_passes_2 if {
	count(unknown_region.findings) == 0 with input as world.one("database", {"locations": {"unknown": "a variable has no value", "at": ["locations"]}})
}
