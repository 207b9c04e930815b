# METADATA
# title: Database can be deleted by a single call
# description: A wrong plan or a wrong click deletes the database.
# custom:
#   severity: warning
#   roles: [database]
#   objectives: [backup]
#   remediation: Set `deletion_protection = true`.
#   equivalents: [CKV_AWS_293, AVD-AWS-0177, FG_R00280, CKV_AWS_139, AVD-AWS-0343, CKV2_AWS_58]
#   since: 0.1.0
package resilint.backup.no_deletion_protection

import data.resilint.lib

findings contains finding if {
	some database in input.by_role.database
	database.deletion_protected.value == false
	database.objectives.backup_days > 0
	not lib.in_cluster(database)
	lib.independent(database)
	finding := lib.finding(database, database.deletion_protected, sprintf("database `%s` is not protected from deletion", [database.address]))
}
