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

test_fails_when_deleted_objects_go_too_soon if {
	some finding in no_versioning.findings with input as world.one("object-store", {"versioned": {"value": false, "at": ["versioned"]}, "backup_days": {"value": 1, "at": ["backup_days"]}})
	contains(finding.message, "for 1 day only")
}

test_passes_when_deleted_objects_are_kept if {
	count(no_versioning.findings) == 0 with input as world.one("object-store", {"versioned": {"value": false, "at": ["versioned"]}, "backup_days": {"value": 30, "at": ["backup_days"]}})
}

test_fails_without_versions_and_deleted_objects if {
	count(no_versioning.findings) == 1 with input as world.one("object-store", {"backup_days": {"value": 0, "at": ["backup_days"]}})
}

test_is_silent_about_a_store_of_which_nothing_is_known if {
	count(no_versioning.findings) == 0 with input as world.one("object-store", {})
}
