package resilint.spof.single_node_search_test

import data.resilint.spof.single_node_search
import data.resilint.world_test as world

test_fails if {
	count(single_node_search.findings) == 1 with input as world.one("search", {"nodes": {"value": 1, "at": ["nodes"]}})
}

test_passes if {
	count(single_node_search.findings) == 0 with input as world.one("search", {"nodes": {"value": 3, "at": ["nodes"]}})
}

test_is_silent_when_unknown if {
	count(single_node_search.findings) == 0 with input as world.one("search", {"nodes": {"unknown": "a variable has no value", "at": ["nodes"]}})
}
