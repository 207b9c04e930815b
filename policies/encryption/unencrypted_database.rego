# METADATA
# title: Database is not encrypted at rest
# description: Whoever gets at the disks, a snapshot or a backup reads the data.
# custom:
#   severity: error
#   roles: [database]
#   objectives: [encryption]
#   remediation: Set `storage_encrypted = true`; an existing database has to be restored from an encrypted snapshot.
#   remedies:
#     azurerm_mssql_database: Set `transparent_data_encryption_enabled = true`.
#   equivalents: [CKV_AWS_16, AVD-AWS-0080, AC_AWS_0058, FG_R00093, CKV_AWS_96, AVD-AWS-0079, CKV_AWS_74, AVD-AWS-0021, AC_AWS_0455, CKV_AWS_44, AVD-AWS-0076, AC_AWS_0493, AC_AWS_0457]
#   since: 0.1.0
package resilint.encryption.unencrypted_database

import data.resilint.lib

findings contains finding if {
	some database in input.by_role.database
	database.objectives.encryption == true
	not database.member_of.value
	database.encrypted.value == false
	finding := lib.finding(database, database.encrypted, sprintf("database `%s` is not encrypted at rest", [database.address]))
}
