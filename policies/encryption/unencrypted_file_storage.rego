# METADATA
# title: File system is not encrypted at rest
# description: Whoever gets at the disks reads the files.
# custom:
#   severity: error
#   roles: [file-storage]
#   objectives: [encryption]
#   remediation: Set `encrypted = true`.
#   equivalents: [CKV_AWS_42, AVD-AWS-0037, AC_AWS_0097, AC_AWS_0098]
#   since: 0.1.0
package resilint.encryption.unencrypted_file_storage

import data.resilint.lib

findings contains finding if {
	some files in input.by_role["file-storage"]
	files.objectives.encryption == true
	files.encrypted.value == false
	finding := lib.finding(files, files.encrypted, sprintf("file system `%s` is not encrypted at rest", [files.address]))
}
