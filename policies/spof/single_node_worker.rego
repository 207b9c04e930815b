# METADATA
# title: Background work runs on a single instance
# description: Until the only worker is replaced, nothing takes from its queue, and what waits grows.
# custom:
#   severity: warning
#   roles: [compute]
#   objectives: [availability]
#   remediation: Raise the minimum capacity to two or more instances, in different zones.
#   since: 0.1.0
package resilint.spof.single_node_worker

import data.resilint.lib

findings contains finding if {
	some compute in input.by_role.compute
	compute.background.value == true
	compute.nodes.value < 2
	lib.must_survive(compute, "instance")
	lib.independent(compute)
	is_group(compute)
	not lib.in_cluster(compute)
	not lib.standby(compute)
	finding := lib.finding(compute, compute.nodes, sprintf("background work of `%s` may run on %s only", [compute.address, lib.counted(compute.nodes, "instance", "instances")]))
}

# It could have more.
is_group(compute) if compute.max_nodes.value > 1

is_group(compute) if not compute.type in {"aws_instance", "azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "google_compute_instance"}
