package resilint.spof.quorum_without_spare_test

import data.resilint.spof.quorum_without_spare
import data.resilint.world_test as world

cluster(nodes, quorum, zones) := world.one("database", {"nodes": {"value": nodes, "at": ["nodes"]}, "quorum": {"value": quorum, "at": ["nodes"]}, "zones": {"value": zones, "at": ["zones"]}})

test_fails_with_two_members if {
	count(quorum_without_spare.findings) == 1 with input as cluster(2, 2, 2)
}

test_fails_with_too_many_in_a_zone if {
	count(quorum_without_spare.findings) == 1 with input as cluster(3, 2, 2)
}

test_passes if {
	count(quorum_without_spare.findings) == 0 with input as cluster(3, 2, 3)
}

test_is_silent_when_unknown if {
	count(quorum_without_spare.findings) == 0 with input as world.one("database", {"nodes": {"unknown": "a variable has no value", "at": ["nodes"]}, "quorum": {"unknown": "a variable has no value", "at": ["nodes"]}})
}
