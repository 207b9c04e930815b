# METADATA
# title: Compute group runs in a single availability zone
# description: When its only zone fails, every instance of the group is gone at once.
# custom:
#   severity: error
#   roles: [compute]
#   objectives: [availability]
#   remediation: Give it subnets in two zones or more, or what it runs on zone redundancy.
#   remedies:
#     azurerm: Name two zones or more, or switch zone redundancy on.
#     azurerm_app_service_environment_v3: Set `zone_redundant = true`.
#     azurerm_container_app: Set `zone_redundancy_enabled = true` for its environment.
#     azurerm_kubernetes_cluster: Name two zones or more in `default_node_pool.zones`.
#     azurerm_service_plan: Set `zone_balancing_enabled = true`, with two workers or more.
#     google_compute_instance_group_manager: Use a `google_compute_region_instance_group_manager`.
#     google_container_cluster: Give it a region as its `location`, or more zones in `node_locations`.
#     google_container_node_pool: Name two zones or more in `node_locations`.
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
	compute.address < min([peer.address | some peer in compute.peers.value])
	not grows(compute)
	lib.must_survive(compute, "az")
	lib.independent(compute)
	lib.on_path(compute)
	not lib.in_cluster(compute)
	not lib.regional(compute)
	finding := together(compute)
}

together(compute) := lib.finding(compute, compute.zones, message) if {
	count(zones(compute)) == 1
	compute.zone_names
	every peer in compute.peers.value {
		peer.zones
	}
	message := sprintf("`%s` and %s that share its work stand in one availability zone", [compute.address, others(compute)])
} else := lib.finding(compute, compute.zones, message) if {
	compute.zones.default == true
	every peer in compute.peers.value {
		peer.chooses == false
	}
	message := sprintf("`%s` and %s that share its work choose no availability zone: nothing keeps them apart", [compute.address, others(compute)])
} else := object.union(lib.finding(compute, compute.zones, message), {"unknown": reason}) if {
	count(zones(compute)) < 2
	reason := sprintf("the zone of `%s` is not known", [somewhere(compute)])
	message := sprintf("cannot tell: %s", [reason])
}

others(compute) := lib.plural(count(compute.peers.value), "other", "others")

zones(compute) := {zone | some zone in compute.zone_names.value} | {zone |
	some peer in compute.peers.value
	some zone in peer.zones
}

somewhere(compute) := compute.address if {
	not compute.zone_names
} else := addresses[0] if {
	addresses := [peer.address | some peer in compute.peers.value; not peer.zones]
	count(addresses) > 0
}

# More than one instance, now or under load: that a single one stands in one zone goes without saying.
grows(compute) if compute.nodes.value > 1

grows(compute) if compute.max_nodes.value > 1
