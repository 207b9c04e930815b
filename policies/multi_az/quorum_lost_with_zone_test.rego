package resilint.multi_az.quorum_lost_with_zone_test

import data.resilint.multi_az.quorum_lost_with_zone
import data.resilint.world_test as world

test_fails if {
	count(quorum_lost_with_zone.findings) == 1 with input as world.one("stream", {"zones": {"value": 2, "at": ["zones"]}, "nodes": {"value": 3, "at": ["nodes"]}, "quorum": {"value": 2, "at": ["quorum"]}})
}

test_passes if {
	count(quorum_lost_with_zone.findings) == 0 with input as world.one("stream", {"zones": {"value": 3, "at": ["zones"]}, "nodes": {"value": 3, "at": ["nodes"]}, "quorum": {"value": 2, "at": ["quorum"]}})
}

test_is_silent_when_unknown if {
	count(quorum_lost_with_zone.findings) == 0 with input as world.one("stream", {"zones": {"value": 3, "at": ["zones"]}, "nodes": {"unknown": "a variable has no value", "at": ["nodes"]}, "quorum": {"value": 2, "at": ["quorum"]}})
}
