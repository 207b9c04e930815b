# METADATA
# title: Disk of instance is not encrypted at rest
# description: Whoever gets at the disk or a snapshot reads what the instance wrote.
# custom:
#   severity: error
#   roles: [compute]
#   resource_types: [aws_workspaces_workspace]
#   objectives: [encryption]
#   remediation: Set `encrypted = true` on each block device, or switch encryption by default on for the account.
#   equivalents: [CKV_AWS_8, AVD-AWS-0131, AVD-AWS-0008, AVD-AWS-0122, AC_AWS_0167, CKV_AWS_155, CKV_AWS_156, AVD-AWS-0109, AC_AWS_0503, AC_AWS_0504]
#   since: 0.1.0
package resilint.encryption.unencrypted_instance_disk

import data.resilint.lib

findings contains finding if {
	some compute in input.by_role.compute
	compute.objectives.encryption == true
	not lib.volumes_encrypted_by_default
	compute.encrypted.value == false
	finding := lib.finding(compute, compute.encrypted, sprintf("disk of instance `%s` is not encrypted at rest", [compute.address]))
}

findings contains finding if {
	some desktop in input.by_type.aws_workspaces_workspace
	desktop.objectives.encryption == true
	desktop.encrypted.value == false
	finding := lib.finding(desktop, desktop.encrypted, sprintf("disk of desktop `%s` is not encrypted at rest", [desktop.address]))
}
