package resilint.encryption.unencrypted_cache_test

import data.resilint.encryption.unencrypted_cache
import data.resilint.world_test as world

test_fails if {
	count(unencrypted_cache.findings) == 1 with input as world.one("cache", {"encrypted": {"value": false, "at": ["encrypted"]}})
}

test_passes if {
	count(unencrypted_cache.findings) == 0 with input as world.one("cache", {"encrypted": {"value": true, "at": ["encrypted"]}})
}

test_is_silent_when_unknown if {
	count(unencrypted_cache.findings) == 0 with input as world.one("cache", {"encrypted": {"unknown": "a variable has no value", "at": ["encrypted"]}})
}

test_passes_2 if {
	count(unencrypted_cache.findings) == 0 with input as world.one("cache", {"encrypted": {"value": false, "at": ["encrypted"]}, "objectives": {"encryption": false}})
}
