package resilint.spof.single_node_worker_test

import data.resilint.spof.single_node_worker
import data.resilint.world_test as world

worker(nodes) := {"type": "aws_autoscaling_group", "on_path": {"value": false, "at": []}, "background": {"value": true, "at": []}, "nodes": nodes}

test_fails if {
	count(single_node_worker.findings) == 1 with input as world.one("compute", worker({"value": 1, "at": ["min_size"]}))
}

test_passes if {
	count(single_node_worker.findings) == 0 with input as world.one("compute", worker({"value": 2, "at": ["min_size"]}))
}

test_passes_for_what_works_on_nothing if {
	idle := object.union(worker({"value": 1, "at": ["min_size"]}), {"background": {"value": false, "at": []}})
	count(single_node_worker.findings) == 0 with input as world.one("compute", idle)
}

test_is_silent_when_unknown if {
	count(single_node_worker.findings) == 0 with input as world.one("compute", worker({"unknown": "a variable has no value", "at": ["min_size"]}))
}
