package resilint.encryption.unencrypted_warehouse_test

import data.resilint.encryption.unencrypted_warehouse
import data.resilint.world_test as world

test_fails if {
	count(unencrypted_warehouse.findings) == 1 with input as world.one("warehouse", {"encrypted": {"value": false, "at": ["encrypted"]}})
}

test_passes if {
	count(unencrypted_warehouse.findings) == 0 with input as world.one("warehouse", {"encrypted": {"value": true, "at": ["encrypted"]}})
}

test_is_silent_when_unknown if {
	count(unencrypted_warehouse.findings) == 0 with input as world.one("warehouse", {"encrypted": {"unknown": "a variable has no value", "at": ["encrypted"]}})
}

test_passes_2 if {
	count(unencrypted_warehouse.findings) == 0 with input as world.one("warehouse", {"encrypted": {"value": false, "at": ["encrypted"]}, "objectives": {"encryption": false}})
}
