package resilint.encryption.unencrypted_object_store_test

import data.resilint.encryption.unencrypted_object_store
import data.resilint.world_test as world

test_fails if {
	count(unencrypted_object_store.findings) == 1 with input as world.one("object-store", {"encrypted": {"value": false, "at": ["encrypted"]}})
}

test_passes if {
	count(unencrypted_object_store.findings) == 0 with input as world.one("object-store", {"encrypted": {"value": true, "at": ["encrypted"]}})
}

test_is_silent_when_unknown if {
	count(unencrypted_object_store.findings) == 0 with input as world.one("object-store", {"encrypted": {"unknown": "a variable has no value", "at": ["encrypted"]}})
}

test_passes_2 if {
	count(unencrypted_object_store.findings) == 0 with input as world.one("object-store", {"encrypted": {"value": false, "at": ["encrypted"]}, "objectives": {"encryption": false}})
}
