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
	lib.regional(files)
	some finding in mounted(files, mount_targets(files))
}

mounted(files, targets) := [told("`%s` only", [targets[0].zone_names.value[0]], files, targets[0])] if {
	count({zone | some target in targets; some zone in target.zone_names.value}) == 1
	every target in targets {
		target.zone_names.value
	}
} else := [told("one zone only: it has one mount target", [], files, target)] if {
	# Whichever zone that is.
	some target in targets
	count(targets) == 1
	target.count.value == 1
} else := [object.union(told("one zone only", [], files, target), {"message": message, "unknown": target.count.unknown})] if {
	some target in targets
	count(targets) == 1
	message := sprintf("cannot tell: the number of mount targets of `%s` is not known: %s", [files.address, target.count.unknown])
}

told(zones, names, files, target) := {
	"address": files.address,
	"of": target.address,
	"at": ["subnet_id"],
	"message": sprintf(concat("", ["file system `%s` can be mounted in ", zones]), array.concat([files.address], names)),
}

mount_targets(files) := [target |
	some edge in input.graph.referrers[files.address]
	target := input.resources[edge.address]
	target.type == "aws_efs_mount_target"
]
