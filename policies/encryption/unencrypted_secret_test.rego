package resilint.encryption.unencrypted_secret_test

import data.resilint.encryption.unencrypted_secret
import data.resilint.world_test as world

test_fails if {
	count(unencrypted_secret.findings) == 1 with input as world.one("secret", {"encrypted": {"value": false, "at": ["encrypted"]}, "name": "db_password"})
}

test_passes if {
	count(unencrypted_secret.findings) == 0 with input as world.one("secret", {"encrypted": {"value": false, "at": ["encrypted"]}, "name": "ami_id"})
}

test_passes_2 if {
	count(unencrypted_secret.findings) == 0 with input as world.one("secret", {"encrypted": {"value": true, "at": ["encrypted"]}, "name": "db_password"})
}

test_is_silent_when_unknown if {
	count(unencrypted_secret.findings) == 0 with input as world.one("secret", {"encrypted": {"unknown": "a variable has no value", "at": ["encrypted"]}, "name": "db_password"})
}
