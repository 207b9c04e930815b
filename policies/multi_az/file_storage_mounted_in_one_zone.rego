# METADATA
# title: File system can be mounted in one zone only
# description: "The file system survives the loss of a zone, but the others reach it through a mount target in the lost one."
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/accessing-fs.html
# custom:
#   severity: warning
#   resource_types: [aws_efs_file_system]
#   objectives: [availability]
#   remediation: Create a mount target in each zone that mounts it.
#   since: 0.1.0
package resilint.multi_az.file_storage_mounted_in_one_zone

import data.resilint.lib

findings contains finding if {
	some files in input.by_type.aws_efs_file_system
	lib.must_survive(files, "az")
	targets := mount_targets(files)
	count(targets) > 0
	every target in targets {
		target.zone_names.value
	}
	count({zone | some target in targets; some zone in target.zone_names.value}) == 1
	finding := {
		"address": files.address,
		"of": targets[0].address,
		"at": ["subnet_id"],
		"message": sprintf("file system `%s` can be mounted in `%s` only", [files.address, targets[0].zone_names.value[0]]),
	}
}

mount_targets(files) := [target |
	some edge in input.graph.referrers[files.address]
	target := input.resources[edge.address]
	target.type == "aws_efs_mount_target"
]
