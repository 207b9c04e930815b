package resilint.encryption.unencrypted_database_test

import data.resilint.encryption.unencrypted_database
import data.resilint.world_test as world

test_fails if {
	count(unencrypted_database.findings) == 1 with input as world.one("database", {"encrypted": {"value": false, "at": ["encrypted"]}})
}

test_passes if {
	count(unencrypted_database.findings) == 0 with input as world.one("database", {"encrypted": {"value": true, "at": ["encrypted"]}})
}

test_is_silent_when_unknown if {
	count(unencrypted_database.findings) == 0 with input as world.one("database", {"encrypted": {"unknown": "a variable has no value", "at": ["encrypted"]}})
}

test_passes_2 if {
	count(unencrypted_database.findings) == 0 with input as world.one("database", {"encrypted": {"value": false, "at": ["encrypted"]}, "objectives": {"encryption": false}})
}
