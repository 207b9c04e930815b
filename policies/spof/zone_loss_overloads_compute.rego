# METADATA
# title: Losing a zone takes too much of the capacity
# description: What is left after the loss of a zone has to carry the whole load until new instances are up.
# custom:
#   severity: warning
#   roles: [compute]
#   objectives: [availability]
#   remediation: Spread the group over three zones, or keep more instances.
#   since: 0.1.0
package resilint.spof.zone_loss_overloads_compute

import data.resilint.lib

findings contains finding if {
	some compute in input.by_role.compute
	compute.objectives.min_zones > 2
	compute.zones.value > 1
	compute.nodes.value > 1
	lib.must_survive(compute, "az")
	lib.on_path(compute)
	lost := ceil(compute.nodes.value / compute.zones.value)
	left := compute.nodes.value - lost
	left * 10 < compute.nodes.value * 6
	finding := lib.finding(compute, compute.zones, sprintf("compute group `%s` keeps %v of %v instances when a zone fails, less than 60 %%", [compute.address, left, compute.nodes.value]))
}
