# METADATA
# title: File system is in no backup plan
# description: Deleted and overwritten files are gone.
# custom:
#   severity: warning
#   roles: [file-storage]
#   objectives: [backup]
#   remediation: Switch automatic backups on, or select it in a backup plan.
#   equivalents: [CKV2_AWS_18]
#   since: 0.1.0
package resilint.backup.file_storage_without_backup

import data.resilint.lib

findings contains finding if {
	some files in input.by_role["file-storage"]
	files.objectives.backup_days > 0
	not files.replica_of.value
	files.backup_plan.value == false
	not files.backup_days
	not scratch(files)
	finding := lib.finding(files, files.backup_plan, sprintf("file system `%s` is in no backup plan", [files.address]))
}

# Holds nothing that is not elsewhere, and cannot be backed up.
scratch(files) if {
	files.type == "aws_fsx_lustre_file_system"
	startswith(object.get(files.attributes, "deployment_type", "SCRATCH_1"), "SCRATCH")
}
