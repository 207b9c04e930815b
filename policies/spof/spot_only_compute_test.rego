package resilint.spof.spot_only_compute_test

import data.resilint.spof.spot_only_compute
import data.resilint.world_test as world

test_fails if {
	count(spot_only_compute.findings) == 1 with input as world.one("compute", {"spot_only": {"value": true, "at": ["spot_only"]}})
}

test_passes if {
	count(spot_only_compute.findings) == 0 with input as world.one("compute", {"spot_only": {"value": false, "at": ["spot_only"]}})
}

test_is_silent_when_unknown if {
	count(spot_only_compute.findings) == 0 with input as world.one("compute", {"spot_only": {"unknown": "a variable has no value", "at": ["spot_only"]}})
}

test_passes_2 if {
	count(spot_only_compute.findings) == 0 with input as world.one("compute", {"spot_only": {"value": true, "at": ["spot_only"]}, "on_path": {"value": false, "at": ["on_path"]}})
}
