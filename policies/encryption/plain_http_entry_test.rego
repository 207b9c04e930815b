package resilint.encryption.plain_http_entry_test

import data.resilint.encryption.plain_http_entry
import data.resilint.world_test as world

test_fails if {
	count(plain_http_entry.findings) == 1 with input as world.one("entry", {"https_only": {"value": false, "at": ["https_only"]}})
}

test_passes if {
	count(plain_http_entry.findings) == 0 with input as world.one("entry", {"https_only": {"value": true, "at": ["https_only"]}})
}

test_passes_2 if {
	count(plain_http_entry.findings) == 0 with input as world.one("entry", {"https_only": {"value": false, "at": ["https_only"]}, "internal": {"value": true, "at": ["internal"]}})
}

test_is_silent_when_unknown if {
	count(plain_http_entry.findings) == 0 with input as world.one("entry", {"https_only": {"unknown": "a variable has no value", "at": ["https_only"]}})
}
