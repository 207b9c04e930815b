package resilint.backup.store_outside_backup_plan_test

import data.resilint.backup.store_outside_backup_plan
import data.resilint.world_test as world

test_fails if {
	count(store_outside_backup_plan.findings) == 1 with input as world.of([world.resource("database", {"backup_plan": {"value": false, "at": []}}), world.resource("backup", {"address": "p", "type": "aws_backup_plan"})])
}

test_passes if {
	count(store_outside_backup_plan.findings) == 0 with input as world.one("database", {"backup_plan": {"value": false, "at": ["backup_plan"]}})
}
