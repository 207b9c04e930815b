# METADATA
# title: Compute group has fewer instances than the objective asks zones for
# description: With three zones wanted, fewer than three instances leave a zone without any.
# custom:
#   severity: warning
#   roles: [compute]
#   objectives: [availability]
#   remediation: Raise the minimum capacity to the number of zones.
#   since: 0.1.0
package resilint.spof.too_few_instances

import data.resilint.lib

findings contains finding if {
	some compute in input.by_role.compute
	compute.objectives.min_zones > 2
	not lib.only_one(compute.nodes)
	compute.nodes.value < compute.objectives.min_zones
	lib.must_survive(compute, "az")
	lib.independent(compute)
	lib.on_path(compute)
	finding := lib.finding(compute, compute.nodes, sprintf("compute group `%s` keeps %v instances, the objective is one in each of %d zones", [compute.address, lib.amount(compute.nodes), compute.objectives.min_zones]))
}
