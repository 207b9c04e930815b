package resilint.spof.single_node_compute_test

import data.resilint.spof.single_node_compute
import data.resilint.world_test as world

test_fails if {
	count(single_node_compute.findings) == 1 with input as world.one("compute", {"nodes": {"value": 1, "at": ["nodes"]}})
}

test_passes if {
	count(single_node_compute.findings) == 0 with input as world.one("compute", {"nodes": {"value": 2, "at": ["nodes"]}})
}

test_is_silent_when_unknown if {
	count(single_node_compute.findings) == 0 with input as world.one("compute", {"nodes": {"unknown": "a variable has no value", "at": ["nodes"]}})
}

test_passes_2 if {
	count(single_node_compute.findings) == 0 with input as world.one("compute", {"nodes": {"value": 1, "at": ["nodes"]}, "objectives": {"survive": "none"}})
}

test_passes_3 if {
	count(single_node_compute.findings) == 0 with input as world.one("compute", {"nodes": {"value": 1, "at": ["nodes"]}, "on_path": {"value": false, "at": ["on_path"]}})
}

test_fails_2 if {
	count(single_node_compute.findings) == 1 with input as world.one("compute", {"nodes": {"value": 0, "at": ["nodes"]}})
}

test_passes_with_others_that_share_its_work if {
	count(single_node_compute.findings) == 0 with input as world.one("compute", {"nodes": {"value": 1, "at": ["nodes"]}, "peers": {"value": ["aws_thing.other"], "at": []}})
}
