package resilint.multi_az.single_az_search_test

import data.resilint.multi_az.single_az_search
import data.resilint.world_test as world

test_fails if {
	count(single_az_search.findings) == 1 with input as world.one("search", {"nodes": {"value": 3, "at": ["nodes"]}, "zones": {"value": 1, "at": ["zones"]}})
}

test_passes if {
	count(single_az_search.findings) == 0 with input as world.one("search", {"nodes": {"value": 3, "at": ["nodes"]}, "zones": {"value": 3, "at": ["zones"]}})
}

test_is_silent_when_unknown if {
	count(single_az_search.findings) == 0 with input as world.one("search", {"nodes": {"value": 3, "at": ["nodes"]}, "zones": {"unknown": "a variable has no value", "at": ["zones"]}})
}
