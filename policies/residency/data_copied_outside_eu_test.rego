package resilint.residency.data_copied_outside_eu_test

import data.resilint.residency.data_copied_outside_eu
import data.resilint.world_test as world

flow := {"from": "aws_thing.main", "to": "aws_thing.copy", "kind": "replication", "from_region": "eu-west-1", "to_region": "us-east-1", "leaves_eu": true, "at": ["source"], "of": "aws_thing.copy"}

test_fails if {
	count(data_copied_outside_eu.findings) == 1 with input as object.union(world.one("database", {}), {"flows": [flow]})
}

test_passes if {
	count(data_copied_outside_eu.findings) == 0 with input as object.union(world.one("database", {}), {"flows": [object.union(flow, {"leaves_eu": false})]})
}

test_leaves_objectives_to_other_rules if {
	count(data_copied_outside_eu.findings) == 0 with input as object.union(world.one("database", {"objectives": object.union(world.standard, {"residency": ["eu"]})}), {"flows": [flow]})
}

test_is_silent_when_unknown if {
	count(data_copied_outside_eu.findings) == 0 with input as object.union(world.one("database", {}), {"flows": [object.remove(flow, ["leaves_eu"])]})
}
