package resilint.objectives.objectives_contradict_test

import data.resilint.objectives.objectives_contradict
import data.resilint.world_test as world

test_fails if {
	count(objectives_contradict.findings) == 1 with input as world.one("entry", {"objectives": {"availability": 0.9999, "rto_seconds": 3600}})
}

test_passes if {
	count(objectives_contradict.findings) == 0 with input as world.one("entry", {"objectives": {"availability": 0.9999, "rto_seconds": 900}})
}
