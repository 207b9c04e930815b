package resilint.cross_region.no_cross_region_backup_test

import data.resilint.cross_region.no_cross_region_backup
import data.resilint.world_test as world

test_fails if {
	count(no_cross_region_backup.findings) == 1 with input as world.one("block-storage", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "backup_plan": {"value": true, "at": ["backup_plan"]}})
}

test_passes if {
	count(no_cross_region_backup.findings) == 0 with input as world.one("block-storage", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "backup_plan": {"value": true, "at": ["backup_plan"]}, "backup_copies": {"value": [{"region": "eu-west-1"}], "at": ["backup_copies"]}})
}

test_passes_2 if {
	count(no_cross_region_backup.findings) == 0 with input as world.one("database", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "backup_plan": {"value": false, "at": ["backup_plan"]}})
}

test_is_silent_when_unknown if {
	count(no_cross_region_backup.findings) == 0 with input as world.one("block-storage", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "backup_plan": {"unknown": "a variable has no value", "at": ["backup_plan"]}})
}
