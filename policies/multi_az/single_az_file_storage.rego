# METADATA
# title: File system is reachable in a single availability zone
# description: When its zone fails, or the zone of its only mount target, no instance reaches the files.
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/storage-classes.html
# custom:
#   severity: warning
#   roles: [file-storage]
#   objectives: [availability]
#   remediation: Use regional storage, with a mount target in each zone.
#   since: 0.1.0
package resilint.multi_az.single_az_file_storage

import data.resilint.lib

findings contains finding if {
	some files in input.by_role["file-storage"]
	not files.replica_of.value
	files.zones.value < 2
	lib.must_survive(files, "az")
	finding := lib.finding(files, files.zones, sprintf("file system `%s` depends on one availability zone", [files.address]))
}
