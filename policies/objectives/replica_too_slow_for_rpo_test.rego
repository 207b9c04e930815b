package resilint.objectives.replica_too_slow_for_rpo_test

import data.resilint.objectives.replica_too_slow_for_rpo
import data.resilint.world_test as world

test_fails if {
	count(replica_too_slow_for_rpo.findings) == 1 with input as world.one("object-store", {"objectives": {"survive": "region", "rpo_seconds": 60}, "replicas": {"value": [{"same_region": false, "rpo_seconds": 900}], "at": ["replicas"]}})
}

test_passes if {
	count(replica_too_slow_for_rpo.findings) == 0 with input as world.one("object-store", {"objectives": {"survive": "region", "rpo_seconds": 900}, "replicas": {"value": [{"same_region": false, "rpo_seconds": 900}], "at": ["replicas"]}})
}

test_is_silent_when_unknown if {
	count(replica_too_slow_for_rpo.findings) == 0 with input as world.one("object-store", {"objectives": {"survive": "region", "rpo_seconds": 900}, "replicas": {"unknown": "a variable has no value", "at": ["replicas"]}})
}
