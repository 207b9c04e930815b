# METADATA
# title: Workload is bound to a single availability zone
# description: A function inside a network runs in the zones of its subnets only, an application or a cluster in those that it was given.
# custom:
#   severity: warning
#   roles: [compute]
#   objectives: [availability]
#   remediation: Give it subnets in two zones or more, or switch its redundancy across zones on.
#   remedies:
#     azurerm: Run it on a plan with `zone_balancing_enabled = true`.
#   since: 0.1.0
package resilint.multi_az.single_az_function

import data.resilint.lib

findings contains finding if {
	some compute in input.by_role.compute
	not compute.nodes
	compute.zones.value < 2
	lib.must_survive(compute, "az")
	lib.on_path(compute)
	not lib.regional(compute)
	not runs_on_compute(compute)
	finding := lib.finding(compute, compute.zones, sprintf("`%s` runs in %s", [compute.address, place(compute)]))
}

# What it runs on is judged itself.
runs_on_compute(compute) if {
	some edge in input.graph.references[compute.address]
	edge.kind == "runs_on"
	input.resources[edge.address].role == "compute"
}

place(compute) := "the zone of its only subnet" if {
	compute.type == "aws_lambda_function"
} else := "one availability zone"
