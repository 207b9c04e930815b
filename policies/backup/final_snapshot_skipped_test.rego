package resilint.backup.final_snapshot_skipped_test

import data.resilint.backup.final_snapshot_skipped
import data.resilint.world_test as world

test_fails if {
	count(final_snapshot_skipped.findings) == 1 with input as world.one("database", {"final_snapshot": {"value": false, "at": ["final_snapshot"]}})
}

test_passes if {
	count(final_snapshot_skipped.findings) == 0 with input as world.one("database", {"final_snapshot": {"value": true, "at": ["final_snapshot"]}})
}

test_is_silent_when_unknown if {
	count(final_snapshot_skipped.findings) == 0 with input as world.one("database", {"final_snapshot": {"unknown": "a variable has no value", "at": ["final_snapshot"]}})
}

test_passes_2 if {
	count(final_snapshot_skipped.findings) == 0 with input as world.one("database", {"final_snapshot": {"value": false, "at": ["final_snapshot"]}, "replica_of": {"value": "a", "at": ["replica_of"]}})
}
