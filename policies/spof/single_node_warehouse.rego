# METADATA
# title: Data warehouse has a single node
# description: "A single-node warehouse keeps no second copy of its data: a failed drive means a restore from a snapshot."
# custom:
#   severity: warning
#   roles: [warehouse]
#   objectives: [availability]
#   remediation: Use two nodes or more.
#   since: 0.1.0
package resilint.spof.single_node_warehouse

import data.resilint.lib

findings contains finding if {
	some warehouse in input.by_role.warehouse
	warehouse.nodes.value < 2
	lib.must_survive(warehouse, "instance")
	finding := lib.finding(warehouse, warehouse.nodes, sprintf("warehouse `%s` has %s", [warehouse.address, lib.counted(warehouse.nodes, "node", "nodes")]))
}
