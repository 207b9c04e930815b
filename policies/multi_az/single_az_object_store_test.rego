package resilint.multi_az.single_az_object_store_test

import data.resilint.multi_az.single_az_object_store
import data.resilint.world_test as world

one_zone := {"value": 1, "at": ["account_replication_type"]}

test_fails if {
	count(single_az_object_store.findings) == 1 with input as world.one("object-store", {"zones": one_zone})
}

test_passes if {
	count(single_az_object_store.findings) == 0 with input as world.one("object-store", {"zones": {"value": 3, "at": ["account_replication_type"]}})
}

test_is_silent_when_unknown if {
	count(single_az_object_store.findings) == 0 with input as world.one("object-store", {"zones": {"unknown": "a variable has no value", "at": ["account_replication_type"]}})
}

test_leaves_logs_alone if {
	count(single_az_object_store.findings) == 0 with input as world.one("object-store", {"zones": one_zone, "log_target": {"value": true, "at": ["log_target"]}})
}

test_leaves_copies_alone if {
	count(single_az_object_store.findings) == 0 with input as world.one("object-store", {"zones": one_zone, "replica_of": {"value": "azurerm_storage_account.data", "at": ["replica_of"]}})
}
