# METADATA
# title: Network has subnets in fewer zones than the objective asks for
# description: Nothing inside the network can span more zones than its subnets do.
# custom:
#   severity: warning
#   roles: [network]
#   objectives: [availability]
#   remediation: Add subnets in further zones.
#   since: 0.1.0
package resilint.multi_az.network_in_too_few_zones

import data.resilint.lib

findings contains finding if {
	some network in input.by_role.network
	network.zones.value < network.promised_zones.value
	lib.must_survive(network, "az")
	not lib.regional(network)
	finding := lib.finding(network, network.zones, sprintf("network `%s` has subnets in %s, the objective is %v", [network.address, lib.counted(network.zones, "zone", "zones"), network.promised_zones.value]))
}
