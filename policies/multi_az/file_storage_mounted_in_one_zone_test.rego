package resilint.multi_az.file_storage_mounted_in_one_zone_test

import data.resilint.multi_az.file_storage_mounted_in_one_zone
import data.resilint.world_test as world

target(name, zones) := world.resource("other", {"address": sprintf("aws_efs_mount_target.%s", [name]), "type": "aws_efs_mount_target", "zone_names": zones})

mounted(one, other) := object.union(
	world.of([
		world.resource("file-storage", {"address": "aws_efs_file_system.main", "type": "aws_efs_file_system", "regional": {"value": true, "at": []}}),
		target("a", one),
		target("b", other),
	]),
	{"graph": {"referrers": {"aws_efs_file_system.main": [{"address": "aws_efs_mount_target.a", "at": ["file_system_id"], "kind": "member_of", "certain": true}, {"address": "aws_efs_mount_target.b", "at": ["file_system_id"], "kind": "member_of", "certain": true}]}}},
)

known(zone) := {"value": [zone], "at": ["subnet_id"]}

test_fails if {
	count(file_storage_mounted_in_one_zone.findings) == 1 with input as mounted(known("eu-west-1a"), known("eu-west-1a"))
}

test_passes if {
	count(file_storage_mounted_in_one_zone.findings) == 0 with input as mounted(known("eu-west-1a"), known("eu-west-1b"))
}

test_passes_without_mount_targets if {
	count(file_storage_mounted_in_one_zone.findings) == 0 with input as world.one("file-storage", {"type": "aws_efs_file_system", "regional": {"value": true, "at": []}})
}

test_is_silent_when_unknown if {
	count(file_storage_mounted_in_one_zone.findings) == 0 with input as mounted(known("eu-west-1a"), {"unknown": "a variable has no value", "at": ["subnet_id"]})
}

only(fields) := object.union(
	world.of([
		world.resource("file-storage", {"address": "aws_efs_file_system.main", "type": "aws_efs_file_system", "regional": {"value": true, "at": []}}),
		object.union(object.remove(target("a", {"unknown": "a variable has no value", "at": ["subnet_id"]}), ["count"]), fields),
	]),
	{"graph": {"referrers": {"aws_efs_file_system.main": [{"address": "aws_efs_mount_target.a", "at": ["file_system_id"], "kind": "member_of", "certain": true}]}}},
)

test_fails_with_one_target_wherever_that_is if {
	count(file_storage_mounted_in_one_zone.findings) == 1 with input as only({"count": {"value": 1, "at": []}})
}

test_is_undecided_when_nobody_knows_how_many if {
	findings := file_storage_mounted_in_one_zone.findings with input as only({"count": {"unknown": "a map has no value", "at": []}})
	{finding.unknown | some finding in findings} == {"a map has no value"}
}
