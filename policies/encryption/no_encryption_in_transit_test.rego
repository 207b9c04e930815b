package resilint.encryption.no_encryption_in_transit_test

import data.resilint.encryption.no_encryption_in_transit
import data.resilint.world_test as world

test_fails if {
	count(no_encryption_in_transit.findings) == 1 with input as world.one("cache", {"in_transit": {"value": false, "at": ["in_transit"]}})
}

test_passes if {
	count(no_encryption_in_transit.findings) == 0 with input as world.one("cache", {"in_transit": {"value": true, "at": ["in_transit"]}})
}

test_is_silent_when_unknown if {
	count(no_encryption_in_transit.findings) == 0 with input as world.one("cache", {"in_transit": {"unknown": "a variable has no value", "at": ["in_transit"]}})
}
