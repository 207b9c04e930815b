package resilint.multi_az.single_az_compute_test

import data.resilint.multi_az.single_az_compute
import data.resilint.world_test as world

test_fails if {
	count(single_az_compute.findings) == 1 with input as world.one("compute", {"nodes": {"value": 3, "at": ["nodes"]}, "zones": {"value": 1, "at": ["zones"]}})
}

test_passes if {
	count(single_az_compute.findings) == 0 with input as world.one("compute", {"nodes": {"value": 3, "at": ["nodes"]}, "zones": {"value": 2, "at": ["zones"]}})
}

test_is_silent_when_unknown if {
	count(single_az_compute.findings) == 0 with input as world.one("compute", {"nodes": {"value": 3, "at": ["nodes"]}, "zones": {"unknown": "a variable has no value", "at": ["zones"]}})
}

test_passes_2 if {
	count(single_az_compute.findings) == 0 with input as world.one("compute", {"nodes": {"value": 3, "at": ["nodes"]}, "zones": {"value": 1, "at": ["zones"]}, "on_path": {"value": false, "at": ["on_path"]}})
}

machine(zone, other) := world.one("compute", {"nodes": {"value": 1, "at": []}, "zones": {"value": 1, "at": []}, "zone_names": {"value": [zone], "at": []}, "peers": {"value": [{"address": "aws_thing.other", "zones": [other], "chooses": true}], "at": []}})

test_fails_for_several_in_one_zone if {
	count(single_az_compute.findings) == 1 with input as machine("a", "a")
}

test_passes_for_several_in_two_zones if {
	count(single_az_compute.findings) == 0 with input as machine("a", "b")
}
