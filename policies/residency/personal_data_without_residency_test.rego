package resilint.residency.personal_data_without_residency_test

import data.resilint.residency.personal_data_without_residency
import data.resilint.world_test as world

test_fails if {
	count(personal_data_without_residency.findings) == 1 with input as world.one("database", {"personal": {"value": true, "at": ["tags", "pii"]}})
}

test_passes if {
	count(personal_data_without_residency.findings) == 0 with input as world.one("database", {"personal": {"value": true, "at": ["tags", "pii"]}, "objectives": object.union(world.standard, {"residency": ["eu"]})})
}

test_passes_without_a_tag if {
	count(personal_data_without_residency.findings) == 0 with input as world.one("database", {})
}
