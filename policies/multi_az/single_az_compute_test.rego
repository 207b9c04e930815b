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

machine(name, zone) := world.resource("compute", {"address": sprintf("aws_thing.%s", [name]), "nodes": {"value": 1, "at": []}, "zones": {"value": 1, "at": []}, "zone_names": {"value": [zone], "at": []}, "peers": {"value": [peer | some peer in ["aws_thing.one", "aws_thing.two"]; not endswith(peer, name)], "at": []}})

test_fails_for_several_in_one_zone if {
	count(single_az_compute.findings) == 1 with input as world.of([machine("one", "a"), machine("two", "a")])
}

test_passes_for_several_in_two_zones if {
	count(single_az_compute.findings) == 0 with input as world.of([machine("one", "a"), machine("two", "b")])
}
