# METADATA
# title: Warehouse is not encrypted at rest
# description: Whoever gets at the disks or a snapshot reads the data.
# custom:
#   severity: error
#   roles: [warehouse]
#   objectives: [encryption]
#   remediation: Set `encrypted = true`.
#   remedies:
#     azurerm_kusto_cluster: Set `disk_encryption_enabled = true`.
#     azurerm_synapse_sql_pool: Set `data_encrypted = true`.
#   equivalents: [CKV_AWS_64, AVD-AWS-0084]
#   since: 0.1.0
package resilint.encryption.unencrypted_warehouse

import data.resilint.lib

findings contains finding if {
	some warehouse in input.by_role.warehouse
	warehouse.objectives.encryption == true
	warehouse.encrypted.value == false
	finding := lib.finding(warehouse, warehouse.encrypted, sprintf("warehouse `%s` is not encrypted at rest", [warehouse.address]))
}
