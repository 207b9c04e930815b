package resilint.spof.single_node_broker_test

import data.resilint.spof.single_node_broker
import data.resilint.world_test as world

test_fails if {
	count(single_node_broker.findings) == 1 with input as world.one("queue", {"nodes": {"value": 1, "at": ["nodes"]}})
}

test_passes if {
	count(single_node_broker.findings) == 0 with input as world.one("queue", {"nodes": {"value": 3, "at": ["nodes"]}})
}

test_is_silent_when_unknown if {
	count(single_node_broker.findings) == 0 with input as world.one("queue", {"nodes": {"unknown": "a variable has no value", "at": ["nodes"]}})
}
