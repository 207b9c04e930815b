# METADATA
# title: Database can be deleted by a single call
# description: A wrong plan or a wrong click deletes the database.
# custom:
#   severity: warning
#   roles: [database]
#   resource_types: [google_spanner_database, google_bigquery_table]
#   objectives: [backup]
#   remediation: Set `deletion_protection = true`.
#   remedies:
#     aws_dynamodb_table: Set `deletion_protection_enabled = true`.
#     google_firestore_database: Set `delete_protection_state = "DELETE_PROTECTION_ENABLED"`.
#   equivalents: [CKV_AWS_293, AVD-AWS-0177, FG_R00280, CKV_AWS_139, AVD-AWS-0343, CKV2_AWS_58, CKV_GCP_121, CKV_GCP_119, CKV_GCP_120]
#   since: 0.1.0
package resilint.backup.no_deletion_protection

import data.resilint.lib

findings contains finding if {
	some database in databases
	database.deletion_protected.value == false
	database.objectives.backup_days > 0
	not lib.in_cluster(database)
	lib.independent(database)
	finding := lib.finding(database, database.deletion_protected, sprintf("database `%s` is not protected from deletion", [database.address]))
}

databases contains database if some database in input.by_role.database

databases contains database if {
	some type in ["google_spanner_database", "google_bigquery_table"]
	some database in input.by_type[type]
}
