package resilint.spof.single_node_cache_test

import data.resilint.spof.single_node_cache
import data.resilint.world_test as world

test_fails if {
	count(single_node_cache.findings) == 1 with input as world.one("cache", {"nodes": {"value": 1, "at": ["nodes"]}})
}

test_passes if {
	count(single_node_cache.findings) == 0 with input as world.one("cache", {"nodes": {"value": 2, "at": ["nodes"]}})
}

test_is_silent_when_unknown if {
	count(single_node_cache.findings) == 0 with input as world.one("cache", {"nodes": {"unknown": "a variable has no value", "at": ["nodes"]}})
}
