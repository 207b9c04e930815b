package resilint.spof.too_few_instances_test

import data.resilint.spof.too_few_instances
import data.resilint.world_test as world

test_fails if {
	count(too_few_instances.findings) == 1 with input as world.one("compute", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "nodes": {"value": 2, "at": ["nodes"]}})
}

test_passes if {
	count(too_few_instances.findings) == 0 with input as world.one("compute", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "nodes": {"value": 3, "at": ["nodes"]}})
}

test_is_silent_when_unknown if {
	count(too_few_instances.findings) == 0 with input as world.one("compute", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "nodes": {"unknown": "a variable has no value", "at": ["nodes"]}})
}
