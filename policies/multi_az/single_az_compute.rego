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

# Machines of their own that share their work: the first of them speaks for all.
findings contains finding if {
	some compute in input.by_role.compute
	compute.address < min(compute.peers.value)
	not grows(compute)
	lib.must_survive(compute, "az")
	lib.independent(compute)
	lib.on_path(compute)
	not lib.in_cluster(compute)
	not lib.regional(compute)
	finding := together(compute, array.concat([compute.address], compute.peers.value))
}

together(compute, group) := lib.finding(compute, compute.zones, message) if {
	in_one_zone(group)
	message := sprintf("`%s` and %s that share its work stand in one availability zone", [compute.address, others(compute)])
} else := lib.finding(compute, compute.zones, message) if {
	nowhere(group)
	message := sprintf("`%s` and %s that share its work choose no availability zone: nothing keeps them apart", [compute.address, others(compute)])
} else := object.union(lib.finding(compute, compute.zones, message), {"unknown": reason}) if {
	count(zones(group)) < 2
	reason := sprintf("the zone of `%s` is not known", [somewhere(group)])
	message := sprintf("cannot tell: %s", [reason])
}

others(compute) := lib.plural(count(compute.peers.value), "other", "others")

zones(group) := {zone |
	some address in group
	some zone in input.resources[address].zone_names.value
}

in_one_zone(group) if {
	count(zones(group)) == 1
	every address in group {
		input.resources[address].zone_names
	}
}

nowhere(group) if {
	every address in group {
		input.resources[address].zones.default == true
	}
}

somewhere(group) := addresses[0] if {
	addresses := [address | some address in group; not input.resources[address].zone_names]
	count(addresses) > 0
}

# More than one instance, now or under load: that a single one stands in one zone goes without saying.
grows(compute) if compute.nodes.value > 1

grows(compute) if compute.max_nodes.value > 1
