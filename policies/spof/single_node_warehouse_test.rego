package resilint.spof.single_node_warehouse_test

import data.resilint.spof.single_node_warehouse
import data.resilint.world_test as world

test_fails if {
	count(single_node_warehouse.findings) == 1 with input as world.one("warehouse", {"nodes": {"value": 1, "at": ["nodes"]}})
}

test_passes if {
	count(single_node_warehouse.findings) == 0 with input as world.one("warehouse", {"nodes": {"value": 2, "at": ["nodes"]}})
}

test_is_silent_when_unknown if {
	count(single_node_warehouse.findings) == 0 with input as world.one("warehouse", {"nodes": {"unknown": "a variable has no value", "at": ["nodes"]}})
}
