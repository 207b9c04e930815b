package resilint.cross_region.backup_copy_in_same_region_test

import data.resilint.cross_region.backup_copy_in_same_region
import data.resilint.world_test as world

regional(address, type, region) := object.union(
	world.resource("backup", {"address": address, "type": type, "region": region}),
	{"objectives": {"survive": "region"}},
)

copying(region) := object.union(
	world.of([
		regional("aws_backup_plan.daily", "aws_backup_plan", {"value": "us-east-1", "at": []}),
		regional("aws_backup_vault.copy", "aws_backup_vault", region),
	]),
	{"graph": {"references": {"aws_backup_plan.daily": [{"address": "aws_backup_vault.copy", "at": ["rule"], "kind": "replicates_to", "certain": true}]}}},
)

test_fails if {
	count(backup_copy_in_same_region.findings) == 1 with input as copying({"value": "us-east-1", "at": []})
}

test_passes if {
	count(backup_copy_in_same_region.findings) == 0 with input as copying({"value": "eu-west-1", "at": []})
}

test_is_silent_when_unknown if {
	count(backup_copy_in_same_region.findings) == 0 with input as copying({"unknown": "a variable has no value", "at": []})
}
