package resilint.encryption.classified_data_without_own_key_test

import data.resilint.encryption.classified_data_without_own_key
import data.resilint.world_test as world

test_fails if {
	count(classified_data_without_own_key.findings) == 1 with input as world.one("object-store", {"encryption_key": {"value": "provider-managed", "at": ["encryption_key"]}, "tags": {"Classification": "Restricted"}})
}

test_passes if {
	count(classified_data_without_own_key.findings) == 0 with input as world.one("object-store", {"encryption_key": {"value": "provider-managed", "at": ["encryption_key"]}})
}

test_passes_2 if {
	count(classified_data_without_own_key.findings) == 0 with input as world.one("object-store", {"encryption_key": {"value": "customer", "at": ["encryption_key"]}, "tags": {"Classification": "Restricted"}})
}

test_is_silent_when_unknown if {
	count(classified_data_without_own_key.findings) == 0 with input as world.one("object-store", {"encryption_key": {"unknown": "a variable has no value", "at": ["encryption_key"]}, "tags": {"Classification": "Restricted"}})
}
