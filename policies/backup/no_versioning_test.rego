package resilint.backup.no_versioning_test

import data.resilint.backup.no_versioning
import data.resilint.world_test as world

test_fails if {
	count(no_versioning.findings) == 1 with input as world.one("object-store", {"versioned": {"value": false, "at": ["versioned"]}})
}

test_passes if {
	count(no_versioning.findings) == 0 with input as world.one("object-store", {"versioned": {"value": true, "at": ["versioned"]}})
}

test_is_silent_when_unknown if {
	count(no_versioning.findings) == 0 with input as world.one("object-store", {"versioned": {"unknown": "a variable has no value", "at": ["versioned"]}})
}

test_passes_2 if {
	count(no_versioning.findings) == 0 with input as world.one("object-store", {"versioned": {"value": false, "at": ["versioned"]}, "log_target": {"value": true, "at": ["log_target"]}})
}
