# METADATA
# title: Compute group runs in a single availability zone
# description: When its only zone fails, every instance of the group is gone at once.
# custom:
#   severity: error
#   roles: [compute]
#   objectives: [availability]
#   remediation: Give it subnets in two zones or more.
#   equivalents: [FG_R00014]
#   since: 0.1.0
package resilint.multi_az.single_az_compute

import data.resilint.lib

findings contains finding if {
	some compute in input.by_role.compute
	compute.zones.value < 2
	lib.must_survive(compute, "az")
	lib.independent(compute)
	lib.on_path(compute)
	grows(compute)
	not lib.in_cluster(compute)
	not lib.regional(compute)
	finding := lib.finding(compute, compute.zones, sprintf("compute group `%s` has all its instances in one availability zone", [compute.address]))
}

# More than one instance, now or under load: that a single one stands in one zone goes without saying.
grows(compute) if compute.nodes.value > 1

grows(compute) if compute.max_nodes.value > 1
