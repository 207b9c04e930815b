package resilint.cross_region.key_in_other_region_test

import data.resilint.cross_region.key_in_other_region
import data.resilint.world_test as world

test_fails if {
	count(key_in_other_region.findings) == 1 with input as world.one("database", {"region": {"value": "eu-west-1", "at": ["region"]}, "key": {"value": {"region": "us-east-1", "address": "k"}, "at": ["key"]}})
}

test_passes if {
	count(key_in_other_region.findings) == 0 with input as world.one("database", {"region": {"value": "eu-west-1", "at": ["region"]}, "key": {"value": {"region": "eu-west-1", "address": "k"}, "at": ["key"]}})
}

test_is_silent_when_unknown if {
	count(key_in_other_region.findings) == 0 with input as world.one("database", {"region": {"unknown": "a variable has no value", "at": ["region"]}, "key": {"value": {"region": "eu-west-1", "address": "k"}, "at": ["key"]}})
}
