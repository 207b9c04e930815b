package resilint.encryption.no_key_rotation_test

import data.resilint.encryption.no_key_rotation
import data.resilint.world_test as world

test_fails if {
	count(no_key_rotation.findings) == 1 with input as world.one("key", {"key_rotation": {"value": false, "at": ["key_rotation"]}})
}

test_passes if {
	count(no_key_rotation.findings) == 0 with input as world.one("key", {"key_rotation": {"value": true, "at": ["key_rotation"]}})
}

test_is_silent_when_unknown if {
	count(no_key_rotation.findings) == 0 with input as world.one("key", {"key_rotation": {"unknown": "a variable has no value", "at": ["key_rotation"]}})
}
