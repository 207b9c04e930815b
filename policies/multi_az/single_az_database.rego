# METADATA
# title: Database runs in a single availability zone
# description: When its only zone fails, the database and everything that depends on it fail too.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html
# custom:
#   severity: error
#   roles: [database]
#   objectives: [availability, rto]
#   remediation: Set `multi_az = true`, or run a cluster with instances in two zones.
#   remedies:
#     aws_docdb_cluster: Add an instance of the cluster in another zone.
#     aws_neptune_cluster: Add an instance of the cluster in another zone.
#     google: Choose a regional deployment.
#     google_alloydb_instance: Set `availability_type = "REGIONAL"`.
#     google_bigtable_instance: Add a `cluster` in another zone.
#     google_sql_database_instance: Set `availability_type = "REGIONAL"` in `settings`.
#     azurerm: Switch zone redundancy on.
#     azurerm_cosmosdb_account: Set `zone_redundant = true` in each `geo_location`.
#     azurerm_mssql_database: Set `zone_redundant = true`.
#     azurerm_mssql_elasticpool: Set `zone_redundant = true`.
#     azurerm_mysql_flexible_server: Add a `high_availability` block with `mode = "ZoneRedundant"`.
#     azurerm_postgresql_flexible_server: Add a `high_availability` block with `mode = "ZoneRedundant"`.
#   equivalents: [CKV_AWS_157, FG_R00251, FG_R00209, CKV_GCP_79]
#   since: 0.1.0
package resilint.multi_az.single_az_database

import data.resilint.lib

findings contains finding if {
	some database in input.by_role.database
	database.zones.value < 2
	lib.must_survive(database, "az")
	lib.independent(database)
	not lib.regional(database)
	not lib.single_instance(database)
	finding := lib.finding(database, database.zones, sprintf("database `%s` runs in one availability zone, the objective is %v", [database.address, max([2, database.objectives.min_zones])]))
}
