package resilint.backup.table_without_point_in_time_recovery_test

import data.resilint.backup.table_without_point_in_time_recovery
import data.resilint.world_test as world

test_fails if {
	count(table_without_point_in_time_recovery.findings) == 1 with input as world.one("database", {"regional": {"value": true, "at": ["regional"]}, "backup_days": {"value": 0, "at": ["backup_days"]}, "point_in_time": {"value": false, "at": ["point_in_time"]}})
}

test_passes if {
	count(table_without_point_in_time_recovery.findings) == 0 with input as world.one("database", {"regional": {"value": true, "at": ["regional"]}, "backup_days": {"value": 0, "at": ["backup_days"]}, "point_in_time": {"value": true, "at": ["point_in_time"]}})
}

test_is_silent_when_unknown if {
	count(table_without_point_in_time_recovery.findings) == 0 with input as world.one("database", {"regional": {"value": true, "at": ["regional"]}, "backup_days": {"value": 0, "at": ["backup_days"]}, "point_in_time": {"unknown": "a variable has no value", "at": ["point_in_time"]}})
}
