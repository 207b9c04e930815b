package resilint.spof.single_node_gateway_test

import data.resilint.spof.single_node_gateway
import data.resilint.world_test as world

test_fails if {
	count(single_node_gateway.findings) == 1 with input as world.one("entry", {"nodes": {"value": 1, "at": ["sku"]}})
}

test_passes if {
	count(single_node_gateway.findings) == 0 with input as world.one("entry", {"nodes": {"value": 2, "at": ["sku"]}})
}

test_is_silent_when_unknown if {
	count(single_node_gateway.findings) == 0 with input as world.one("entry", {"nodes": {"unknown": "a variable has no value", "at": ["sku"]}})
}

test_is_silent_where_nobody_counts_instances if {
	count(single_node_gateway.findings) == 0 with input as world.one("entry", {})
}
