# METADATA
# title: Data warehouse runs in a single availability zone
# description: When its zone fails, reports wait for the zone or for a restore.
# custom:
#   severity: warning
#   roles: [warehouse]
#   objectives: [availability]
#   remediation: Use a Multi-AZ deployment.
#   remedies:
#     aws_redshift_cluster: Set `multi_az = true`.
#     azurerm_kusto_cluster: Name two zones or more in `zones`.
#   since: 0.1.0
package resilint.multi_az.single_az_warehouse

import data.resilint.lib

findings contains finding if {
	some warehouse in input.by_role.warehouse
	warehouse.zones.value < 2
	lib.must_survive(warehouse, "az")
	not lib.regional(warehouse)
	finding := lib.finding(warehouse, warehouse.zones, sprintf("warehouse `%s` runs in one availability zone", [warehouse.address]))
}
