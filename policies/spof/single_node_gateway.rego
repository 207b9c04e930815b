# METADATA
# title: Gateway runs on a single instance
# description: While its only instance fails or is updated, nobody gets in.
# related_resources:
#   - https://learn.microsoft.com/en-us/azure/application-gateway/application-gateway-autoscaling-zone-redundant
# custom:
#   severity: error
#   roles: [entry]
#   objectives: [availability]
#   remediation: Run two instances or more, or let it scale by itself.
#   since: 0.1.0
package resilint.spof.single_node_gateway

import data.resilint.lib

findings contains finding if {
	some gateway in input.by_role.entry
	gateway.nodes.value < 2
	lib.must_survive(gateway, "instance")
	lib.independent(gateway)
	not lib.in_cluster(gateway)
	finding := lib.finding(gateway, gateway.nodes, sprintf("gateway `%s` runs on %s, the least for surviving the loss of one is 2", [gateway.address, lib.counted(gateway.nodes, "instance", "instances")]))
}
