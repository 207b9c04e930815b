package resilint.encryption.bucket_allows_plain_http_test

import data.resilint.encryption.bucket_allows_plain_http
import data.resilint.world_test as world

test_fails if {
	count(bucket_allows_plain_http.findings) == 1 with input as world.one("object-store", {"in_transit": {"value": false, "at": ["in_transit"]}})
}

test_passes if {
	count(bucket_allows_plain_http.findings) == 0 with input as world.one("object-store", {"in_transit": {"value": true, "at": ["in_transit"]}})
}

test_is_silent_when_unknown if {
	count(bucket_allows_plain_http.findings) == 0 with input as world.one("object-store", {"in_transit": {"unknown": "a variable has no value", "at": ["in_transit"]}})
}
